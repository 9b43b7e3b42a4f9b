// What carbons and peaks are called in sentences.
import type { Molecule } from "../data";
import type { Edited } from "./edited";

/** The chemist's own number of a carbon, else that of its atom counted from 1. */
export function numberOf(molecule: Molecule, edited: Edited, carbon: number): string {
  const { number, atom } = molecule.carbons[carbon]!;
  return edited.numbers[carbon] ?? number ?? String(atom + 1);
}

/** `C-17`; a label that is no number stays as it is (`OMe`). */
export function carbonName(molecule: Molecule, edited: Edited, carbon: number): string {
  return nameOfNumber(numberOf(molecule, edited, carbon));
}

export function nameOfNumber(number: string): string {
  const bare = number.replace(/^C-?(?=\d)/, "");
  return /^\d/.test(bare) ? `C-${bare}` : bare;
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
