// How sure each pair is, given all others: as `assignment/confidence.py` calculates it.
import type { CostModel } from "./costModel";

// Numerics alone, as there.
const ITERATIONS = 30;
const MESSAGE_ROUNDS = 16;
const DAMPING = 0.4;
const LARGEST_COST = 200;
const LARGEST_TERM = 60;
const LEAST = 1e-280;
const LARGEST_LOG_ODDS = 300;
const LEAST_CONFIDENCE = 1e-4;

export interface Marginals {
  /** [carbons][peaks]: the carbon owns the peak. */
  own: number[][];
  /** By carbon: it owns none. */
  none: number[];
}

/** Where every carbon has one peak and every peak one carbon (Sinkhorn's iteration). */
export function oneToOneMarginals(pair: readonly number[][]): Marginals {
  const likelihood = pair.map((row) => row.map((cost) => Math.exp(Math.max(-cost, -LARGEST_COST))));
  let ofRow = pair.map(() => 1);
  let ofPeak: number[] = [];
  for (let round = 0; round < ITERATIONS; round++) {
    ofPeak = pair.map((_, peak) => 1 / likelihood.reduce((all, row, k) => all + ofRow[k]! * row[peak]!, 0));
    ofRow = likelihood.map((row) => 1 / row.reduce((all, one, peak) => all + one * ofPeak[peak]!, 0));
  }
  const own = likelihood.map((row, k) => row.map((one, peak) => ofRow[k]! * one * ofPeak[peak]!));
  return { own, none: pair.map(() => 0) };
}

/** Where carbons may be missing, and peaks extraneous or shared (belief propagation). */
export function marginalsWithSharing(model: CostModel): Marginals {
  const weight = (cost: number) => Math.exp(-Math.min(cost, LARGEST_TERM));
  const owned = model.pair.map((row) => Float64Array.from(row, weight));
  const none = model.missing.map(weight);
  const extraneous = model.extraneous.map(weight);
  const again = model.sharing.map((cost) =>
    Float64Array.from(model.counted, (count) => (Number.isFinite(cost) && count > 1 ? 1 : weight(cost))),
  );
  const free = extraneous.map((cost, peak) => 1 / owned.reduce((all, row) => all + row[peak]!, cost));
  // The odds that a carbon takes a peak, and their logarithms.
  const toCarbon = owned.map(() => Float64Array.from(free));
  const logarithm = toCarbon.map((row) => row.map(Math.log));
  const taken = owned.map((row) => new Float64Array(row.length));
  for (let round = 0; round < MESSAGE_ROUNDS; round++) {
    const ofPeak = new Float64Array(extraneous.length);
    owned.forEach((row, k) => {
      const [to, shares, own] = [toCarbon[k]!, again[k]!, taken[k]!];
      let all = none[k]!;
      for (let peak = 0; peak < row.length; peak++) all += row[peak]! * to[peak]!;
      for (let peak = 0; peak < row.length; peak++) {
        const others = Math.max(all - row[peak]! * to[peak]!, LEAST);
        own[peak] = Math.log1p((shares[peak]! * row[peak]!) / others);
        ofPeak[peak]! += own[peak]!;
      }
    });
    taken.forEach((own, k) => {
      const [to, shares, before] = [toCarbon[k]!, again[k]!, logarithm[k]!];
      for (let peak = 0; peak < own.length; peak++) {
        const others = Math.min(Math.max(ofPeak[peak]! - own[peak]!, 0), LARGEST_LOG_ODDS);
        const answer = others - Math.log(extraneous[peak]! + Math.expm1(others) / shares[peak]!);
        before[peak] = DAMPING * before[peak]! + (1 - DAMPING) * answer;
        to[peak] = Math.exp(before[peak]!);
      }
    });
  }
  const weighted = owned.map((row, k) => Array.from(row, (one, peak) => one * toCarbon[k]![peak]!));
  const total = weighted.map((row, k) => none[k]! + row.reduce((a, b) => a + b, 0));
  return {
    own: weighted.map((row, k) => row.map((one) => one / total[k]!)),
    none: none.map((one, k) => one / total[k]!),
  };
}

/** A confidence after the correction of its log odds. */
export function calibrated(raw: number, [slope, offset]: readonly [number, number]): number {
  const within = Math.min(Math.max(raw, LEAST_CONFIDENCE), 1 - LEAST_CONFIDENCE);
  return 1 / (1 + Math.exp(-(slope * Math.log(within / (1 - within)) + offset)));
}
