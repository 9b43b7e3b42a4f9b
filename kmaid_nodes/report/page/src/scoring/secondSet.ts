// Lists of two sets of shifts, as `assignment/second_set.py` explains them, where the first set is given: which of the
// other peaks are second shifts of which carbons, and what that is worth.
import type { Costs, Settings } from "../data";
import { isFirst } from "./classes";
import type { CostModel } from "./costModel";
import { FORBIDDEN, solve } from "./costModel";
import { shiftsOfTheirOwn } from "./evidence";
import { pairCosts, repetitionCosts } from "./hypotheses";
import type { LeftPeak } from "./leftPeaks";
import { sum } from "./numbers";
import type { Problem } from "./problem";
import { doubted, listed, sameShift } from "./problem";
import type { Reading } from "./reading";
import { sharingLimits } from "./solution";

// Numerics alone: the gain of a peak that must stay without a carbon.
const ALWAYS_EXTRANEOUS = -60;
// The highest value of a Student density with 2 degrees of freedom, on one side of its centre.
const STUDENT_PEAK = 0.7071067812;

export interface SecondSet {
  /** By peak, its carbon; both as the reading counts them. */
  carbonOf: Map<number, number>;
  /** Nats by which two sets explain the list better than one. */
  gain: number;
  /** The costs of the first set, given the second. */
  model: CostModel;
}

type Doubled = NonNullable<Costs["second"]>;

/** The second set that a reading leaves room for, null if there is none; left: as the reading counts peaks. */
export function secondSet(
  reading: Reading,
  left: readonly LeftPeak[],
  costs: Costs,
  settings: Settings,
): SecondSet | null {
  const doubled = costs.second;
  if (!doubled) return null;
  const told = costs.solvent.told;
  const free = left.filter((one) => one.kind !== "multiplet_line" && !(one.kind === "solvent" && told));
  if (!mayHoldTwo(reading, free.length, settings)) return null;
  const problem = reading.solution.believed ? reading.problem : doubted(reading.problem);
  const pair = costsOfShifts(problem, reading, settings);
  const { peak } = reading.solution;
  const entry = (at: number) => problem.ppm.findIndex((one) => sameShift(one, problem.ppm[at]!));
  const used = new Set(peak.filter((at) => at >= 0).map(entry));
  const shifts = [...new Set(free.map((one) => entry(one.peak)))].filter((at) => !used.has(at));
  const owners = peak.map((_, k) => k).filter((k) => peak[k]! >= 0 && !follows(reading, k));
  const given = (k: number, one: number, other: number) => {
    const apart = apartCost(problem, reading.carbons[k]!, one, other, costs, doubled, settings);
    return (pair[k]![one]! + pair[k]![other]!) / 2 + apart;
  };
  const fits = (k: number, at: number) => pair[k]![at]! <= settings.hypotheses.leftToErrors!;
  const extraneous = shifts.map((at) => Math.max(problem.extraneous[at]!, settings.secondSet.leastExtraneous!));
  const entries = listed(problem.ppm);
  const model: CostModel = {
    pair: owners.map((k) =>
      shifts.map((at) => {
        const own = peak[k]!;
        if (!fits(k, own) || !fits(k, at)) return FORBIDDEN;
        return Math.min(given(k, own, at) - pair[k]![own]!, FORBIDDEN);
      }),
    ),
    missing: owners.map(() => 0),
    extraneous,
    sharing: owners.map(() => settings.hypotheses.coincidence!),
    counted: shifts.map((at) => Math.max(entries[at]!, problem.carbons[at]!, 1)),
    owners: null,
  };
  const found = solve(model, sharingLimits(settings));
  const gain = sum(shifts.map((at) => problem.extraneous[at]!)) - found.cost;
  const second = new Map(owners.flatMap((k, at) => (found.peak[at]! < 0 ? [] : [[k, shifts[found.peak[at]!]!]])));
  const stay = shifts.filter((at) => ![...second.values()].includes(at));
  if (!areTwoSets(reading, second, stay, problem, gain, doubled, settings)) return null;
  const first = firstSetModel(reading, problem, pair, second, given, settings);
  return { carbonOf: carbonsOf(second, problem), gain, model: first };
}

function mayHoldTwo({ problem, solution, classes }: Reading, surplus: number, settings: Settings): boolean {
  const limits = settings.secondSet;
  const first = solution.peak.map((_, k) => k).filter((k) => isFirst(classes, k));
  const own = shiftsOfTheirOwn(problem, solution.peak).filter((one, k) => one && !isFirst(classes, k)).length;
  const shown = first.filter((k) => solution.peak[k]! >= 0).length;
  return surplus > 0 && surplus + own >= limits.least! && shown >= Math.trunc(limits.leastWithPeak! * first.length);
}

