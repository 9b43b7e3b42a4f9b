// The three bands of confidence that a reader is shown, and none.
import type { PageData } from "../data";

export type Band = "high" | "medium" | "low" | "none";
export const BANDS: readonly Band[] = ["high", "medium", "low", "none"];

/** The band of a confidence of 0 to 1. */
export function bandOf(confidence: number | null, bands: PageData["bands"]): Band {
  if (confidence === null) return "none";
  if (confidence >= bands.high) return "high";
  return confidence >= bands.medium ? "medium" : "low";
}

/** The mean over the carbons with a peak, null if none has one. */
export function meanConfidence(carbons: readonly { confidence: number | null }[]): number | null {
  const known = carbons.flatMap(({ confidence }) => (confidence === null ? [] : [confidence]));
  return known.length ? known.reduce((sum, one) => sum + one, 0) / known.length : null;
}
