import { usePeakHandlers } from "../editing/handlers";
import { percent, shift } from "../formatting";
import { useSession } from "./session";

/** The next-best peaks of a carbon; each can be pointed at and picked. */
export function Alternatives({ carbon }: { carbon: number }) {
  const { molecule } = useSession();
  const handlers = usePeakHandlers();
  return (
    <ul class="alternatives" aria-label="Alternatives">
      {molecule.carbons[carbon]!.alternatives.map(([peak, probability]) =>
        peak === null ? (
          <li key="none">no peak ({percent(probability)})</li>
        ) : (
          <li key={peak}>
            <button type="button" data-peak={peak} {...handlers(peak)}>
              {shift(molecule.peaks[peak]!.ppm)} ppm ({percent(probability)})
            </button>
          </li>
        ),
      )}
    </ul>
  );
}
