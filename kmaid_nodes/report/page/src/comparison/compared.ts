// Structures that are compared against one list.
import type { Molecule, Query, Rules } from "../data";
import { asEdited } from "./asEdited";

export const MOST_COMPARED = 4;

export interface Compared {
  /** What tells it from the others. */
  key: string;
  /** `1 · camphor`. */
  title: string;
  /** As the chemist has left it. */
  molecule: Molecule;
  /** The same as the page got it, to be opened. */
  original: Molecule;
  /** What hits are ranked by, in nats. */
  matchScore: number | null;
  /** That the structure is the compound, among all hits. */
  probability: number | null;
}

/** The hits of a query that can be compared, and the structure that it came with. */
export function comparedOfQuery(query: Query, rules: Rules | null): Compared[] {
  const hits = query.hits.flatMap((hit) =>
    hit.molecule
      ? [
          {
            key: String(hit.rank),
            title: `${hit.rank} · ${hit.id}`,
            molecule: asEdited(hit.molecule, rules),
            original: hit.molecule,
            matchScore: hit.matchScore,
            probability: hit.probability,
          },
        ]
      : [],
  );
  return query.given ? [...hits, given(query, query.given, rules)] : hits;
}

function given(query: Query, original: Molecule, rules: Rules | null): Compared {
  const first = query.hits[0];
  const known = first && first.matchScore !== null && first.betterThanGiven !== null;
  return {
    key: "given",
    title: "given structure",
    molecule: asEdited(original, rules),
    original,
    matchScore: known ? first.matchScore! - first.betterThanGiven! : null,
    probability: null,
  };
}

/** Those that are compared unless others are chosen: the given structure and the best other one, or the first two. */
export function firstChoice(query: Query, all: readonly Compared[]): string[] {
  const given = query.given ? "given" : query.hits.find((hit) => hit.isGiven && hit.molecule)?.rank.toString();
  const others = all.map((one) => one.key).filter((key) => key !== given);
  return (given ? [others[0], given] : others.slice(0, 2)).filter((key) => key !== undefined);
}
