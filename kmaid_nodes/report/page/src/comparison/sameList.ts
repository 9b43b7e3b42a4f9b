import type { Molecule } from "../data";

/** The molecules with the peak list of this one, itself included: other structures for one spectrum. */
export function moleculesOfSameList(molecules: readonly Molecule[], molecule: Molecule): Molecule[] {
  const own = listOf(molecule);
  return own === "" ? [] : molecules.filter((other) => listOf(other) === own);
}

function listOf(molecule: Molecule): string {
  return molecule.peaks
    .map((peak) => `${peak.ppm} ${peak.hydrogens ?? ""} ${peak.carbons ?? ""}`)
    .join("|");
}
