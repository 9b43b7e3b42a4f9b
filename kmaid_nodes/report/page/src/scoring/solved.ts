// Assigning the rest again around the pairs that a chemist has fixed.
import type { Molecule, Rules } from "../data";
import type { Edited } from "../editing/edited";
import { FREE, NO_PEAK } from "./fixedPairs";
import { costed, read } from "./reading";

/** By carbon, its peak in the best assignment in which the fixed pairs hold; as it is where a page has no costs. */
export function solved(molecule: Molecule, edited: Edited, rules: Rules | null): (number | null)[] {
  const of = costed(molecule, rules);
  if (!of) return [...edited.peakOfCarbon];
  const given = molecule.carbons.map((_, k) => (edited.fixed.includes(k) ? (edited.peakOfCarbon[k] ?? NO_PEAK) : FREE));
  // The peaks of a second set stay what they are.
  const second = of.costs.second?.carbonOf ?? [];
  const kept = given.flatMap((own, k) => (own === FREE ? second.map(([peak]): [number, number] => [k, peak]) : []));
  const rejected = [...edited.rejected, ...kept];
  const { carbons, peaks, solution } = read(of, given, { ...edited, rejected });
  const assigned = molecule.carbons.map((): number | null => null);
  carbons.forEach((carbon, at) => {
    const peak = solution.peak[at]!;
    assigned[carbon] = peak < 0 ? null : peaks[peak]!;
  });
  return assigned;
}
