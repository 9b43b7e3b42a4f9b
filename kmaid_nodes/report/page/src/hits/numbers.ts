// Numbers as the page writes them.

/** `62 %`; what is nearly sure or nearly excluded is not rounded to a certainty. */
export function percent(share: number): string {
  if (share > 0.99 && share < 1) return "> 99 %";
  if (share < 0.01) return "< 1 %";
  return `${Math.round(100 * share)} %`;
}

/** `−3.2`, with a true minus sign. */
export function signless(value: number, digits = 1): string {
  return value.toFixed(digits).replace("-", "−");
}

/** `+3.2` or `−3.2`. */
export function signed(value: number, digits = 1): string {
  return (value > 0 ? "+" : "") + signless(value, digits);
}