/** Whether a carbon shares the peak of an earlier one of its class. */
function follows({ problem, solution }: Reading, carbon: number): boolean {
  const own = problem.symmetryClass[carbon];
  return solution.peak.some(
    (at, k) => k < carbon && at === solution.peak[carbon] && problem.symmetryClass[k] === own,
  );
}

/** [carbons][peaks], as where every shift is listed once. */
function costsOfShifts(problem: Problem, { classes }: Reading, settings: Settings): number[][] {
  const entries = listed(problem.ppm);
  const repeated = repetitionCosts(problem, classes, false, settings);
  return pairCosts(problem, settings).map((row, k) =>
    row.map((cost, at) => {
      const own = !isFirst(classes, k) && entries[at] === 1 ? settings.hypotheses.ownShift! : 0;
      return cost + repeated[k]![at]! + own;
    }),
  );
}

/** Minus the log likelihood that isomers differ at a carbon by as much as two peaks; carbon: of the molecule. */
function apartCost(
  problem: Problem,
  carbon: number,
  one: number,
  other: number,
  costs: Costs,
  doubled: Doubled,
  settings: Settings,
): number {
  const [own, second] = [problem.ppm[one]!, problem.ppm[other]!];
  const apart = Math.abs(own - second);
  if (apart > settings.secondSet.mostApartPpm! || sameShift(own, second)) return Infinity;
  const split = costs.splittings.find(([at]) => at === carbon);
  if (split && apart <= split[1] * split[2]) return Infinity;
  const scale = doubled.scalePpm[carbon]!;
  return -Math.log(doubled.share[carbon]! * (STUDENT_PEAK / scale) * (1 + (apart / scale) ** 2 / 2) ** -1.5);
}

/** second: by carbon, its second shift; stay: shifts that are of neither set. */
function areTwoSets(
  { classes, solution }: Reading,
  second: ReadonlyMap<number, number>,
  stay: readonly number[],
  problem: Problem,
  gain: number,
  doubled: Doubled,
  settings: Settings,
): boolean {
  const limits = settings.secondSet;
  const first = solution.peak.map((_, k) => k).filter((k) => isFirst(classes, k));
  const ofClasses = [...new Set([...second.keys()].map((k) => classes.first[k]!))];
  const alone = ofClasses.filter((k) => classes.members[k] === 1).length;
  const inNoTable = stay.filter((at) => problem.extraneous[at]! >= limits.inNoTable!).length;
  const shown = first.filter((k) => solution.peak[k]! >= 0).length;
  return (
    gain >= doubled.gain + limits.gainForEachLeft! * stay.length &&
    ofClasses.length >= Math.max(limits.least!, doubled.ofClasses * first.length) &&
    alone >= doubled.alone &&
    second.size >= limits.leastOfSurplus! * (second.size + inNoTable) &&
    shown >= limits.leastWithPeak! * first.length
  );
}

/** By peak of the second set, one of its carbons. */
function carbonsOf(second: ReadonlyMap<number, number>, problem: Problem): Map<number, number> {
  const carbonOf = new Map<number, number>();
  for (const [carbon, shift] of second)
    problem.ppm.forEach((ppm, at) => {
      if (sameShift(ppm, problem.ppm[shift]!) && !carbonOf.has(at)) carbonOf.set(at, carbon);
    });
  return carbonOf;
}

function firstSetModel(
  { classes }: Reading,
  problem: Problem,
  pair: readonly number[][],
  second: ReadonlyMap<number, number>,
  given: (carbon: number, one: number, other: number) => number,
  settings: Settings,
): CostModel {
  const { missing, coincidence } = settings.hypotheses;
  const ofSecond = new Set(carbonsOf(second, problem).keys());
  const floor = settings.secondSet.leastExtraneous!;
  const first = pair.map((_, k) => isFirst(classes, k));
  return {
    pair: pair.map((row, k) => row.map((cost, at) => (ofSecond.has(at) ? FORBIDDEN : ofPair(k, at, cost)))),
    missing: first.map((own) => (own ? missing! : 0)),
    extraneous: problem.extraneous.map((cost, at) => (ofSecond.has(at) ? ALWAYS_EXTRANEOUS : Math.max(cost, floor))),
    sharing: first.map((own) => (own ? coincidence! : Infinity)),
    counted: problem.carbons.map((count) => Math.max(count, 1)),
    owners: null,
  };

  function ofPair(k: number, at: number, cost: number): number {
    const other = second.get(k);
    if (other === undefined) return cost;
    return Math.min(given(k, at, other), FORBIDDEN);
  }
}
