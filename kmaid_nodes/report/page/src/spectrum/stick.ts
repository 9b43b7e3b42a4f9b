// What the spectrum shows of each peak.
import type { Molecule, PageData } from "../data";
import type { Edited } from "../editing/edited";
import { carbonType, counted, couplings, fixed, percent, shift } from "../formatting";
import { bandOf, type Band } from "../molecule/confidence";
import { carbonName } from "../editing/names";
import { numberOf } from "../molecule/numbers";
import type { Judged } from "../scoring/judged";
import { leftWord } from "./leftWord";

export interface Stick {
  peak: number;
  ppm: number;
  carbons: number[];
  band: Band;
  /** Whether it has no carbon. */
  left: boolean;
  label: string;
  /** All that is known of it, in one line. */
  described: string;
}

/** One stick for each peak that has a place on the axis, from high shifts to low ones. */
export function sticksOf(molecule: Molecule, edited: Edited, judged: Judged, page: PageData): Stick[] {
  const carbonsOf = molecule.peaks.map((): number[] => []);
  edited.peakOfCarbon.forEach((peak, carbon) => peak !== null && carbonsOf[peak]?.push(carbon));
  return molecule.peaks
    .flatMap((peak, at) => (Number.isFinite(peak.ppm) ? [at] : []))
    .sort((a, b) => molecule.peaks[b]!.ppm - molecule.peaks[a]!.ppm || a - b)
    .map((at) => stickOf(at, carbonsOf[at]!, molecule, edited, judged, page));
}

function stickOf(
  at: number,
  carbons: number[],
  molecule: Molecule,
  edited: Edited,
  judged: Judged,
  { bands }: PageData,
): Stick {
  const peak = molecule.peaks[at]!;
  const confidences = carbons.flatMap((carbon) => judged.carbons[carbon]?.confidence ?? []);
  const confidence = confidences.length ? Math.min(...confidences) : null;
  const numbers = carbons.map((carbon) => numberOf(carbon, molecule, edited));
  const type = carbonType(peak.hydrogens ?? (carbons.length ? molecule.carbons[carbons[0]!]!.hydrogens : null));
  const several = carbons.length > 1 ? `${carbons.length}C` : "";
  const left = carbons.length === 0;
  const coupled = [peak.splitting, peak.couplingsHz.length ? `J ${couplings(peak.couplingsHz, molecule)} Hz` : null];
  const names = numbers.length ? `(${numbers.length > 4 ? [...numbers.slice(0, 3), "…"].join(",") : numbers.join(",")})` : "";
  const all = [
    `${shift(peak.ppm)} ppm`,
    type,
    carbons.length ? counted(carbons.length, "carbon") : "",
    carbons.map((carbon) => carbonName(molecule, edited, carbon)).join(", "),
    ...coupled,
    peak.label,
    left ? (judged.left.get(at)?.reason ?? "unassigned") : sure(confidence, carbons, edited),
  ];
  return {
    peak: at,
    ppm: peak.ppm,
    carbons,
    band: bandOf(confidence, bands),
    left,
    label: [fixed(peak.ppm, 1), type, several, names, ...coupled, left ? leftWord(judged.left.get(at) ?? null) : null].filter(Boolean).join(" "),
    described: all.filter(Boolean).join(" · "),
  };
}

/** How sure it is; a confidence of 100 % would be no more than the chemist's own word. */
function sure(confidence: number | null, carbons: readonly number[], edited: Edited): string {
  if (carbons.every((carbon) => edited.fixed.includes(carbon))) return "set by hand";
  return confidence === null ? "" : percent(confidence);
}

/** Peaks that lie within `px` of this one, in the order of the spectrum; x: of each stick. */
export function crowdOf(at: number, x: readonly number[], px: number): number[] {
  return x.flatMap((one, i) => (Math.abs(one - x[at]!) <= px ? [i] : []));
}
