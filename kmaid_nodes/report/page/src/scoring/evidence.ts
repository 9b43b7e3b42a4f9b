// What speaks for and against a structure, as `assignment/structure_evidence.py` counts it.
import type { Classes } from "./classes";
import { isFirst } from "./classes";
import type { LeftPeak } from "./leftPeaks";
import { mean, median, sum } from "./numbers";
import type { Problem } from "./problem";
import { UNKNOWN_HYDROGENS, sameShift } from "./problem";
import type { Solution } from "./solution";
import { otherMultiplicity } from "./solution";

// Estimates, as there.
const LEAST_UNCERTAINTY_PPM = 0.1;
const MOST_SURPRISE = 30;
const SURPRISING = [2, 3, 5];
const MULTIPLET_APART_PPM = 1;

/** Counts are compressed by their logarithm, the others are as they are, within bounds. */
type Scale = "count" | "number";
export type Numbers = [name: string, value: number, scale: Scale][];

/** An assignment of the carbons that the experiment shows, and what it leaves. */
export interface Assigned {
  problem: Problem;
  classes: Classes;
  solution: Solution;
  left: LeftPeak[];
  /** By carbon, the confidence of its peak by the costs alone, not calibrated. */
  confidence: number[];
  /** By carbon, a peak that it may lie under, -1 for none. */
  liesUnder: number[];
}

export interface Evidence {
  /** In the order of the network. */
  numbers: Numbers;
  /** By name. */
  value: Record<string, number>;
  /** By carbon: nats by which its class is more surprising than expected, NaN without a peak. */
  excess: number[];
  missing: boolean[];
  covered: boolean[];
  otherMultiplicity: boolean[];
}

/** By carbon: how much more its peak costs than its own shift does on average; NaN for all but first ones. */
export function excessOf({ problem, classes, solution }: Assigned): number[] {
  return solution.peak.map((peak, carbon) =>
    peak >= 0 && isFirst(classes, carbon) ? problem.shift[carbon]![peak]! - problem.expected[carbon]! : NaN,
  );
}

export function evidenceOf(assigned: Assigned): Evidence {
  const { problem, classes, solution } = assigned;
  const first = solution.peak.map((_, carbon) => carbon).filter((carbon) => isFirst(classes, carbon));
  const excess = excessOf(assigned).map((nats) => Math.min(nats, MOST_SURPRISE));
  const lacks = (carbon: number) => solution.peak[carbon]! < 0;
  const covered = solution.peak.map((_, k) => lacks(k) && assigned.liesUnder[k]! >= 0);
  const missing = solution.peak.map((_, k) => lacks(k) && !covered[k]);
  const other = otherMultiplicity(problem, solution.peak).map((differs) => differs && solution.believed);
  const ofClass = <T>(values: T[]) => classes.first.map((own) => values[own]!);
  const found = { first, excess, covered, missing, other };
  const numbers = [...against(assigned, found), ...context(assigned, found)];
  return {
    numbers,
    value: Object.fromEntries(numbers),
    excess: ofClass(excess),
    missing: ofClass(missing),
    covered: ofClass(covered),
    otherMultiplicity: ofClass(other),
  };
}

interface OfCarbons {
  first: number[];
  excess: number[];
  covered: boolean[];
  missing: boolean[];
  other: boolean[];
}

function against(assigned: Assigned, of: OfCarbons): Numbers {
  const { problem, solution } = assigned;
  const shown = of.first.filter((k) => solution.peak[k]! >= 0);
  const excess = shown.map((k) => of.excess[k]!);
  const worst = [...excess].sort((a, b) => b - a).map((nats) => Math.max(nats, 0));
  const errors = shown.map((k) => Math.abs(problem.ppm[solution.peak[k]!]! - problem.median[k]!));
  const deviation = shown.map((k, at) => errors[at]! / Math.max(problem.uncertainty[k]!, LEAST_UNCERTAINTY_PPM));
  const widest = [...deviation].sort((a, b) => b - a);
  const squares = deviation.map((one) => Math.min(one, 10) ** 2);
  const among = (flags: boolean[], protonated: boolean) =>
    of.first.filter((k) => flags[k] && problem.hydrogens[k]! > 0 === protonated).length;
  const kind = (name: string) => assigned.left.filter((one) => one.kind === name).length;
  const surprising = SURPRISING.map((nats) => excess.filter((one) => one > nats).length);
  return [
    ["surprise", sum(excess) / spreadOf(problem, of.first), "number"],
    ["excess", sum(worst), "count"],
    ["perCarbon", sum(excess) / Math.max(of.first.length, 1), "number"],
    ["worst1", worst[0] ?? 0, "count"],
    ["worst2", worst[1] ?? 0, "count"],
    ["worst3", worst[2] ?? 0, "count"],
    ["deviation1", widest[0] ?? 0, "count"],
    ["deviation2", widest[1] ?? 0, "count"],
    ["deviation3", widest[2] ?? 0, "count"],
    ["deviation", Math.sqrt(mean(squares)), "count"],
    ["errorPpm", mean(errors), "count"],
    ["largestErrorPpm", Math.max(0, ...errors), "count"],
    ["surprising2", surprising[0]!, "count"],
    ["surprising3", surprising[1]!, "count"],
    ["surprising5", surprising[2]!, "count"],
    ["missingProtonated", among(of.missing, true), "count"],
    ["missingQuaternary", among(of.missing, false), "count"],
    ["coveredProtonated", among(of.covered, true), "count"],
    ["coveredQuaternary", among(of.covered, false), "count"],
    ["unexplained", kind("unexplained"), "count"],
    ["impurity", kind("impurity"), "count"],
    ["otherMultiplicity", of.first.filter((k) => of.other[k]).length, "count"],
    ["multiplicitiesIgnored", Number(multiplicitiesAside(assigned)), "number"],
  ];
}

