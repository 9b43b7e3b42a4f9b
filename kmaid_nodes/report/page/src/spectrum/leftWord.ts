// What an unassigned peak is, so short that it can stand at its stick.
import type { Left } from "../data";

const WORDS: Record<string, string> = {
  solvent: "solvent",
  impurity: "impurity",
  reference: "reference",
  unexplained: "unexplained",
  second_set: "second set",
  multiplet_line: "line",
};

/** Null where the kind has no short word, or nothing is known. */
export function leftWord(left: Left | null): string | null {
  return left ? (WORDS[left.kind] ?? null) : null;
}
