// How carbons are named in words, and what an assignment leaves open.
import type { Carbon, Molecule } from "../data";
import { nameOf } from "../editing/names";
import { isNotShown } from "../molecule/notShown";

/** `C-5` or `OMe`: the chemist's own number, or else the atom's place, counted from 1. */
export function carbonName(carbon: Carbon): string {
  return nameOf(carbon.number, carbon.atom, false);
}

/** Positions of carbons without a peak that the list should show. */
export function missingCarbons(molecule: Molecule): number[] {
  return molecule.carbons.flatMap((carbon, at) => (carbon.peak === null && !isNotShown(carbon.flags) ? [at] : []));
}

/** Peaks that nothing explains, by their place in the list. */
export function unexplainedPeaks(molecule: Molecule): number[] {
  return molecule.peaks.flatMap((peak, at) => (peak.left?.kind === "unexplained" ? [at] : []));
}