function context(assigned: Assigned, of: OfCarbons): Numbers {
  const { problem, solution, left } = assigned;
  const shown = of.first.filter((k) => solution.peak[k]! >= 0);
  const classes = Math.max(of.first.length, 1);
  const confidence = shown.map((k) => assigned.confidence[k]!);
  const uncertainty = of.first.map((k) => problem.uncertainty[k]!);
  const kind = (name: string) => left.filter((one) => one.kind === name);
  const solvent = kind("solvent").map((one) => problem.ppm[one.peak]!);
  const solventLines = lines(solvent);
  const second = kind("second_set").length;
  const known = problem.peakHydrogens.map((given) => Number(given < UNKNOWN_HYDROGENS));
  const entry = (peak: number) => problem.ppm.findIndex((one) => sameShift(one, problem.ppm[peak]!));
  const distinct = new Set(shown.map((k) => entry(solution.peak[k]!)));
  return [
    ["classes", of.first.length, "count"],
    ["carbons", problem.hydrogens.length, "count"],
    ["peaks", problem.ppm.length - second - (solvent.length - solventLines), "count"],
    ["multiplicitiesKnown", mean(known), "number"],
    ["sharing", shown.length - distinct.size, "count"],
    ["ownShifts", shiftsOfTheirOwn(problem, solution.peak).filter(Boolean).length, "count"],
    ["solvent", solventLines, "count"],
    ["multipletLines", kind("multiplet_line").length, "count"],
    ["complete", Number(solution.complete), "number"],
    ["oneToOne", Number(solution.oneToOne), "number"],
    ["meanConfidence", mean(confidence), "number"],
    ["lowestConfidence", confidence.length ? Math.min(...confidence) : 0, "number"],
    ["uncertaintyPpm", median(uncertainty), "count"],
    ["meanUncertaintyPpm", mean(uncertainty), "count"],
    ["spread", spreadOf(problem, of.first), "count"],
    ["expectedPerCarbon", sum(shown.map((k) => problem.expected[k]!)) / classes, "number"],
    ["costPerCarbon", solution.cost / (classes + second), "number"],
    ["untaught", of.first.filter((k) => problem.untaught[k]).length, "count"],
  ];
}

function spreadOf(problem: Problem, first: number[]): number {
  return Math.sqrt(sum(first.map((k) => problem.variance[k]!)) + 1);
}

/** Whether multiplicities that are not all alike were ignored. */
export function multiplicitiesAside({ problem, solution }: Assigned): boolean {
  const given = problem.peakHydrogens.filter((one) => one < UNKNOWN_HYDROGENS);
  return !solution.believed && new Set(given).size > 1;
}

/** By carbon, whether it differs in shift from another carbon of its class. */
export function shiftsOfTheirOwn(problem: Problem, peak: readonly number[]): boolean[] {
  return peak.map((own, k) =>
    peak.some(
      (other, j) =>
        own >= 0 &&
        other >= 0 &&
        problem.symmetryClass[j] === problem.symmetryClass[k] &&
        !sameShift(problem.ppm[own]!, problem.ppm[other]!),
    ),
  );
}

/** How many lines of the solvent these peaks are; a multiplet by deuterium is one. */
function lines(ppm: number[]): number {
  const ordered = [...ppm].sort((a, b) => a - b);
  return ordered.filter((one, at) => at === 0 || one - ordered[at - 1]! > MULTIPLET_APART_PPM).length;
}
