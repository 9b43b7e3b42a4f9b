// The ppm axis of a 13C spectrum, which runs from right to left.

/** From `high` ppm at `left` px to `low` ppm at `right` px. */
export interface Axis {
  high: number;
  low: number;
  left: number;
  right: number;
}

/** 220 to 0 ppm, widened in tens where shifts lie beyond. */
export function axisFor(shifts: readonly number[], left: number, right: number): Axis {
  const known = shifts.filter(Number.isFinite);
  const below = known.filter((ppm) => ppm < 2);
  const above = known.filter((ppm) => ppm > 218);
  const low = Math.min(0, ...below.map((ppm) => Math.floor((ppm - 2) / 10) * 10));
  const high = Math.max(220, ...above.map((ppm) => Math.ceil((ppm + 2) / 10) * 10));
  return { low, high, left, right };
}

/** Where a shift (ppm) lies, in px. */
export function xOf(ppm: number, { high, low, left, right }: Axis): number {
  return left + ((high - ppm) / (high - low)) * (right - left);
}

/** Which shift (ppm) lies at a place in px. */
export function ppmAt(x: number, { high, low, left, right }: Axis): number {
  return high - ((x - left) / (right - left)) * (high - low);
}

/** What is seen of an axis after zooming: `k` times as large, moved by `x` px. */
export function zoomed(axis: Axis, k: number, x: number): Axis {
  const { left, right } = axis;
  return { left, right, high: ppmAt((left - x) / k, axis), low: ppmAt((right - x) / k, axis) };
}

/** Round shifts, at least `leastPx` apart, and how many decimals they need. */
export function ticks(axis: Axis, leastPx: number): { at: number[]; digits: number } {
  const { high, low, left, right } = axis;
  const least = (leastPx * (high - low)) / Math.max(right - left, 1);
  const decade = 10 ** Math.floor(Math.log10(least));
  const step = [1, 2, 5, 10].map((of) => of * decade).find((one) => one >= least * 0.999) ?? 10 * decade;
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  const at = Array.from({ length: Math.max(0, count) }, (_, i) => (first + i) * step);
  return { at, digits: Math.max(0, -Math.floor(Math.log10(step) + 1e-9)) };
}
