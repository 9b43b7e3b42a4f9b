// What carbons and peaks are called in sentences.
import type { Molecule } from "../data";
import type { Edited } from "./edited";

/**
 * `C-17`; a label that is no number stays as it is (`OMe`). A carbon without a number among numbered ones is
 * `atom 3`, because `C-3` would be another one's.
 */
export function carbonName(molecule: Molecule, edited: Edited, carbon: number): string {
  const own = ownNumber(molecule, edited, carbon);
  const isNumbered = own === null && molecule.carbons.some((_, at) => ownNumber(molecule, edited, at) !== null);
  return nameOf(own, molecule.carbons[carbon]!.atom, isNumbered);
}

/** `C-17` for an own number, else `carbon 17`, counted from 1: as `wording/unassigned.py` has it. */
export function carbonInWords(molecule: Molecule, edited: Edited, carbon: number): string {
  const own = ownNumber(molecule, edited, carbon);
  return own === null ? `carbon ${molecule.carbons[carbon]!.atom + 1}` : nameOf(own, 0, true);
}

/** The same as `carbonName` of a number, null for none; isNumbered: whether other carbons have numbers. */
export function nameOf(own: string | null, atom: number, isNumbered: boolean): string {
  if (own === null) return isNumbered ? `atom ${atom + 1}` : `C-${atom + 1}`;
  return /^\d/.test(own) ? `C-${own}` : own;
}

/** The chemist's own number of a carbon, null for none. */
export function ownNumber(molecule: Molecule, edited: Edited, carbon: number): string | null {
  return edited.numbers[carbon] ?? molecule.carbons[carbon]!.number;
}

/** `C-16 and C-17`. */
export function carbonNames(molecule: Molecule, edited: Edited, carbons: readonly number[]): string {
  const names = carbons.map((carbon) => carbonName(molecule, edited, carbon));
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

/** `22.6 ppm`. */
export function peakName(molecule: Molecule, peak: number): string {
  return `${shiftShown(molecule.peaks[peak]!.ppm)} ppm`;
}

/** A shift as people say it: with one digit behind the point, with two where the list has two. */
export function shiftShown(ppm: number): string {
  return ppm.toFixed(Math.abs(ppm * 10 - Math.round(ppm * 10)) < 1e-6 ? 1 : 2);
}
