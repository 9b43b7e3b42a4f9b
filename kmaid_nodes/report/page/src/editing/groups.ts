// Which carbons and which entries of the list go together when one of them is given.
import type { Molecule } from "../data";
import type { Edited } from "./edited";

/** Two entries of a list that lie so close (ppm) are the same shift, as in `assignment/same_shift.py`. */
const SAME_SHIFT_PPM = 0.005 + 1e-9;

/** The carbons of a peak. */
export function carbonsOfPeak(edited: Edited, peak: number): number[] {
  return edited.peakOfCarbon.flatMap((of, carbon) => (of === peak ? [carbon] : []));
}

/**
 * The carbons that get the same peak when one of them does: its symmetry class. A carbon whose class may have
 * two shifts, or whose class has been given several, goes alone.
 */
export function movingTogether(molecule: Molecule, edited: Edited, carbon: number): number[] {
  if (molecule.carbons[carbon]!.diastereotopic) return [carbon];
  const members = classOf(molecule, carbon);
  const [first, ...others] = members.map((member) => edited.peakOfCarbon[member] ?? null);
  return others.every((peak) => sameShift(molecule, first!, peak)) ? members : [carbon];
}

/** All carbons of its symmetry class. */
export function classOf(molecule: Molecule, carbon: number): number[] {
  const { symmetryClass } = molecule.carbons[carbon]!;
  return molecule.carbons.flatMap((one, at) => (one.symmetryClass === symmetryClass ? [at] : []));
}

/** The entries of the list at the shift of a peak, itself first. */
export function entriesOfShift(molecule: Molecule, peak: number): number[] {
  const others = molecule.peaks.flatMap((_, at) => (at !== peak && sameShift(molecule, at, peak) ? [at] : []));
  return [peak, ...others];
}

/** Whether two entries of the list are the same shift; also whether both are none. */
export function sameShift(molecule: Molecule, a: number | null, b: number | null): boolean {
  if (a === null || b === null) return a === b;
  return Math.abs(molecule.peaks[a]!.ppm - molecule.peaks[b]!.ppm) <= SAME_SHIFT_PPM;
}
