import { assign, free } from "../editing/changes";
import { same } from "../editing/history";
import { usePeakHandlers } from "../editing/handlers";
import { carbonName } from "../editing/names";
import { percent, shift } from "../formatting";
import { useSession } from "./session";

/** The next-best peaks of a carbon. A click gives it one; they can be pointed at and dragged as well. */
export function Alternatives({ carbon }: { carbon: number }) {
  const session = useSession();
  const { molecule, edited } = session;
  const handlers = usePeakHandlers();
  const take = (peak: number | null) => (event: Event) => {
    event.stopPropagation();
    session.change(peak === null ? free(molecule, edited, carbon) : assign(molecule, edited, carbon, peak));
  };
  const title = `Take this for ${carbonName(molecule, edited, carbon)}`;
  const asAssigned = same(edited, session.first);
  // After a change, what the program thought of it is no longer what it would think.
  const titleOf = (probability: number) => (asAssigned ? title : `${title}. Before your changes its probability was ${percent(probability)}.`);
  const share = (probability: number) => (asAssigned ? ` (${percent(probability)})` : "");
  return (
    <ul class="alternatives" aria-label="Alternatives">
      {molecule.carbons[carbon]!.alternatives.map(([peak, probability]) =>
        peak === null ? (
          <li key="none">
            <button type="button" title={titleOf(probability)} onClick={take(null)}>
              no peak{share(probability)}
            </button>
          </li>
        ) : (
          <li key={peak}>
            <button type="button" title={titleOf(probability)} data-peak={peak} {...handlers(peak)} onKeyDown={undefined} onClick={take(peak)}>
              {shift(molecule.peaks[peak]!.ppm)} ppm{share(probability)}
            </button>
          </li>
        ),
      )}
    </ul>
  );
}
