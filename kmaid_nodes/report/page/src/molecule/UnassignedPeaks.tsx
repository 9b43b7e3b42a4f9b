import { usePeakHandlers } from "../editing/handlers";
import { carbonType, shift } from "../formatting";
import { leftWords } from "./leftWords";
import { useSession } from "./session";

/** Peaks without a carbon, and what they may be. */
export function UnassignedPeaks() {
  const { molecule, edited, judged, page } = useSession();
  const handlers = usePeakHandlers();
  const used = new Set(edited.peakOfCarbon);
  const left = molecule.peaks.flatMap((_, at) => (used.has(at) ? [] : [at]));
  if (!left.length) return null;
  return (
    <section class="unassigned">
      <h3>Unassigned peaks</h3>
      <ul>
        {left.map((peak) => {
          const { ppm, hydrogens } = molecule.peaks[peak]!;
          return (
            <li key={peak}>
              <button type="button" class="peak-chip" data-peak={peak} {...handlers(peak)}>
                {shift(ppm)} ppm {carbonType(hydrogens)} <em>{reasonOf(peak)}</em>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );

  function reasonOf(peak: number): string {
    const mark = edited.marked.find((one) => one.peak === peak);
    return mark ? `marked as ${mark.as}` : leftWords(judged.left.get(peak), page.rules, molecule, edited);
  }
}
