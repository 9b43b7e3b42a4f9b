// The ppm axis of a plot, which runs from right to left.

export interface PpmAxis {
  readonly low: number;
  readonly high: number;
  x(ppm: number): number;
  /** Round shifts at least `leastPx` apart, ascending. */
  ticks(leastPx: number): number[];
}

/** From the highest shift at `left` px to the lowest at `right` px, widened to tens; at least 60 ppm. */
export function axisFor(shifts: readonly number[], left: number, right: number): PpmAxis {
  const known = shifts.filter(Number.isFinite);
  const low = Math.min(0, ...known.map((ppm) => Math.floor((ppm - 2) / 10) * 10));
  const high = Math.max(low + 60, ...known.map((ppm) => Math.ceil((ppm + 2) / 10) * 10));
  const pxPerPpm = (right - left) / (high - low);
  return {
    low,
    high,
    x: (ppm) => left + (high - ppm) * pxPerPpm,
    ticks: (leastPx) => {
      const least = leastPx / pxPerPpm;
      const step = [1, 2, 5, 10, 20, 50, 100].find((one) => one >= least) ?? 200;
      const first = Math.ceil(low / step);
      return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, i) => (first + i) * step);
    },
  };
}
