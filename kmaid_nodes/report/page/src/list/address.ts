// `#id` in the address opens that molecule, and follows the one that is shown.
import type { Molecule } from "../data";

/** The molecule that the address names, null if it names none. */
export function addressed(molecules: readonly Molecule[]): number | null {
  const raw = location.hash.slice(1);
  if (!raw) return null;
  const names = [raw, decoded(raw)];
  const at = molecules.findIndex(({ id }) => names.includes(id));
  return at < 0 ? null : at;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Writes the molecule into the address, where the page may do so. */
export function address(molecule: Molecule): void {
  try {
    history.replaceState(null, "", `#${encodeURIComponent(molecule.id)}`);
  } catch {
    // A frame may not have an address of its own; ids with half a character cannot be written.
  }
}
