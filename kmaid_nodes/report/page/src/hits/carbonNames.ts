// How carbons are named in words.
import type { Carbon, Molecule } from "../data";

const SUBSCRIPTS: Record<number, string> = { 0: "C", 1: "CH", 2: "CH₂", 3: "CH₃" };

/** `CH₂`; empty if the hydrogens are not known. */
export function multiplicityOf(hydrogens: number | null): string {
  return hydrogens === null ? "" : (SUBSCRIPTS[hydrogens] ?? `CH${hydrogens}`);
}

/** `C-5`: the chemist's own number, or else the atom's place, counted from 1. */
export function carbonName(carbon: Carbon): string {
  return `C-${carbon.number ?? carbon.atom + 1}`;
}

/** `C-2, C-6`: the carbons that a peak was given to. */
export function carbonsOfPeak(molecule: Molecule, peak: number): Carbon[] {
  return molecule.carbons.filter((carbon) => carbon.peak === peak);
}

/** Carbons without a peak that the list should show. */
export function missingCarbons(molecule: Molecule): Carbon[] {
  const notShown = ["not_in_experiment", "negative_not_listed"];
  return molecule.carbons.filter(
    (carbon) => carbon.peak === null && !carbon.flags.some((flag) => notShown.includes(flag)),
  );
}

/** Peaks that nothing explains, by their place in the list. */
export function unexplainedPeaks(molecule: Molecule): number[] {
  return molecule.peaks.flatMap((peak, at) => (peak.left?.kind === "unexplained" ? [at] : []));
}
