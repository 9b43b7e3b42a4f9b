// One molecule and its list as the costs see them: the same numbers as `PeakList` and `Carbons` in Python.
import type { Costs, Molecule } from "../data";
import { floats } from "./numbers";

/** A multiplicity that is not known. */
export const UNKNOWN_HYDROGENS = 4;
const TOLERANCE_PPM = 0.005 + 1e-9;

export interface Problem {
  /** Of carbons. */
  hydrogens: number[];
  symmetryClass: number[];
  diastereotopic: boolean[];
  untaught: boolean[];
  /** [carbons][peaks] */
  shift: number[][];
  expected: number[];
  variance: number[];
  median: number[];
  uncertainty: number[];
  /** Of peaks; a common offset is taken off the shifts. */
  ppm: number[];
  peakHydrogens: number[];
  /** Numbers of hydrogens that an open multiplicity leaves; empty for all. */
  possible: number[][];
  /** How many carbons the list says a peak stands for, 0 where it does not. */
  carbons: number[];
  extraneous: number[];
  extraneousOfUnknown: number[];
}

export function problemOf(molecule: Molecule, costs: Costs): Problem {
  const numbers = floats(costs.numbers);
  const { peaks, carbons } = molecule;
  const width = peaks.length + 4;
  const extraneous = numbers.length - 2 * peaks.length;
  const ofCarbon = (place: number) => costs.rowOf.map((row) => numbers[row * width + peaks.length + place]!);
  return {
    hydrogens: carbons.map((carbon) => carbon.hydrogens),
    symmetryClass: carbons.map((carbon) => carbon.symmetryClass),
    diastereotopic: carbons.map((carbon) => carbon.diastereotopic),
    untaught: carbons.map((carbon) => carbon.flags.includes("not_taught")),
    shift: costs.rowOf.map((row) => Array.from(numbers.subarray(row * width, row * width + peaks.length))),
    expected: ofCarbon(0),
    variance: ofCarbon(1),
    median: ofCarbon(2),
    uncertainty: ofCarbon(3),
    ppm: peaks.map((peak) => peak.ppm - molecule.offsetPpm),
    peakHydrogens: peaks.map(({ hydrogens: h }) => (h === null || h < 0 || h > 3 ? UNKNOWN_HYDROGENS : h)),
    possible: peaks.map((peak, at) => (peak.hydrogens === null ? (costs.possible?.[at] ?? []) : [])),
    carbons: peaks.map((peak) => peak.carbons ?? 0),
    extraneous: Array.from(numbers.subarray(extraneous, extraneous + peaks.length)),
    extraneousOfUnknown: Array.from(numbers.subarray(extraneous + peaks.length)),
  };
}

/** Some of the carbons and peaks, by their positions. */
export function part(problem: Problem, carbons: readonly number[], peaks: readonly number[]): Problem {
  const some = <T>(values: readonly T[], kept: readonly number[]) => kept.map((at) => values[at]!);
  return {
    hydrogens: some(problem.hydrogens, carbons),
    symmetryClass: some(problem.symmetryClass, carbons),
    diastereotopic: some(problem.diastereotopic, carbons),
    untaught: some(problem.untaught, carbons),
    shift: some(problem.shift, carbons).map((row) => some(row, peaks)),
    expected: some(problem.expected, carbons),
    variance: some(problem.variance, carbons),
    median: some(problem.median, carbons),
    uncertainty: some(problem.uncertainty, carbons),
    ppm: some(problem.ppm, peaks),
    peakHydrogens: some(problem.peakHydrogens, peaks),
    possible: some(problem.possible, peaks),
    carbons: some(problem.carbons, peaks),
    extraneous: some(problem.extraneous, peaks),
    extraneousOfUnknown: some(problem.extraneousOfUnknown, peaks),
  };
}

/** The list where multiplicities are not believed. */
export function doubted(problem: Problem): Problem {
  return {
    ...problem,
    peakHydrogens: problem.ppm.map(() => UNKNOWN_HYDROGENS),
    possible: problem.ppm.map(() => []),
    extraneous: problem.extraneousOfUnknown,
  };
}

export function sameShift(one: number, other: number): boolean {
  return Math.abs(one - other) <= TOLERANCE_PPM;
}

/** By peak, how many entries have its shift. */
export function listed(ppm: readonly number[]): number[] {
  return ppm.map((one) => ppm.filter((other) => sameShift(one, other)).length);
}

/** Whether the list leaves a multiplicity open, but not for a carbon of so many hydrogens. */
export function rulesOut(possible: readonly number[], hydrogens: number): boolean {
  return possible.length > 0 && !possible.includes(Math.min(hydrogens, UNKNOWN_HYDROGENS - 1));
}
