import { same } from "./history";
import { useSession } from "../molecule/session";
import { assign, free, setNumber } from "./changes";
import { percent } from "../formatting";
import { numberOf } from "../molecule/numbers";
import { focusOn } from "./focus";
import { shiftShown } from "./names";

/** For the picked carbon: its alternatives, each a button, and a field for its own number. */
export function PickedCarbon() {
  const session = useSession();
  const { molecule, edited } = session;
  const carbon = session.picked!.carbon!;
  const now = edited.peakOfCarbon[carbon] ?? null;
  const { alternatives } = molecule.carbons[carbon]!;
  const asAssigned = same(edited, session.first);
  const take = (peak: number | null) =>
    session.change(peak === null ? free(molecule, edited, carbon) : assign(molecule, edited, carbon, peak));
  return (
    <span class="picked-carbon">
      {alternatives
        .filter(([peak]) => peak !== now)
        .map(([peak, probability]) => (
          <button
            type="button"
            key={peak}
            title={`Take this alternative${asAssigned ? "" : ` (${percent(probability)} before your changes)`}`}
            onClick={() => take(peak)}
          >
            {peak === null ? "no peak" : shiftShown(molecule.peaks[peak]!.ppm)}
            {asAssigned && ` (${percent(probability)})`}
          </button>
        ))}
      <NumberField carbon={carbon} />
    </span>
  );
}

/** Enter and leaving the field take the number; Escape brings the old one back. */
function NumberField({ carbon }: { carbon: number }) {
  const session = useSession();
  const { molecule, edited } = session;
  const number = numberOf(carbon, molecule, edited);
  return (
    <label>
      Number{" "}
      <input
        size={5}
        maxLength={12}
        value={number}
        title="Your own number of this carbon; Enter takes it"
        onChange={(event) => {
          const typed = event.currentTarget.value;
          if (typed !== number) session.change(setNumber(edited, carbon, typed));
        }}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          event.stopPropagation();
          event.currentTarget.value = number;
          focusOn({ carbon });
        }}
      />
    </label>
  );
}
