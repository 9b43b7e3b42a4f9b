// What an edited assignment is worth.
import type { Left, Molecule, Rules, VerdictCode } from "../data";
import type { Edited } from "../editing/edited";

export interface Judged {
  score: number;
  pStructure: number | null;
  verdict: VerdictCode;
  /** One for each carbon: shift less prediction (ppm, the common offset taken off), whether it is far off. */
  carbons: { delta: number | null; far: boolean; flags: string[]; confidence: number | null }[];
  /** By peak: what it is if it has no carbon. */
  left: Map<number, Left>;
}

/** The molecule as it stands, without any calculation: used where a page has no costs. */
export function judged(molecule: Molecule, edited: Edited, _rules: Rules | null): Judged {
  return {
    score: molecule.score,
    pStructure: molecule.pStructure,
    verdict: molecule.verdict,
    carbons: molecule.carbons.map((carbon, at) => {
      const peak = edited.peakOfCarbon[at] ?? null;
      const delta =
        peak === null || carbon.predicted === null
          ? null
          : molecule.peaks[peak]!.ppm - molecule.offsetPpm - carbon.predicted;
      const far = delta !== null && carbon.uncertainty !== null && Math.abs(delta) > 2 * carbon.uncertainty;
      return { delta, far, flags: carbon.flags, confidence: carbon.confidence };
    }),
    left: new Map(molecule.peaks.flatMap((peak, at) => (peak.left ? [[at, peak.left] as const] : []))),
  };
}
