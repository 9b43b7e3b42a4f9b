import type { Molecule } from "../data";

/** Positions of the molecules with the peak list of this one, itself included: structures for one spectrum. */
export function moleculesOfSameList(molecules: readonly Molecule[], shown: number): number[] {
  const own = listOf(molecules[shown]!);
  return own === "" ? [] : molecules.flatMap((one, at) => (listOf(one) === own ? [at] : []));
}

/** What makes two lists the same; `Comparison` in Python has the same rule. */
function listOf(molecule: Molecule): string {
  return molecule.peaks.map((peak) => `${peak.ppm} ${peak.hydrogens ?? ""} ${peak.carbons ?? ""}`).join("|");
}
