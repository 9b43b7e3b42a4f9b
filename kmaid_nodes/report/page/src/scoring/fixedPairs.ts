// Pairs that a chemist fixed or ruled out, and costs in which they hold: as `assignment/fixed_pairs.py` and
// `assignment/fixed_costs.py` have them.
import type { Classes } from "./classes";
import { isFirst } from "./classes";
import type { CostModel } from "./costModel";
import { FORBIDDEN } from "./costModel";
import type { Problem } from "./problem";
import { sameShift } from "./problem";

export const FREE = -2;
export const NO_PEAK = -1;

export interface FixedPairs {
  /** By carbon: a peak, `NO_PEAK` or `FREE`. */
  peak: number[];
  /** The carbon's class was fixed, and not the carbon itself. */
  implied: boolean[];
  /** [carbons][peaks] */
  rejected: boolean[][];
}

/** The pairs, extended to the classes of the carbons; a shift is rejected with all its entries. */
export function withWholeClasses(
  problem: Problem,
  fixed: readonly number[],
  rejected: readonly (readonly [carbon: number, ppm: number])[],
): FixedPairs {
  const { symmetryClass, diastereotopic, ppm } = problem;
  const peak = [...fixed];
  const together = (one: number, other: number) =>
    one === other || (symmetryClass[one] === symmetryClass[other] && !diastereotopic[one]);
  symmetryClass.forEach((_, carbon) => {
    if (fixed[carbon] !== FREE) return;
    const targets = new Set(fixed.filter((at, other) => at !== FREE && together(carbon, other)));
    if (targets.size === 1) peak[carbon] = [...targets][0]!;
  });
  return {
    peak,
    implied: peak.map((at, carbon) => at !== FREE && fixed[carbon] === FREE),
    rejected: symmetryClass.map((_, carbon) =>
      ppm.map((own) => rejected.some(([other, shift]) => together(carbon, other) && sameShift(own, shift))),
    ),
  };
}

/** The classes, each represented by its first carbon that was given a peak, if there is one. */
export function representatives(classes: Classes, fixed: FixedPairs): Classes {
  const standsFor = new Map<number, number>();
  for (const implied of [false, true])
    fixed.peak.forEach((peak, carbon) => {
      const own = classes.first[carbon]!;
      if (peak >= 0 && fixed.implied[carbon] === implied && !standsFor.has(own)) standsFor.set(own, carbon);
    });
  return { ...classes, first: classes.first.map((own) => standsFor.get(own) ?? own) };
}

/** The costs where rejected pairs are ruled out. */
export function withoutRejected(model: CostModel, fixed: FixedPairs): CostModel {
  const pair = model.pair.map((row, carbon) =>
    row.map((cost, peak) => (fixed.rejected[carbon]![peak] ? FORBIDDEN : cost)),
  );
  return { ...model, pair };
}

/** The costs where every carbon has a peak of its own, or none. */
export function eachCarbonFixed(model: CostModel, fixed: FixedPairs, ppm: readonly number[]): CostModel {
  const missing = model.missing.map((cost, carbon) => (fixed.peak[carbon]! >= 0 ? FORBIDDEN : cost));
  return { ...model, missing, pair: onlyAllowed(model.pair, fixed, ppm, () => false) };
}

/** The costs where carbons of a class may share a peak; classes: of `representatives`. */
export function eachShiftFixed(
  model: CostModel,
  fixed: FixedPairs,
  classes: Classes,
  ppm: readonly number[],
  coincidence: number,
): CostModel {
  const following = followers(fixed, classes);
  const owner = fixed.peak.map((peak, carbon) => peak >= 0 && !following[carbon]);
  const shares = (cost: number) => (Number.isFinite(cost) ? cost : coincidence);
  const owners = model.extraneous.map(() => 0);
  fixed.peak.forEach((peak, carbon) => {
    if (owner[carbon]) owners[peak]! += 1;
  });
  return {
    ...model,
    pair: onlyAllowed(model.pair, fixed, ppm, (carbon) => following[carbon]!),
    missing: model.missing.map((cost, k) => (owner[k] ? FORBIDDEN : following[k] ? 0 : cost)),
    sharing: model.sharing.map((cost, k) => (owner[k] ? shares(cost) : following[k] ? Infinity : cost)),
    owners,
  };
}

/** Which carbons share the peak of another one of their class that was given it. */
export function followers(fixed: FixedPairs, classes: Classes): boolean[] {
  const rank = (carbon: number) => (isFirst(classes, carbon) ? 0 : fixed.implied[carbon] ? 2 : 1);
  const order = fixed.peak.map((_, carbon) => carbon).filter((carbon) => fixed.peak[carbon]! >= 0);
  order.sort((one, other) => rank(one) - rank(other) || one - other);
  const owned = new Set<string>();
  const following = fixed.peak.map(() => false);
  for (const carbon of order) {
    const pair = `${classes.first[carbon]} ${fixed.peak[carbon]}`;
    following[carbon] = owned.has(pair);
    owned.add(pair);
  }
  return following;
}

/** The peaks of an assignment with those that carbons of a class share; classes: of `representatives`. */
export function withFollowers(peak: readonly number[], fixed: FixedPairs, classes: Classes): number[] {
  const own = peak.map((at, carbon) => (at < 0 && fixed.peak[carbon]! >= 0 ? fixed.peak[carbon]! : at));
  return own.map((at, carbon) =>
    at < 0 && !isFirst(classes, carbon) && fixed.peak[carbon] !== NO_PEAK ? own[classes.first[carbon]!]! : at,
  );
}

function onlyAllowed(
  pair: readonly number[][],
  fixed: FixedPairs,
  ppm: readonly number[],
  follows: (carbon: number) => boolean,
): number[][] {
  return pair.map((row, carbon) => {
    const target = fixed.peak[carbon]!;
    const allowed = (peak: number): boolean => {
      if (target === FREE) return !fixed.rejected[carbon]![peak];
      if (target === NO_PEAK || (follows(carbon) && peak === target)) return false;
      if (fixed.implied[carbon]) return sameShift(ppm[peak]!, ppm[target]!);
      return peak === target && !follows(carbon);
    };
    return row.map((cost, peak) => (allowed(peak) ? cost : FORBIDDEN));
  });
}
