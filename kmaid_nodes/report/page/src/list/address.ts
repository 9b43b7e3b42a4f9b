// `#id` in the address opens that molecule or query, and follows the one that is shown.
interface Named {
  id: string;
}

/** The molecule that the address names, null if it names none. */
export function addressed(molecules: readonly Named[]): number | null {
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
export function address(molecule: Named): void {
  try {
    history.replaceState(null, "", `#${encodeURIComponent(molecule.id)}`);
  } catch {
    // A frame may not have an address of its own; ids with half a character cannot be written.
  }
}
