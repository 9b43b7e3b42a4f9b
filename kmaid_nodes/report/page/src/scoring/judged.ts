// What an edited assignment is worth.
import { carbonInWords } from "../editing/names";
import type { Left, Molecule, Rules, VerdictCode } from "../data";
import { unedited, type Edited } from "../editing/edited";
import { same } from "../editing/history";
import type { Confident } from "./confident";
import { confident } from "./confident";
import { flagsOf } from "./flags";
import { NO_PEAK } from "./fixedPairs";
import type { LeftPeak } from "./leftPeaks";
import { leftPeaks } from "./leftPeaks";
import type { Costed, Reading } from "./reading";
import { costed, read } from "./reading";
import type { SecondSet } from "./secondSet";
import { secondSet } from "./secondSet";
import type { Verdict } from "./verdict";
import { judge } from "./verdict";

export interface Judged {
  score: number;
  pStructure: number | null;
  verdict: VerdictCode;
  /** One for each carbon: shift less prediction (ppm, the common offset taken off), whether it is far off. */
  carbons: { delta: number | null; far: boolean; flags: string[]; confidence: number | null }[];
  /** By peak: what it is if it has no carbon. */
  left: Map<number, Left>;
}

/** As Python would judge it; as it stands where nothing was changed, or where a page has no costs. */
export function judged(molecule: Molecule, edited: Edited, rules: Rules | null): Judged {
  const of = costed(molecule, rules);
  if (!of || !rules || isUnedited(molecule, edited)) return asItStands(molecule, edited);
  const reading = read(of, edited.peakOfCarbon.map((peak) => peak ?? NO_PEAK), edited);
  return judgedReading(of, rules, reading, edited);
}

function isUnedited(molecule: Molecule, edited: Edited): boolean {
  return same({ ...edited, numbers: {} }, { ...unedited(molecule), numbers: {} });
}

function asItStands(molecule: Molecule, edited: Edited): Judged {
  return {
    score: molecule.score,
    pStructure: molecule.pStructure,
    verdict: molecule.verdict,
    carbons: molecule.carbons.map((carbon, at) => ({
      ...distance(molecule, at, edited.peakOfCarbon[at] ?? null),
      flags: carbon.flags,
      confidence: carbon.confidence,
    })),
    left: new Map(molecule.peaks.flatMap((peak, at) => (peak.left ? [[at, peak.left] as const] : []))),
  };
}

function distance(molecule: Molecule, at: number, peak: number | null): { delta: number | null; far: boolean } {
  const { predicted, uncertainty } = molecule.carbons[at]!;
  if (peak === null || predicted === null) return { delta: null, far: false };
  const delta = molecule.peaks[peak]!.ppm - molecule.offsetPpm - predicted;
  return { delta, far: uncertainty !== null && Math.abs(delta) > 2 * uncertainty };
}

function judgedReading(of: Costed, rules: Rules, found: Reading, edited: Edited): Judged {
  const { molecule, problem: whole, costs } = of;
  const { carbons, peaks } = found;
  const inWhole = found.solution.peak.map((at) => (at < 0 ? NO_PEAK : peaks[at]!));
  const peak = spread(whole.hydrogens.length, carbons, inWhole, NO_PEAK);
  const marked = new Set(edited.marked.map((one) => one.peak));
  const inPart = (left: LeftPeak[]) => left.map((one) => ({ ...one, peak: peaks.indexOf(one.peak) }));
  const oneSet = leftPeaks(costs, whole.ppm, peak, marked, new Map());
  const second = secondSet(found, inPart(oneSet), costs, of.settings);
  const reading = second ? withSecondSet(found, second) : found;
  const left = second ? leftPeaks(costs, whole.ppm, peak, marked, carbonsOf(second, found)) : oneSet;
  const sure = confident(of, rules, reading, edited, left, second?.model ?? null);
  const { problem, classes, solution } = reading;
  const verdict = judge(
    { problem, classes, solution, left: inPart(left), confidence: sure.byCosts, liesUnder: sure.liesUnder },
    rules,
    carbons.length === whole.hydrogens.length && !second,
  );
  const flags = flagsOf(molecule, whole, costs, of.settings, flagged(of, reading, peak, sure, verdict));
  return {
    score: -solution.cost,
    pStructure: verdict.pStructure,
    verdict: verdict.code,
    carbons: peak.map((at, k) => ({
      ...distance(molecule, k, at < 0 ? null : at),
      flags: flags[k]!,
      confidence: sure.confidence[k]!,
    })),
    left: words(molecule, rules, left, edited),
  };
}

function withSecondSet(reading: Reading, { gain }: SecondSet): Reading {
  const cost = reading.solution.cost - gain;
  return { ...reading, solution: { ...reading.solution, cost, complete: false, oneToOne: false } };
}

/** By peak of the second set its carbon, as the molecule counts them. */
function carbonsOf({ carbonOf }: SecondSet, { carbons, peaks }: Reading): Map<number, number> {
  return new Map([...carbonOf].map(([peak, carbon]) => [peaks[peak]!, carbons[carbon]!]));
}

function flagged(of: Costed, reading: Reading, peak: number[], sure: Confident, verdict: Verdict) {
  const { carbons, solution } = reading;
  const count = peak.length;
  const against = verdict.code === "doubtful" || verdict.code === "contradicted" ? verdict.against : [];
  return {
    peak,
    shared: spread(count, carbons, solution.shared, false),
    fixed: sure.fixed,
    believed: solution.believed,
    unseen: spread(count, carbons, carbons.map(() => false), true),
    liesUnder: spread(count, carbons, sure.liesUnder, NO_PEAK),
    lines: sure.lines,
    against: new Set(against.map((carbon) => carbons[carbon]!)),
    seen: of.costs.seen[0]!,
  };
}

/** Values of some carbons as those of all. */
function spread<T>(count: number, carbons: readonly number[], values: readonly T[], otherwise: T): T[] {
  const all = new Array<T>(count).fill(otherwise);
  carbons.forEach((carbon, at) => (all[carbon] = values[at]!));
  return all;
}

function words(molecule: Molecule, rules: Rules, left: readonly LeftPeak[], edited: Edited): Map<number, Left> {
  const all = left.map(({ peak, kind, carbon, reason }): [number, Left] => {
    const name = carbon === null ? "" : carbonInWords(molecule, edited, carbon);
    const sentence = kind === "multiplet_line" ? rules.multipletLine : kind === "second_set" ? rules.secondSet : null;
    return [peak, { kind, reason: sentence?.replace("{carbon}", () => name) ?? reason ?? rules.unexplained }];
  });
  const marked = edited.marked.map(({ peak, as }): [number, Left] => [peak, { kind: as, reason: rules.marked[as] }]);
  return new Map([...all, ...marked].sort(([one], [other]) => one - other));
}
