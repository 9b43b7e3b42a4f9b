// The assignment as a table: a row for each carbon, then one for each peak without a carbon.
import { isNotShown } from "../molecule/notShown";
import { numberOf } from "../molecule/numbers";
import type { Words } from "../data";
import type { Cell } from "./cells";
import { carbonsOfPeaks, leftOf, type Standing } from "./standing";

/** Named as in the tables of `kmaid assign`, where those have the column. Atoms and peaks count from 0. */
const COLUMNS = [
  "id",
  "row",
  "atom_index",
  "number",
  "symmetry_class",
  "hydrogens",
  "peak_index",
  "ppm",
  "predicted_ppm",
  "uncertainty_ppm",
  "delta_ppm",
  "confidence",
  "edit",
  "flags",
  "kind",
  "reason",
  "label",
  "splitting",
  "verdict",
  "p_structure",
  "score",
] as const;

type Row = Partial<Record<(typeof COLUMNS)[number], Cell>>;

/** The rows of these molecules under a heading; each cell holds one number, couplings have a column each. */
export function tableRows(states: readonly Standing[], words: Words): Cell[][] {
  const couplings = Math.max(0, ...states.flatMap(({ molecule }) => molecule.peaks.map((one) => one.couplingsHz.length)));
  const names = Array.from({ length: couplings }, (_, at) => `coupling_${at + 1}_hz`);
  const rows = states.flatMap((state) => rowsOf(state, words).map((row) => withCouplings(state, row, couplings)));
  return [[...COLUMNS, ...names], ...rows];
}

function rowsOf(state: Standing, words: Words): Row[] {
  const { molecule, judged } = state;
  const whole: Row = {
    id: molecule.id,
    row: molecule.row,
    verdict: words.verdict[judged.verdict] ?? judged.verdict,
    p_structure: judged.pStructure,
    score: judged.score,
  };
  const carbons = molecule.carbons.map((_, at) => ({ ...whole, ...ofCarbon(state, at) }));
  const left = carbonsOfPeaks(state).flatMap((of, peak) => (of.length ? [] : [{ ...whole, ...ofPeak(state, peak) }]));
  return [...carbons, ...left];
}

function ofCarbon({ molecule, edited, judged }: Standing, at: number): Row {
  const carbon = molecule.carbons[at]!;
  const peak = edited.peakOfCarbon[at] ?? null;
  const worth = judged.carbons[at];
  return {
    atom_index: carbon.atom,
    number: numberOf(at, molecule, edited),
    symmetry_class: carbon.symmetryClass,
    hydrogens: carbon.hydrogens,
    ...listed(molecule, peak),
    predicted_ppm: carbon.predicted,
    uncertainty_ppm: carbon.uncertainty,
    delta_ppm: worth?.delta == null ? null : Number(worth.delta.toFixed(4)),
    confidence: worth?.confidence ?? null,
    edit: edited.fixed.includes(at) ? "fixed" : null,
    flags: worth?.flags.join(";") || null,
    kind: kindOf(peak, worth?.flags ?? []),
  };
}

/** As in the tables of `kmaid assign`: a carbon that the experiment does not show is not missing. */
function kindOf(peak: number | null, flags: readonly string[]): string {
  if (peak !== null) return "assigned";
  return isNotShown(flags) ? "not_in_experiment" : "missing";
}

function ofPeak(state: Standing, peak: number): Row {
  const left = leftOf(state, peak);
  const mark = state.edited.marked.find((one) => one.peak === peak)?.as ?? null;
  return { ...listed(state.molecule, peak), edit: mark, kind: left?.kind ?? null, reason: left?.reason ?? null };
}

function listed(molecule: Standing["molecule"], peak: number | null): Row {
  if (peak === null) return {};
  const { ppm, label, splitting } = molecule.peaks[peak]!;
  return { peak_index: peak, ppm, label, splitting };
}

function withCouplings({ molecule }: Standing, row: Row, columns: number): Cell[] {
  const peak = row.peak_index as number | null | undefined;
  const couplings = peak === null || peak === undefined ? [] : molecule.peaks[peak]!.couplingsHz;
  const cells = COLUMNS.map((name) => row[name] ?? null);
  return [...cells, ...Array.from({ length: columns }, (_, at) => couplings[at] ?? null)];
}
