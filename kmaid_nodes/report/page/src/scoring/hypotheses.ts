// What each list hypothesis costs, as `assignment/solution.py` has it: whether a list names every carbon or every
// shift, whether it is complete, and whether it holds extraneous peaks.
import type { Settings } from "../data";
import type { Classes } from "./classes";
import { isFirst } from "./classes";
import type { CostModel } from "./costModel";
import type { Problem } from "./problem";
import { UNKNOWN_HYDROGENS, listed, rulesOut } from "./problem";

export interface Hypothesis {
  model: CostModel;
  /** What the hypothesis itself costs. */
  cost: number;
  complete: boolean;
  oneToOne: boolean;
  /** Every shift is listed once, and carbons of a class share it. */
  byShift: boolean;
}

interface Kind {
  complete: boolean;
  missing: number;
  extraneous: number;
  cost: number;
  surplus: boolean;
}

/** All hypotheses, in the order in which equal ones are preferred; ofSolvent: peaks that surely are its lines. */
export function hypotheses(
  problem: Problem,
  classes: Classes,
  ofSolvent: number,
  settings: Settings,
): Hypothesis[] {
  const pair = pairCosts(problem, settings);
  const carbons = problem.hydrogens.length;
  const agree = carbons === problem.ppm.length || carbons === problem.ppm.length - ofSolvent;
  const { countsAgreeByChance, timesWithoutSymmetry } = settings.hypotheses;
  const byChance = agree
    ? countsAgreeByChance! * (classes.count < carbons ? 1 : timesWithoutSymmetry!)
    : 0;
  return [
    ...eachCarbonListed(problem, classes, pair, byChance, settings),
    ...eachShiftListed(problem, classes, pair, byChance, settings),
  ];
}

function eachCarbonListed(
  problem: Problem,
  classes: Classes,
  pairs: number[][],
  byChance: number,
  settings: Settings,
): Hypothesis[] {
  const penalties = settings.hypotheses;
  const [carbons, peaks] = [problem.hydrogens.length, problem.ppm.length];
  const pair = added(pairs, repetitionCosts(problem, classes, true, settings));
  const some = kinds(carbons, peaks, penalties.incomplete!, penalties);
  if (byChance && peaks > carbons) some[some.length - 1]!.missing = penalties.missingIfComplete!;
  const found = some.map((kind) => ({
    model: {
      pair,
      missing: pair.map(() => kind.missing),
      extraneous: problem.extraneous.map((cost) => cost + kind.extraneous),
      sharing: pair.map(() => Infinity),
      counted: problem.ppm.map(() => 1),
      owners: null,
    },
    cost: kind.cost + (kind.surplus ? 0 : byChance),
    complete: kind.complete,
    oneToOne: false,
    byShift: false,
  }));
  if (carbons !== peaks) return found;
  return [...found, { ...found[0]!, cost: 0, oneToOne: true }];
}

function eachShiftListed(
  problem: Problem,
  classes: Classes,
  pairs: number[][],
  byChance: number,
  settings: Settings,
): Hypothesis[] {
  const penalties = settings.hypotheses;
  const [carbons, peaks] = [problem.hydrogens.length, problem.ppm.length];
  const entries = listed(problem.ppm);
  const first = pairs.map((_, carbon) => isFirst(classes, carbon));
  const repeated = added(pairs, repetitionCosts(problem, classes, false, settings));
  const pair = repeated.map((row, carbon) => {
    const own = problem.diastereotopic[carbon] ? penalties.diastereotopic! : penalties.ownShift!;
    return row.map((cost, peak) => cost + (!first[carbon] && entries[peak] === 1 ? own : 0));
  });
  const distinct = distinctByShift(pair, first, settings);
  const sharing = distinct.map((alone, carbon) => {
    if (!first[carbon]) return Infinity;
    return alone ? penalties.coincidence! : penalties.coincidenceExpected!;
  });
  const shifts = classes.count + first.filter((own, carbon) => own && problem.diastereotopic[carbon]).length;
  const distinctShifts = halfToEven(entries.reduce((total, count) => total + 1 / count, 0));
  const some = kinds(shifts, peaks > carbons ? peaks : distinctShifts, penalties.incompleteByShift!, penalties);
  return some.map((kind) => ({
    model: {
      pair,
      missing: first.map((own) => (own ? kind.missing : 0)),
      extraneous: problem.extraneous.map((cost) => cost + kind.extraneous),
      sharing,
      counted: problem.carbons.map((count) => Math.max(count, 1)),
      owners: null,
    },
    cost: penalties.eachShiftOnce! + kind.cost + byChance,
    complete: kind.complete,
    oneToOne: false,
    byShift: true,
  }));
}

function kinds(expected: number, found: number, incomplete: number, penalties: Settings["hypotheses"]): Kind[] {
  const { missingIfComplete, extraneousIfComplete, missing, missingBesideSurplus, surplus } = penalties;
  const some: Kind[] = [
    { complete: true, missing: missingIfComplete!, extraneous: extraneousIfComplete!, cost: 0, surplus: false },
    { complete: false, missing: missing!, extraneous: 0, cost: incomplete, surplus: false },
  ];
  if (found > expected)
    some.push({ complete: true, missing: missingBesideSurplus!, extraneous: 0, cost: surplus!, surplus: true });
  return some;
}

export function pairCosts(problem: Problem, settings: Settings): number[][] {
  const wrong = settings.costs.wrongMultiplicity!;
  return problem.shift.map((row, carbon) => {
    const own = problem.hydrogens[carbon]!;
    return row.map((cost, peak) => {
      const given = problem.peakHydrogens[peak]!;
      if (given < UNKNOWN_HYDROGENS) return cost - Math.log(given === own ? 1 - wrong : wrong / 3);
      return cost - (rulesOut(problem.possible[peak]!, own) ? Math.log(wrong) : 0);
    });
  });
}

export function repetitionCosts(
  problem: Problem,
  classes: Classes,
  eachCarbon: boolean,
  settings: Settings,
): number[][] {
  const other = settings.costs.otherRepetition!;
  const entries = listed(problem.ppm);
  return problem.hydrogens.map((_, carbon) => {
    const members = classes.members[carbon]!;
    return problem.ppm.map((_ppm, peak) => {
      const count = problem.carbons[peak]!;
      const most = Math.max(entries[peak]!, count);
      const twice = problem.diastereotopic[carbon] && members === 2 * most;
      const once = !eachCarbon && entries[peak] === 1 && count === 0;
      if (members === most || twice || once) return -Math.log(1 - other);
      return -Math.log(other) * (eachCarbon ? 1 : Math.min(members / Math.max(count, 1), 1));
    });
  });
}

/** Which carbons have no carbon of another class expected at the same shift. */
function distinctByShift(pair: number[][], first: boolean[], settings: Settings): boolean[] {
  const { unlikely, sameCosts } = settings.hypotheses;
  const capped = pair.map((row) => row.map((cost) => Math.min(cost, unlikely!)));
  const alike = (one: number[], other: number[]) =>
    one.every((cost, peak) => Math.abs(cost - other[peak]!) <= sameCosts!);
  return capped.map(
    (row, carbon) =>
      !first[carbon] ||
      !capped.some((other, k) => k !== carbon && first[k] && alike(row, other)),
  );
}

function added(one: number[][], other: number[][]): number[][] {
  return one.map((row, carbon) => row.map((cost, peak) => cost + other[carbon]![peak]!));
}

/** Rounded as Python does it. */
function halfToEven(value: number): number {
  const below = Math.floor(value);
  return value - below === 0.5 ? below + (below % 2) : Math.round(value);
}
