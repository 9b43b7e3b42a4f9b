// The likeliest assignment in which given pairs hold, as `assignment/solution.py` finds it.
import type { Settings } from "../data";
import type { Classes } from "./classes";
import { classesOf } from "./classes";
import type { CostModel } from "./costModel";
import { solve, solveOneToOne } from "./costModel";
import type { FixedPairs } from "./fixedPairs";
import { eachCarbonFixed, eachShiftFixed, representatives, withFollowers } from "./fixedPairs";
import type { Hypothesis } from "./hypotheses";
import { hypotheses } from "./hypotheses";
import type { Problem } from "./problem";
import { UNKNOWN_HYDROGENS, doubted, rulesOut } from "./problem";
import { surelySolvent } from "./sureSolvent";

export interface Solution {
  /** By carbon, -1 for none. */
  peak: number[];
  /** Another carbon of the class has the same peak, which is listed once. */
  shared: boolean[];
  cost: number;
  complete: boolean;
  oneToOne: boolean;
  believed: boolean;
  /** The number of the hypothesis among those of its list. */
  hypothesis: number;
}

export interface Solvent {
  told: boolean;
  lines: number[];
}

/** The likeliest assignment of the carbons that the experiment shows. */
export function solved(problem: Problem, fixed: FixedPairs, solvent: Solvent, settings: Settings): Solution {
  const penalties = settings.hypotheses;
  const solution = asListed(problem, fixed, solvent, settings);
  if (otherMultiplicity(problem, solution.peak).filter(Boolean).length < penalties.contradictions!)
    return solution;
  const otherwise = asListed(doubted(problem), fixed, solvent, settings);
  const known = problem.ppm
    .map((_, peak) => peak)
    .filter((peak) => problem.peakHydrogens[peak]! < UNKNOWN_HYDROGENS || problem.possible[peak]!.length);
  const alike = new Set(known.map((peak) => problem.peakHydrogens[peak])).size === 1;
  const penalty =
    alike && known.length >= penalties.manyAlike!
      ? penalties.meaningless!
      : penalties.wrongLetters! + Math.log(UNKNOWN_HYDROGENS) * known.length;
  if (otherwise.cost + penalty >= solution.cost) return solution;
  return { ...otherwise, cost: otherwise.cost + penalty, believed: false };
}

/** The hypotheses of a list, and the classes that they take, for these pairs. */
export function hypothesesFor(
  problem: Problem,
  fixed: FixedPairs,
  solvent: Solvent,
  settings: Settings,
): { all: Hypothesis[]; classes: Classes } {
  const classes = representatives(classesOf(problem.symmetryClass), fixed);
  const ofSolvent = solvent.lines.length ? surelySolvent(problem.ppm, solvent, settings) : 0;
  return { all: hypotheses(problem, classes, ofSolvent, settings), classes };
}

/** The costs of a hypothesis in which pairs hold. */
export function constrained(
  one: { model: CostModel; byShift: boolean },
  fixed: FixedPairs,
  classes: Classes,
  ppm: readonly number[],
  settings: Settings,
): CostModel {
  if (!one.byShift) return eachCarbonFixed(one.model, fixed, ppm);
  return eachShiftFixed(one.model, fixed, classes, ppm, settings.hypotheses.coincidence!);
}

function asListed(problem: Problem, fixed: FixedPairs, solvent: Solvent, settings: Settings): Solution {
  const { all, classes } = hypothesesFor(problem, fixed, solvent, settings);
  let best: Solution | null = null;
  all.forEach((one, hypothesis) => {
    const model = constrained(one, fixed, classes, problem.ppm, settings);
    const found = one.oneToOne ? solveOneToOne(model.pair) : solve(model, sharingLimits(settings));
    const cost = found.cost + one.cost;
    if (best && Math.round(cost * 1e6) >= Math.round(best.cost * 1e6)) return;
    const peak = one.byShift ? withFollowers(found.peak, fixed, classes) : found.peak;
    const shared = one.byShift ? afterAnother(peak, problem.symmetryClass) : peak.map(() => false);
    best = { peak, shared, cost, complete: one.complete, oneToOne: one.oneToOne, believed: true, hypothesis };
  });
  return best!;
}

export function sharingLimits(settings: Settings) {
  const { mostSharing, mostCounted } = settings.hypotheses;
  return { mostSharing: mostSharing!, mostCounted: mostCounted! };
}

/** By carbon, whether an earlier one of its class has the same peak. */
export function afterAnother(peak: readonly number[], symmetryClass: readonly number[]): boolean[] {
  return peak.map((own, k) =>
    peak.some((other, j) => j < k && own >= 0 && own === other && symmetryClass[j] === symmetryClass[k]),
  );
}

/** By carbon, whether it has a peak of another multiplicity. */
export function otherMultiplicity(problem: Problem, peak: readonly number[]): boolean[] {
  return peak.map((at, carbon) => {
    if (at < 0) return false;
    const [given, own] = [problem.peakHydrogens[at]!, problem.hydrogens[carbon]!];
    return (given < UNKNOWN_HYDROGENS && given !== own) || rulesOut(problem.possible[at]!, own);
  });
}
