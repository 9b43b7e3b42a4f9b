// A molecule as the chemist has left it, in the form in which the page got it.
import type { Molecule, Rules } from "../data";
import type { Edited } from "../editing/edited";
import { editedOf, isEdited } from "../editing/store";
import { judged } from "../scoring/judged";

const known = new WeakMap<Edited, Molecule>();

/** The molecule with its edits, and the verdict and score that these have; itself where there are none. */
export function asEdited(molecule: Molecule, rules: Rules | null): Molecule {
  if (!isEdited(molecule)) return molecule;
  const edited = editedOf(molecule);
  const before = known.get(edited);
  if (before) return before;
  const { verdict, pStructure, score, carbons, left } = judged(molecule, edited, rules);
  const now = {
    ...molecule,
    verdict,
    pStructure,
    score,
    carbons: molecule.carbons.map((carbon, at) => ({
      ...carbon,
      number: edited.numbers[at] ?? carbon.number,
      peak: edited.peakOfCarbon[at] ?? null,
      confidence: carbons[at]!.confidence,
      flags: carbons[at]!.flags,
    })),
    peaks: molecule.peaks.map((peak, at) => ({ ...peak, left: left.get(at) ?? null })),
  };
  known.set(edited, now);
  return now;
}
