// How probable it is that the class of a carbon has a shift.
import type { Classes } from "./classes";
import type { CostModel } from "./costModel";
import { marginalsWithSharing, oneToOneMarginals } from "./marginals";
import type { Problem } from "./problem";
import { sameShift } from "./problem";

export interface Probabilities {
  /** [carbons][peaks]: a carbon of the class has a peak of this shift. */
  ofClass: number[][];
  none: number[];
}

export function probabilities(
  problem: Problem,
  model: CostModel,
  oneToOne: boolean,
  classes: Classes,
): Probabilities {
  if (!problem.ppm.length) return { ofClass: problem.hydrogens.map(() => []), none: problem.hydrogens.map(() => 1) };
  const { own, none } = oneToOne ? oneToOneMarginals(model.pair) : marginalsWithSharing(model);
  const alike = problem.ppm.map((one) => problem.ppm.map((other) => sameShift(one, other)));
  const ofClass = new Map<number, number[]>();
  own.forEach((row, carbon) => {
    const first = problem.symmetryClass[carbon]!;
    const all = ofClass.get(first) ?? problem.ppm.map(() => 0);
    ofClass.set(first, all.map((before, peak) => before + row[peak]!));
  });
  const shifts = new Map(
    [...ofClass].map(([number, all]) => [
      number,
      alike.map((same) => Math.min(all.reduce((total, one, peak) => total + (same[peak] ? one : 0), 0), 1)),
    ]),
  );
  return {
    ofClass: problem.symmetryClass.map((number) => shifts.get(number)!),
    none: classes.first.map((first) => none[first]!),
  };
}

/** By carbon, the probability that its peak is right, or that it has none. */
export function ofOwnPeaks({ ofClass, none }: Probabilities, peak: readonly number[]): number[] {
  return peak.map((at, carbon) => (at >= 0 ? ofClass[carbon]![at]! : none[carbon]!));
}
