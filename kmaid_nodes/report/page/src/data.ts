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
  /** Whether the molecules, of one list, are first shown side by side. */
  opensComparison: boolean;
  refused: { id: string; reason: string }[];
}

/** Sentences that the page puts together anew when a chemist changes an assignment; keys are codes. */
export interface Words {
  verdict: Record<string, string>;
  flags: Record<string, string>;
}

/** Written by `page_costs.py`, read by `scoring/`. Costs and limits are in nats where nothing else is said. */
export interface Rules {
  settings: Settings;
  /** By list hypothesis: slope and offset of the log odds of confidences. */
  confidence: Record<"one_to_one" | "complete" | "incomplete", [slope: number, offset: number]>;
  /** The network of p_structure; numbers: centre, scale, hidden weights [units][n + 1], output [units + 1]. */
  network: { units: number; numbers: string; consistentFrom: number; doubtfulFrom: number } | null;
  /** Sentences with `{carbon}` for the name of a carbon. */
  multipletLine: string;
  secondSet: string;
  unexplained: string;
  marked: Record<"solvent" | "impurity", string>;
}

/** As in `assignment/settings.py`, which says what each means. */
export interface Settings {
  costs: Record<string, number>;
  hypotheses: Record<string, number>;
  verdict: Record<string, number>;
  partialList: Record<string, number>;
  extraneous: Record<string, number>;
  secondSet: Record<string, number>;
  offsetPrice: number;
  farPpm: number;
  farUncertainties: number;
}

export interface Costs {
  /** By carbon, its row of `numbers`. */
  rowOf: number[];
  /** Rows of costs of each peak, expected cost, its variance, median and uncertainty (ppm); then by peak what
   * it costs as extraneous, with the multiplicities of the list and without. */
  numbers: string;
  /** Numbers of attached hydrogens that the experiment shows, one or two readings of it. */
  seen: number[][];
  /** By peak, the numbers of hydrogens that an open multiplicity leaves; empty for all. */
  possible: number[][] | null;
  /** Whether the solvent is told, and its own lines in ppm. */
  solvent: { told: boolean; lines: number[] };
  /** By peak, kind and words of what it is if it alone has no carbon, where something explains it. */
  alone: Record<string, [kind: string, reason: string]>;
  /** Carbons that F or P splits: the number of nuclei, and how far apart neighbouring lines may be. */
  splittings: [carbon: number, nuclei: number, mostPpm: number][];
  /** Of a list with two sets: the peaks of the second and their carbons; by carbon how far two shifts lie apart
   * (scale in ppm) and how often they differ; what such a list must show. */
  second: {
    carbonOf: [peak: number, carbon: number][];
    scalePpm: number[];
    share: number[];
    gain: number;
    ofClasses: number;
    alone: number;
  } | null;
}

export interface Molecule {
  id: string;
  /** 0-based row of the input, null if not known. */
  row: number | null;
  formula: string;
  smiles: string;
  readAs: string | null;
  experiment: string;
  /** As chemists write it: `DEPT-135`. */
  experimentName: string;
  /** Its canonical name. */
  solvent: string | null;
  frequencyMhz: number | null;
  verdict: VerdictCode;
  pStructure: number | null;
  /** Log likelihood in nats. */
  score: number;
  /** By how much all shifts of the list are too high. */
  offsetPpm: number;
  picture: Picture;
  /** The chemist's own numbers by input atom index, also of other atoms than carbons. */
  atomNumbers: Record<string, string>;
  /** V2000 or V3000, in the order of the input's atoms: what an SD file of it begins with. */
  molblock: string;
  carbons: Carbon[];
  peaks: Peak[];
  ranked: { odds: number; peaks: (number | null)[] }[];
  costs: Costs | null;
  /** What a chemist had decided before (`--fixed`): the page goes on from it. */
  decisions: Decisions | null;
}

/** Carbons and peaks by their positions. */
export interface Decisions {
  fixed: number[];
  rejected: [carbon: number, peak: number][];
  marked: { peak: number; as: "solvent" | "impurity" }[];
  /** By carbon. */
  numbers: Record<number, string>;
}

export interface Picture {
  /** Bonds and symbols, without labels. */
  svg: string;
  box: [x: number, y: number, width: number, height: number];
  /** By input atom index: where it is. */
  atoms: Record<string, [x: number, y: number]>;
  /** By input atom index: the centre of a carbon's label. */
  labels: Record<string, [x: number, y: number]>;
  /** The same for labels with number and shift, and the box that has room for them. */
  longLabels: Record<string, [x: number, y: number]>;
  longBox: [x: number, y: number, width: number, height: number];
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
  /** Of a line of a multiplet or a peak of a second set: the input atom index of its carbon. */
  atom?: number | null;
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
  /** The list assigned to the structure that the query came with, if it is none of the assigned hits. */
  given: Molecule | null;
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
  /** Best first; by how many nats of `matchScore` each is worse than the hit, if that is known. */
  stereoisomers: { id: string; worseBy: number | null }[];
  betterThanGiven: number | null;
  isTruth: boolean | null;
  /** Whether it is the structure that the query came with. */
  isGiven: boolean;
  /** Null also where `molecule` has it. */
  picture: Picture | null;
  /** Predicted shifts, in the order of `carbonAtoms`. */
  predicted: number[];
  carbonAtoms: number[];
  /** The assignment of the query's list to the hit, if it was made. */
  molecule: Molecule | null;
}
