// What a page holds, as `page_data.py` writes it. Shifts in ppm; atoms, carbons and peaks count from 0.

export type VerdictCode = "consistent" | "doubtful" | "contradicted" | "too_few_peaks";

export interface PageData {
  title: string;
  summary: [label: string, value: string][];
  notice: string;
  /** Confidences from which on a carbon is in the high and in the medium band. */
  bands: { high: number; medium: number };
  words: Words;
  /** Limits, costs and the network of p_structure, the same for all molecules; null for a model without. */
  rules: Rules | null;
  molecules: Molecule[];
  queries: Query[];
  refused: { id: string; reason: string }[];
}

/** Sentences that the page puts together anew when a chemist changes an assignment; keys are codes. */
export interface Words {
  verdict: Record<string, string>;
  flags: Record<string, string>;
  kinds: Record<string, string>;
}

/** Written by `page_costs.py`, read by `scoring/`. */
export type Rules = Record<string, unknown>;
export type Costs = Record<string, unknown>;

export interface Molecule {
  id: string;
  /** 0-based row of the input, null if not known. */
  row: number | null;
  name: string | null;
  formula: string;
  smiles: string;
  readAs: string | null;
  experiment: string;
  solvent: string | null;
  frequencyMhz: number | null;
  verdict: VerdictCode;
  pStructure: number | null;
  /** Log likelihood in nats. */
  score: number;
  /** By how much all shifts of the list are too high. */
  offsetPpm: number;
  picture: Picture;
  /** V2000 or V3000, in the order of the input's atoms. */
  molblock: string;
  carbons: Carbon[];
  peaks: Peak[];
  ranked: { odds: number; peaks: (number | null)[] }[];
  costs: Costs | null;
}

export interface Picture {
  /** Bonds and symbols, without labels. */
  svg: string;
  box: [x: number, y: number, width: number, height: number];
  /** By input atom index: where it is. */
  atoms: Record<string, [x: number, y: number]>;
  /** By input atom index: the centre of a carbon's label. */
  labels: Record<string, [x: number, y: number]>;
}

export interface Carbon {
  /** Input atom index. */
  atom: number;
  /** The chemist's own number, if the input has one. */
  number: string | null;
  hydrogens: number;
  symmetryClass: number;
  /** Whether its class may well have two shifts. */
  diastereotopic: boolean;
  predicted: number | null;
  uncertainty: number | null;
  peak: number | null;
  confidence: number | null;
  flags: string[];
  status: string;
  secondPpm: number | null;
  alternatives: [peak: number | null, probability: number][];
}

export interface Peak {
  ppm: number;
  hydrogens: number | null;
  label: string | null;
  splitting: string | null;
  couplingsHz: number[];
  /** How many carbons the list says it stands for. */
  carbons: number | null;
  /** What it is if it has no carbon. */
  left: Left | null;
}

export interface Left {
  kind: string;
  reason: string;
}

export interface Query {
  id: string;
  row: number | null;
  readAs: string | null;
  peaks: Peak[];
  givenRank: number | null;
  /** Whether the true structure is known, and its rank among the hits. */
  truthKnown: boolean;
  truthRank: number | null;
  truth: Picture | null;
  /** Probability that the compound is none of the hits. */
  elsewhere: number | null;
  hits: Hit[];
}

export interface Hit {
  rank: number;
  id: string;
  score: number;
  matchScore: number | null;
  matchedPeaks: number | null;
  probability: number | null;
  verdict: VerdictCode | null;
  pStructure: number | null;
  copies: string[];
  stereoisomers: string[];
  betterThanGiven: number | null;
  isTruth: boolean | null;
  picture: Picture | null;
  /** Predicted shifts, in the order of `carbonAtoms`. */
  predicted: number[];
  carbonAtoms: number[];
  /** The assignment of the query's list to the hit, if it was made. */
  molecule: Molecule | null;
}
