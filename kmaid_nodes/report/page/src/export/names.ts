// What files are called.
import { fileStem } from "./fileName";
import type { Standing } from "./standing";

/** `aspirin-table.csv`; of several molecules `kmaid-table.csv`. */
export function fileOf(states: readonly Standing[], what: string, ending: string): string {
  return `${states.length === 1 ? fileStem(states[0]!.molecule.id) : "kmaid"}-${what}.${ending}`;
}
