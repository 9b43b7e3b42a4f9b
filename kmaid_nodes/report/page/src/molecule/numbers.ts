// The numbers by which a chemist calls the carbons.
import type { Molecule } from "../data";
import type { Edited } from "../editing/edited";

/** The chemist's own number of a carbon, or else that of the atom in the input, counted from 1. */
export function numberOf(carbon: number, molecule: Molecule, edited: Edited): string {
  const one = molecule.carbons[carbon]!;
  return edited.numbers[carbon] ?? one.number ?? String(one.atom + 1);
}

/** `C-5, C-9`. */
export function numbersOf(carbons: Iterable<number>, molecule: Molecule, edited: Edited): string {
  return [...carbons].map((carbon) => `C-${numberOf(carbon, molecule, edited)}`).join(", ");
}
