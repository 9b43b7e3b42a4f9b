// Numbers of hits as the page writes them.
import { fixed, percent } from "../formatting";

/** `62 %`; what is nearly sure or nearly excluded is not rounded to a certainty. */
export function probability(share: number): string {
  if (share > 0.99 && share < 1) return "> 99 %";
  return share < 0.01 ? "< 1 %" : percent(share);
}

/** `+3.2` or `−3.2`. */
export function signed(value: number, digits = 1): string {
  const written = fixed(value, digits);
  return value > 0 && /[1-9]/.test(written) ? `+${written}` : written;
}
