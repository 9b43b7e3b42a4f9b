// A chemist's edits as files that `kmaid assign --fixed` reads; see `reading/edits`.
import type { Cell } from "./cells";
import { csvOf } from "./cells";
import type { Standing } from "./standing";

/** Atoms and peaks count from 0; ppm tells whether it is the same list. */
interface EditsOfMolecule {
  id: string;
  row: number | null;
  smiles: string;
  fixed: { atom: number; peak: number | null; ppm: number | null }[];
  rejected: { atom: number; peak: number; ppm: number }[];
  marked: { peak: number; ppm: number; as: string }[];
  /** The chemist's own numbers, where they were changed. */
  numbers: { atom: number; number: string }[];
}

function editsOf({ molecule, edited }: Standing): EditsOfMolecule {
  const atom = (carbon: number) => molecule.carbons[carbon]!.atom;
  const ppm = (peak: number) => molecule.peaks[peak]!.ppm;
  return {
    id: molecule.id,
    row: molecule.row,
    smiles: molecule.smiles,
    fixed: edited.fixed.map((carbon) => {
      const peak = edited.peakOfCarbon[carbon] ?? null;
      return { atom: atom(carbon), peak, ppm: peak === null ? null : ppm(peak) };
    }),
    rejected: edited.rejected.map(([carbon, peak]) => ({ atom: atom(carbon), peak, ppm: ppm(peak) })),
    marked: edited.marked.map(({ peak, as }) => ({ peak, ppm: ppm(peak), as })),
    numbers: Object.entries(edited.numbers).map(([carbon, number]) => ({ atom: atom(Number(carbon)), number })),
  };
}

/** Whether there is anything to write of it. */
export function hasEdits(state: Standing): boolean {
  return hasDecisions(state) || Object.keys(state.edited.numbers).length > 0;
}

/** Whether more than numbers was changed, for which the CSV file has no place. */
export function hasDecisions({ edited }: Standing): boolean {
  return edited.fixed.length + edited.rejected.length + edited.marked.length > 0;
}

export function editsJson(states: readonly Standing[]): string {
  const molecules = states.filter(hasEdits).map(editsOf);
  return `${JSON.stringify({ format: "kmaid edits", version: 1, molecules }, null, 1)}\n`;
}

export function editsCsv(states: readonly Standing[]): string {
  const rows: Cell[][] = [["id", "row", "atom", "peak", "ppm", "edit"]];
  for (const { id, row, fixed, rejected, marked } of states.filter(hasDecisions).map(editsOf)) {
    for (const one of fixed) rows.push([id, row, one.atom, one.peak, one.ppm, "fixed"]);
    for (const one of rejected) rows.push([id, row, one.atom, one.peak, one.ppm, "rejected"]);
    for (const one of marked) rows.push([id, row, null, one.peak, one.ppm, one.as]);
  }
  return csvOf(rows);
}
