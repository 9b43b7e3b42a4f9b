// Orders of the table of carbons.
import { numberOf } from "./numbers";
import type { Session } from "./session";

export type SortKey = "number" | "type" | "ppm" | "predicted" | "delta" | "confidence";

const natural = new Intl.Collator("en", { numeric: true });

/** Carbons in the order of a column; those without a value come last. */
export function byKey(key: SortKey, up: boolean, session: Session): number[] {
  const { molecule, edited, judged } = session;
  const all = molecule.carbons.map((_, at) => at);
  const sign = up ? 1 : -1;
  if (key === "number") {
    return all.sort((a, b) => sign * natural.compare(numberOf(a, molecule, edited), numberOf(b, molecule, edited)) || a - b);
  }
  const value = (carbon: number): number | null => {
    const peak = edited.peakOfCarbon[carbon] ?? null;
    const one = molecule.carbons[carbon]!;
    if (key === "type") return one.hydrogens;
    if (key === "ppm") return peak === null ? null : molecule.peaks[peak]!.ppm;
    if (key === "predicted") return one.predicted;
    const { delta, confidence } = judged.carbons[carbon]!;
    return key === "confidence" ? confidence : delta === null ? null : Math.abs(delta);
  };
  return all.sort((a, b) => {
    const [x, y] = [value(a), value(b)];
    if (x === null || y === null) return Number(x === null) - Number(y === null) || a - b;
    return sign * (x - y) || a - b;
  });
}
