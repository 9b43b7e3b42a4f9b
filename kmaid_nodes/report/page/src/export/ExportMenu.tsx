import type { Molecule } from "../data";

/** Text, tables and pictures of these molecules, to copy or to save. */
export function ExportMenu(_: { molecules: readonly Molecule[] }) {
  return null;
}
