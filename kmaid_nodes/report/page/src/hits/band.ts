// The band of a confidence, and the words for a peak or carbon that has no partner.
import type { PageData } from "../data";

export type Band = "high" | "medium" | "low" | "none";

export function bandOf(confidence: number | null, bands: PageData["bands"]): Band {
  if (confidence === null) return "none";
  if (confidence >= bands.high) return "high";
  return confidence >= bands.medium ? "medium" : "low";
}
