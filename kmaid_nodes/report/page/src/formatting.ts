// Numbers and counts as a reader sees them.

/** `-31.2` with a real minus sign; a dash where there is no number. */
export function fixed(value: number | null | undefined, digits: number): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  return value.toFixed(digits).replace(/^-(?=.*[1-9])/, "−").replace(/^-/, "");
}

/** Couplings with as many decimals as any of the list has: a 3 beside a 9.3 was written 3.0. */
export function couplings(hertz: readonly number[], { peaks }: { peaks: readonly { couplingsHz: readonly number[] }[] }): string {
  const decimals = (one: number) => String(one).split(".")[1]?.length ?? 0;
  const digits = Math.min(2, Math.max(0, ...peaks.flatMap((peak) => peak.couplingsHz.map(decimals))));
  return hertz.map((one) => one.toFixed(digits)).join(", ");
}

/** `93 %`. */
export function percent(share: number | null | undefined): string {
  return share === null || share === undefined || !Number.isFinite(share) ? "–" : `${Math.round(100 * share)} %`;
}

/** `1 peak`, `3 peaks`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

const TYPES = ["C", "CH", "CH₂", "CH₃", "CH₄"];

/** `CH₂` for two attached hydrogens. */
export function carbonType(hydrogens: number | null): string {
  return hydrogens === null ? "" : (TYPES[hydrogens] ?? `CH${hydrogens}`);
}

/** A shift as the list gives it: one decimal at least, two where it has them. */
export function shift(ppm: number): string {
  const two = ppm.toFixed(2);
  return (two.endsWith("0") ? ppm.toFixed(1) : two).replace(/^-/, "−");
}
