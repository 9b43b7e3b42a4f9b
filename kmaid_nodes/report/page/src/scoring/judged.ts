// What an edited assignment is worth.
import type { Left, Molecule, Rules, VerdictCode } from "../data";
import type { Edited } from "../editing/edited";
import { flagsOf } from "./flags";
import { FREE, NO_PEAK } from "./fixedPairs";
import type { LeftPeak } from "./leftPeaks";
import { leftPeaks } from "./leftPeaks";
import { calibrated } from "./marginals";
import { lowest } from "./numbers";
import { ofOwnPeaks, probabilities } from "./probabilities";
import type { Costed, Reading } from "./reading";
import { costed, modelsOf, pairsWithin, read } from "./reading";
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
  const decided = edited.fixed.length + edited.rejected.length + edited.marked.length;
  return !decided && molecule.carbons.every((carbon, at) => carbon.peak === (edited.peakOfCarbon[at] ?? null));
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

function judgedReading(of: Costed, rules: Rules, reading: Reading, edited: Edited): Judged {
  const { molecule, problem: whole, costs } = of;
  const { carbons, peaks, problem, classes, solution } = reading;
  const given = whole.hydrogens.map((_, k) => (edited.fixed.includes(k) ? (edited.peakOfCarbon[k] ?? NO_PEAK) : FREE));
  const fixed = pairsWithin(of, problem, carbons, peaks, given, edited);
  const { within, before } = modelsOf(of, reading, fixed);
  const byCosts = probabilities(problem, before, solution.oneToOne, classes);
  const held = probabilities(problem, within, solution.oneToOne, classes);
  const peak = spread(whole.hydrogens.length, carbons, solution.peak.map((at) => (at < 0 ? NO_PEAK : peaks[at]!)), NO_PEAK);
  const left = leftPeaks(costs, whole.ppm, peak, new Set(edited.marked.map((one) => one.peak)));
  const hidden = classes.first.map((first) => {
    const row = before.pair[first]!;
    const best = lowest(row);
    return best >= 0 && row[best]! <= of.settings.hypotheses.mayWellBe! ? best : NO_PEAK;
  });
  const verdict = judge(
    {
      problem,
      classes,
      solution,
      left: left.map((one) => ({ ...one, peak: peaks.indexOf(one.peak) })),
      confidence: ofOwnPeaks(byCosts, solution.peak),
      liesUnder: hidden,
    },
    rules,
    carbons.length === whole.hydrogens.length && !costs.second,
  );
  const lines = linesOf(whole.symmetryClass, peak, left);
  const type = solution.oneToOne ? "one_to_one" : solution.complete ? "complete" : "incomplete";
  const confidence = ofOwnPeaks(held, solution.peak).map((own, k) => {
    if (solution.peak[k]! < 0) return null;
    if (fixed.peak[k] !== FREE) return 1;
    const further = lines[carbons[k]!]!.reduce((all, line) => all + held.ofClass[k]![peaks.indexOf(line)]!, 0);
    return calibrated(Math.min(own + further, 1), rules.confidence[type]);
  });
  const count = whole.hydrogens.length;
  const flags = flagsOf(molecule, whole, costs, of.settings, {
    peak,
    shared: spread(count, carbons, solution.shared, false),
    fixed: spread(count, carbons, fixed.peak.map((at) => at !== FREE), false),
    believed: solution.believed,
    unseen: spread(count, carbons, carbons.map(() => false), true),
    liesUnder: spread(count, carbons, hidden, NO_PEAK),
    lines,
    against: new Set(
      verdict.code === "doubtful" || verdict.code === "contradicted" ? verdict.against.map((k) => carbons[k]!) : [],
    ),
    seen: costs.seen[0]!,
  });
  const sure = spread<number | null>(count, carbons, confidence, null);
  return {
    score: -solution.cost,
    pStructure: verdict.pStructure,
    verdict: verdict.code,
    carbons: peak.map((at, k) => ({
      ...distance(molecule, k, at < 0 ? null : at),
      flags: flags[k]!,
      confidence: sure[k]!,
    })),
    left: words(molecule, rules, left, edited),
  };
}

/** Values of some carbons as those of all. */
function spread<T>(count: number, carbons: readonly number[], values: readonly T[], otherwise: T): T[] {
  const all = new Array<T>(count).fill(otherwise);
  carbons.forEach((carbon, at) => (all[carbon] = values[at]!));
  return all;
}

/** By carbon, the lines of its multiplet that no carbon has. */
function linesOf(symmetryClass: readonly number[], peak: readonly number[], left: readonly LeftPeak[]): number[][] {
  const ofMultiplets = left.filter((one) => one.kind === "multiplet_line");
  return peak.map((own, k) =>
    ofMultiplets
      .filter(({ carbon }) => own === peak[carbon!] && symmetryClass[k] === symmetryClass[carbon!])
      .map((one) => one.peak),
  );
}

function words(molecule: Molecule, rules: Rules, left: readonly LeftPeak[], edited: Edited): Map<number, Left> {
  const all = left.map(({ peak, kind, carbon, reason }): [number, Left] => {
    const atom = carbon === null ? "" : String(molecule.carbons[carbon]!.atom);
    const sentence = kind === "multiplet_line" ? rules.multipletLine : kind === "second_set" ? rules.secondSet : null;
    return [peak, { kind, reason: sentence?.replace("{atom}", atom) ?? reason ?? rules.unexplained }];
  });
  const marked = edited.marked.map(({ peak, as }): [number, Left] => [peak, { kind: as, reason: rules.marked[as] }]);
  return new Map([...all, ...marked].sort(([one], [other]) => one - other));
}
