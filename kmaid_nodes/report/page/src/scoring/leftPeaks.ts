// What a peak without a carbon may be.
import type { Costs } from "../data";
import type { Problem } from "./problem";

export interface LeftPeak {
  peak: number;
  kind: string;
  /** Of a line of a multiplet or a peak of a second set. */
  carbon: number | null;
  /** What something in the tables makes of it. */
  reason: string | null;
}

const EXPLAINED = ["solvent", "reference", "multiplet_line", "second_set"];

/** Kinds of peaks that a list of the pure compound may well have. */
export function isExplained(kind: string): boolean {
  return EXPLAINED.includes(kind);
}

/** The peaks of the whole list that no carbon has; peak: of each carbon, -1 for none; second: carbons of the peaks
 * of a second set. */
export function leftPeaks(
  costs: Costs,
  ppm: Problem["ppm"],
  peak: readonly number[],
  marked: ReadonlySet<number>,
  second: ReadonlyMap<number, number>,
): LeftPeak[] {
  const used = new Set(peak);
  const left = ppm.map((_, at) => at).filter((at) => !used.has(at) && !marked.has(at));
  return left.map((at) => {
    const ofSecond = second.get(at);
    if (ofSecond !== undefined) return { peak: at, kind: "second_set", carbon: ofSecond, reason: null };
    const carbon = splitCarbon(costs, ppm, peak, at);
    if (carbon !== null) return { peak: at, kind: "multiplet_line", carbon, reason: null };
    const [kind, reason] = costs.alone[at] ?? ["unexplained", null];
    return { peak: at, kind, carbon: null, reason };
  });
}

/** The carbon near F or P whose peak is nearest, in units of its widest splitting; null if none is. */
function splitCarbon(
  costs: Costs,
  ppm: Problem["ppm"],
  peak: readonly number[],
  line: number,
): number | null {
  let best: number | null = null;
  let least = Infinity;
  for (const [carbon, , mostPpm] of costs.splittings) {
    const own = peak[carbon]!;
    if (own < 0) continue;
    const apart = Math.abs(ppm[own]! - ppm[line]!) / mostPpm;
    if (apart > 0 && apart <= 1 && apart < least) [best, least] = [carbon, apart];
  }
  return best;
}
