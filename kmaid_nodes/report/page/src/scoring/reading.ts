// An edited assignment as the costs see it: the carbons that are shown, the peaks that are not marked, and which of
// the experiment's readings explains the list best.
import type { Costs, Molecule, Rules, Settings } from "../data";
import type { Edited } from "../editing/edited";
import type { Classes } from "./classes";
import { classesOf } from "./classes";
import type { CostModel } from "./costModel";
import type { FixedPairs } from "./fixedPairs";
import { NO_PEAK, withWholeClasses, withoutRejected } from "./fixedPairs";
import type { Problem } from "./problem";
import { doubted, part, problemOf } from "./problem";
import type { Solution } from "./solution";
import { constrained, hypothesesFor, solved } from "./solution";

/** A molecule's costs, decoded. */
export interface Costed {
  molecule: Molecule;
  costs: Costs;
  settings: Settings;
  problem: Problem;
}

/** Which carbons and peaks of the molecule take part, and the best assignment in which pairs hold. */
export interface Reading {
  carbons: number[];
  peaks: number[];
  problem: Problem;
  classes: Classes;
  solution: Solution;
  /** The number of this reading among those of the experiment. */
  number: number;
}

const decoded = new WeakMap<Molecule, Problem>();

/** null where a page has no costs. */
export function costed(molecule: Molecule, rules: Rules | null): Costed | null {
  if (!rules || !molecule.costs) return null;
  const problem = decoded.get(molecule) ?? problemOf(molecule, molecule.costs);
  decoded.set(molecule, problem);
  return { molecule, costs: molecule.costs, settings: rules.settings, problem };
}

/** The assignment under the pairs that these carbons and peaks are given; peak: of every carbon, or `FREE`. */
export function read(of: Costed, peak: readonly number[], edited: Edited): Reading {
  const marked = new Set(edited.marked.map((one) => one.peak));
  const peaks = of.problem.ppm.map((_, at) => at).filter((at) => !marked.has(at));
  const readings = of.costs.seen.map((seen, number) => {
    const carbons = of.problem.hydrogens
      .map((_, carbon) => carbon)
      .filter((carbon) => seen.includes(Math.min(of.problem.hydrogens[carbon]!, 3)) || peak[carbon]! >= 0);
    const problem = part(of.problem, carbons, peaks);
    const fixed = pairsWithin(of, problem, carbons, peaks, peak, edited);
    const solution = solved(problem, fixed, solventOf(of.costs), of.settings);
    return { carbons, peaks, problem, classes: classesOf(problem.symmetryClass), solution, number };
  });
  const [whole, positive] = readings;
  const penalty = of.settings.hypotheses.incomplete!;
  const best = positive && positive.solution.cost + penalty < whole!.solution.cost ? positive : whole!;
  const price = of.molecule.offsetPpm === 0 ? 0 : of.settings.offsetPrice;
  return { ...best, solution: { ...best.solution, cost: best.solution.cost + price } };
}

/** Pairs in the numbers of a part; peak: of every carbon of the molecule. */
export function pairsWithin(
  of: Costed,
  problem: Problem,
  carbons: readonly number[],
  peaks: readonly number[],
  peak: readonly number[],
  edited: Edited,
): FixedPairs {
  const place = new Map(peaks.map((own, at) => [own, at]));
  const target = (own: number) => (own >= 0 ? (place.get(own) ?? NO_PEAK) : own);
  const rejected = edited.rejected.flatMap(([carbon, own]): [number, number][] => {
    const at = carbons.indexOf(carbon);
    return at < 0 ? [] : [[at, of.problem.ppm[own]!]];
  });
  return withWholeClasses(problem, carbons.map((carbon) => target(peak[carbon]!)), rejected);
}

/** The costs of a reading's list hypothesis: where pairs hold, and where only rejected ones are ruled out.
 *
 * firstSet: the costs of the first of two sets, if there are two. */
export function modelsOf(
  of: Costed,
  { problem, solution }: Reading,
  fixed: FixedPairs,
  firstSet: CostModel | null,
): { within: CostModel; before: CostModel } {
  const believed = solution.believed ? problem : doubted(problem);
  const { all, classes } = hypothesesFor(believed, fixed, solventOf(of.costs), of.settings);
  const chosen = firstSet ? { model: firstSet, byShift: true } : all[solution.hypothesis]!;
  const within = constrained(chosen, fixed, classes, problem.ppm, of.settings);
  return { within, before: withoutRejected(chosen.model, fixed) };
}

function solventOf(costs: Costs) {
  const shown = costs.seen[0]!.includes(0);
  return { told: costs.solvent.told, lines: shown ? costs.solvent.lines : [] };
}
