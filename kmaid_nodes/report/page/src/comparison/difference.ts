// What a peak costs in each of several structures, and how much the structures differ there.
import type { Carbon, Molecule } from "../data";
import type { Compared } from "./compared";

// A peak without a carbon, or 5 uncertainties from the prediction: further off is no worse.
const MOST = 5;

export interface PeakIn {
  carbons: Carbon[];
  /** Shift less prediction of the worst of its carbons, the list's offset taken off, in ppm. */
  delta: number | null;
  /** How surprising the peak is there: distance from the prediction in uncertainties. */
  cost: number;
}

export interface DecidingPeak {
  /** Position in the list. */
  peak: number;
  /** One for each structure. */
  within: PeakIn[];
  /** Largest less smallest cost. */
  differs: number;
}

/** All peaks of the list, those first about which the structures differ most. */
export function decidingPeaks(structures: readonly Compared[]): DecidingPeak[] {
  const peaks = structures[0]?.molecule.peaks ?? [];
  return peaks
    .map((_, peak) => {
      const within = structures.map((one) => peakIn(one.molecule, peak));
      const costs = within.map((one) => one.cost);
      return { peak, within, differs: Math.max(...costs) - Math.min(...costs) };
    })
    .sort((a, b) => b.differs - a.differs || a.peak - b.peak);
}

function peakIn(molecule: Molecule, peak: number): PeakIn {
  const carbons = molecule.carbons.filter((carbon) => carbon.peak === peak);
  let delta: number | null = null;
  let cost = carbons.length ? 0 : explained(molecule, peak) ? 0 : MOST;
  for (const carbon of carbons) {
    if (carbon.predicted === null || !carbon.uncertainty) continue;
    const here = molecule.peaks[peak]!.ppm - molecule.offsetPpm - carbon.predicted;
    if (delta === null || Math.abs(here) > Math.abs(delta)) delta = here;
    cost = Math.max(cost, Math.min(MOST, Math.abs(here) / carbon.uncertainty));
  }
  return { carbons, delta, cost };
}

/** Whether the peak is the solvent's, an impurity's or the like. */
function explained(molecule: Molecule, peak: number): boolean {
  const left = molecule.peaks[peak]!.left;
  return left !== null && left.kind !== "unexplained";
}
