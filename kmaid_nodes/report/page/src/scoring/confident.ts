// How sure the peaks of an edited assignment are.
import type { Rules } from "../data";
import type { Edited } from "../editing/edited";
import type { CostModel } from "./costModel";
import { FREE, NO_PEAK, withWholeClasses } from "./fixedPairs";
import type { LeftPeak } from "./leftPeaks";
import { calibrated } from "./marginals";
import { lowest } from "./numbers";
import { ofOwnPeaks, probabilities } from "./probabilities";
import type { Costed, Reading } from "./reading";
import { modelsOf, pairsWithin } from "./reading";

export interface Confident {
  /** Of the reading's carbons: by the costs alone, not calibrated; a peak that each may lie under, -1 for none. */
  byCosts: number[];
  liesUnder: number[];
  /** Of the molecule's carbons. */
  confidence: (number | null)[];
  fixed: boolean[];
  /** The lines of the carbon's multiplet that no carbon has. */
  lines: number[][];
}

/** left: as the molecule counts peaks; firstSet: the costs of the first of two sets, if there are two. */
export function confident(
  of: Costed,
  rules: Rules,
  reading: Reading,
  edited: Edited,
  left: readonly LeftPeak[],
  firstSet: CostModel | null,
): Confident {
  const { problem: whole } = of;
  const { carbons, peaks, problem, classes, solution } = reading;
  const given = whole.hydrogens.map((_, k) =>
    edited.fixed.includes(k) ? (edited.peakOfCarbon[k] ?? NO_PEAK) : FREE,
  );
  const fixed = pairsWithin(of, problem, carbons, peaks, given, edited);
  const { within, before } = modelsOf(of, reading, fixed, firstSet);
  const held = probabilities(problem, within, solution.oneToOne, classes);
  const lines = linesOf(whole.symmetryClass, reading, left);
  const type = solution.oneToOne ? "one_to_one" : solution.complete ? "complete" : "incomplete";
  const confidence = whole.hydrogens.map((): number | null => null);
  ofOwnPeaks(held, solution.peak).forEach((own, k) => {
    if (solution.peak[k]! < 0) return;
    const further = lines[carbons[k]!]!.reduce((all, line) => all + held.ofClass[k]![peaks.indexOf(line)]!, 0);
    const free = fixed.peak[k] === FREE;
    confidence[carbons[k]!] = free ? calibrated(Math.min(own + further, 1), rules.confidence[type]) : 1;
  });
  return {
    byCosts: ofOwnPeaks(probabilities(problem, before, solution.oneToOne, classes), solution.peak),
    liesUnder: classes.first.map((first) => {
      const best = lowest(before.pair[first]!);
      return best >= 0 && before.pair[first]![best]! <= of.settings.hypotheses.mayWellBe! ? best : NO_PEAK;
    }),
    confidence,
    fixed: withWholeClasses(whole, given, []).peak.map((peak) => peak !== FREE),
    lines,
  };
}

/** By carbon of the molecule, the lines of its multiplet that no carbon has. */
function linesOf(
  symmetryClass: readonly number[],
  { carbons, peaks, solution }: Reading,
  left: readonly LeftPeak[],
): number[][] {
  const peak = symmetryClass.map(() => NO_PEAK);
  carbons.forEach((carbon, k) => (peak[carbon] = solution.peak[k]! < 0 ? NO_PEAK : peaks[solution.peak[k]!]!));
  const ofMultiplets = left.filter((one) => one.kind === "multiplet_line");
  return peak.map((own, k) =>
    ofMultiplets
      .filter(({ carbon }) => own === peak[carbon!] && symmetryClass[k] === symmetryClass[carbon!])
      .map((one) => one.peak),
  );
}
