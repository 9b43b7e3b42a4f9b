// What a peak costs in each of several structures, and how much the structures differ there.
import type { Carbon, Molecule, Rules } from "../data";
import { pairCosts } from "../scoring/hypotheses";
import { mean, sum } from "../scoring/numbers";
import { costed, type Costed } from "../scoring/reading";
import type { Compared } from "./compared";

// Where a page has no costs: a peak without a carbon costs as much as one so many uncertainties off.
const MOST_UNCERTAINTIES = 5;

export interface PeakIn {
  carbons: Carbon[];
  /** Shift less prediction of the worst of its carbons, the list's offset taken off, in ppm. */
  delta: number | null;
  /** In nats; of a page without costs, the distance from the prediction in uncertainties. */
  cost: number;
  /** Whether a carbon has another multiplicity than the peak. */
  otherType: boolean;
}

export interface DecidingPeak {
  /** Position in the list. */
  peak: number;
  /** One for each structure. */
  within: PeakIn[];
  /** Largest less smallest cost. */
  differs: number;
}

/** Whether costs are in nats. */
export function inNats(structures: readonly Compared[], rules: Rules | null): boolean {
  return structures.every((one) => costed(one.molecule, rules) !== null);
}

/** All peaks of the list, those first about which the structures differ most. */
export function decidingPeaks(structures: readonly Compared[], rules: Rules | null): DecidingPeak[] {
  const peaks = structures[0]?.molecule.peaks ?? [];
  const nats = inNats(structures, rules);
  const costs = structures.map(({ molecule }) => (nats ? costsInNats(costed(molecule, rules)!) : costsOfDistance(molecule)));
  return peaks
    .map((_, peak) => {
      const within = structures.map(({ molecule }, at) => peakIn(molecule, peak, costs[at]![peak]!));
      const all = within.map((one) => one.cost);
      return { peak, within, differs: Math.max(...all) - Math.min(...all) };
    })
    .sort((a, b) => b.differs - a.differs || a.peak - b.peak);
}

function peakIn(molecule: Molecule, peak: number, cost: number): PeakIn {
  const carbons = molecule.carbons.filter((carbon) => carbon.peak === peak);
  const given = molecule.peaks[peak]!;
  const deltas = carbons.flatMap((one) => (one.predicted === null ? [] : [given.ppm - molecule.offsetPpm - one.predicted]));
  const delta = deltas.reduce<number | null>((far, one) => (far === null || Math.abs(one) > Math.abs(far) ? one : far), null);
  const otherType = given.hydrogens !== null && carbons.some((one) => one.hydrogens !== given.hydrogens);
  return { carbons, delta, cost, otherType };
}

/**
 * By peak: minus the log likelihood of its shift and multiplicity for its carbons, each symmetry class counted once,
 * or as an extraneous peak.
 */
function costsInNats({ molecule, problem, settings }: Costed): number[] {
  const pair = pairCosts(problem, settings);
  return problem.ppm.map((_, peak) => {
    const own = molecule.carbons.flatMap((carbon, at) => (carbon.peak === peak ? [at] : []));
    if (!own.length) return problem.extraneous[peak]!;
    const classes = [...new Set(own.map((carbon) => problem.symmetryClass[carbon]!))];
    const members = classes.map((one) => own.filter((carbon) => problem.symmetryClass[carbon] === one));
    return sum(members.map((some) => mean(some.map((carbon) => pair[carbon]![peak]!))));
  });
}

function costsOfDistance(molecule: Molecule): number[] {
  return molecule.peaks.map((peak, at) => {
    const own = molecule.carbons.filter((carbon) => carbon.peak === at);
    if (!own.length) return peak.left && peak.left.kind !== "unexplained" ? 0 : MOST_UNCERTAINTIES;
    const distances = own.map(({ predicted, uncertainty }) =>
      predicted === null || !uncertainty ? 0 : Math.abs(peak.ppm - molecule.offsetPpm - predicted) / uncertainty,
    );
    return Math.min(MOST_UNCERTAINTIES, Math.max(...distances));
  });
}
