// What a chemist has changed in one molecule, and how each change makes a new state from an old one.
import type { Molecule } from "../data";

export type Mark = "solvent" | "impurity";

/** Carbons count by their position in `Molecule.carbons`. A state is never changed, only replaced. */
export interface Edited {
  readonly peakOfCarbon: readonly (number | null)[];
  /** Carbons whose peak (or lack of one) the chemist has set or accepted. */
  readonly fixed: readonly number[];
  readonly rejected: readonly (readonly [carbon: number, peak: number])[];
  readonly marked: readonly { readonly peak: number; readonly as: Mark }[];
  /** Own numbers by carbon, where they were changed. */
  readonly numbers: Readonly<Record<number, string>>;
}

/** The state before any change in this page; it has what was decided in an earlier one and read back. */
export function unedited(molecule: Molecule): Edited {
  return {
    peakOfCarbon: molecule.carbons.map((carbon) => carbon.peak),
    fixed: [],
    rejected: [],
    marked: [],
    numbers: {},
    ...molecule.decisions,
  };
}
