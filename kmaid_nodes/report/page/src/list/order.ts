// Which molecules the list shows, and in which order.
import type { Molecule, PageData, VerdictCode } from "../data";
import { meanConfidence } from "../molecule/confidence";

export type Order = "file" | "look" | "name";
export const ORDERS: [Order, string][] = [
  ["look", "needs a look first"],
  ["file", "as in the file"],
  ["name", "by name"],
];
/** From what needs a look most. */
export const VERDICTS: readonly VerdictCode[] = ["contradicted", "doubtful", "too_few_peaks", "consistent"];

const natural = new Intl.Collator("en", { numeric: true });

/** Positions of all molecules in this order. Within a verdict, the worst score for each carbon comes first. */
export function ordered(molecules: readonly Molecule[], order: Order): number[] {
  const all = molecules.map((_, at) => at);
  if (order === "file") return all;
  if (order === "name") return all.sort((a, b) => natural.compare(molecules[a]!.id, molecules[b]!.id) || a - b);
  const keys = molecules.map(({ verdict, score, carbons }) => [
    VERDICTS.indexOf(verdict),
    score / Math.max(1, carbons.length),
    meanConfidence(carbons) ?? 0,
  ]);
  return all.sort((a, b) => keys[a]!.map((key, i) => key - keys[b]![i]!).find((by) => by !== 0) ?? a - b);
}

/** What a molecule can be found by, in small letters. */
export function searchText(molecule: Molecule, words: PageData["words"]): string {
  const { id, formula, smiles, verdict } = molecule;
  return [id, formula, smiles, words.verdict[verdict]].join("\n").toLowerCase();
}

/** Whether each word of the search is somewhere in the text. */
export function found(text: string, search: string): boolean {
  return search.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}
