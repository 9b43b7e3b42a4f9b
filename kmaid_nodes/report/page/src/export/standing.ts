// A molecule as it stands after the chemist's changes: what every export is made from.
import type { Left, Molecule, Rules } from "../data";
import type { Edited } from "../editing/edited";
import { carbonsOfPeak } from "../editing/groups";
import { editedOf } from "../editing/store";
import { worthOf } from "../editing/worth";
import type { Judged } from "../scoring/judged";

export interface Standing {
  molecule: Molecule;
  edited: Edited;
  judged: Judged;
}

export function standing(molecule: Molecule, rules: Rules | null): Standing {
  const edited = editedOf(molecule);
  return { molecule, edited, judged: worthOf(molecule, edited, rules) };
}

/** The carbons of each peak, by its position in the list. */
export function carbonsOfPeaks({ molecule, edited }: Standing): number[][] {
  return molecule.peaks.map((_, peak) => carbonsOfPeak(edited, peak));
}

/** Why a peak has no carbon; null where it has one. */
export function leftOf({ molecule, edited, judged }: Standing, peak: number): Left | null {
  if (edited.peakOfCarbon.includes(peak)) return null;
  const mark = edited.marked.find((one) => one.peak === peak);
  const left = judged.left.get(peak) ?? molecule.peaks[peak]!.left;
  if (left) return left;
  return mark ? { kind: mark.as, reason: `marked as ${mark.as}` } : { kind: "unexplained", reason: "freed" };
}

/** Attached hydrogens of the carbons of a peak, null where they differ or are more than a letter says. */
export function hydrogensOf({ molecule }: Standing, carbons: readonly number[]): number | null {
  const counts = new Set(carbons.map((carbon) => molecule.carbons[carbon]!.hydrogens));
  const [only] = counts;
  return counts.size === 1 && only! <= 3 ? only! : null;
}
