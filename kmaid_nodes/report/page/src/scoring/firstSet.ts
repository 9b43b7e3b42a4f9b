// Lists of two sets of shifts: the second one stays as it is, and what an edit costs is told by how the first changes.
import { classesOf } from "./classes";
import type { CostModel } from "./costModel";
import { FORBIDDEN, solve } from "./costModel";
import type { FixedPairs } from "./fixedPairs";
import { NO_PEAK, representatives, withFollowers, withWholeClasses } from "./fixedPairs";
import { floats } from "./numbers";
import type { Problem } from "./problem";
import { part } from "./problem";
import type { Costed } from "./reading";
import type { Solution } from "./solution";
import { afterAnother, constrained, sharingLimits } from "./solution";

/** Some carbons and peaks of a molecule, and the pairs that hold among them. */
interface Part {
  problem: Problem;
  fixed: FixedPairs;
  carbons: number[];
  peaks: number[];
}

export function ofFirstSet(of: Costed, some: Part): Solution {
  const { molecule, costs } = of;
  const found = cheapest(of, some);
  return {
    peak: found.peak,
    shared: afterAnother(found.peak, some.problem.symmetryClass),
    cost: found.cost - cheapest(of, asItWas(of)).cost - molecule.score,
    complete: false,
    oneToOne: false,
    believed: costs.second!.believed,
    hypothesis: 0,
  };
}

/** The costs of the first set, given the second one. */
export function firstSetModel(of: Costed, { problem, carbons, peaks }: Omit<Part, "fixed">): CostModel {
  const numbers = floats(of.costs.second!.numbers);
  const width = of.problem.ppm.length;
  const start = of.problem.hydrogens.length * width;
  const { missing, coincidence } = of.settings.hypotheses;
  const first = classesOf(problem.symmetryClass).first.map((own, carbon) => own === carbon);
  return {
    pair: carbons.map((k) => peaks.map((peak) => Math.min(numbers[k * width + peak]!, FORBIDDEN))),
    missing: first.map((own) => (own ? missing! : 0)),
    extraneous: peaks.map((peak) => numbers[start + peak]!),
    sharing: first.map((own) => (own ? coincidence! : Infinity)),
    counted: problem.carbons.map((count) => Math.max(count, 1)),
    owners: null,
  };
}

/** The whole list with the assignment that Python found. */
function asItWas(of: Costed): Part {
  const seen = of.costs.seen[0]!;
  const every = of.problem.hydrogens.map((_, carbon) => carbon);
  const carbons = every.filter((carbon) => seen.includes(Math.min(of.problem.hydrogens[carbon]!, 3)));
  const peaks = of.problem.ppm.map((_, peak) => peak);
  const problem = part(of.problem, carbons, peaks);
  const own = carbons.map((carbon) => of.molecule.carbons[carbon]!.peak ?? NO_PEAK);
  return { problem, fixed: withWholeClasses(problem, own, []), carbons, peaks };
}

function cheapest(of: Costed, some: Part): { cost: number; peak: number[] } {
  const { problem, fixed } = some;
  const classes = representatives(classesOf(problem.symmetryClass), fixed);
  const one = { model: firstSetModel(of, some), byShift: true };
  const { cost, peak } = solve(
    constrained(one, fixed, classes, problem.ppm, of.settings),
    sharingLimits(of.settings),
  );
  return { cost, peak: withFollowers(peak, fixed, classes) };
}
