import { useSession } from "../molecule/session";
import { assign, free, setNumber } from "./changes";
import { numberOf } from "../molecule/numbers";
import { shiftShown } from "./names";

/** For the picked carbon: its alternatives, each a button, and a field for its own number. */
export function PickedCarbon() {
  const session = useSession();
  const { molecule, edited } = session;
  const carbon = session.picked!.carbon!;
  const now = edited.peakOfCarbon[carbon] ?? null;
  const { alternatives } = molecule.carbons[carbon]!;
  const take = (peak: number | null) =>
    session.change(peak === null ? free(molecule, edited, carbon) : assign(molecule, edited, carbon, peak));
  return (
    <span class="picked-carbon">
      {alternatives
        .filter(([peak]) => peak !== now)
        .map(([peak, probability]) => (
          <button type="button" key={peak} title="Take this alternative" onClick={() => take(peak)}>
            {peak === null ? "no peak" : shiftShown(molecule.peaks[peak]!.ppm)} ({(100 * probability).toFixed(0)} %)
          </button>
        ))}
      <label>
        Number{" "}
        <input
          size={5}
          maxLength={12}
          value={numberOf(carbon, molecule, edited)}
          onChange={(event) => {
            const number = event.currentTarget.value;
            if (number !== numberOf(carbon, molecule, edited)) session.change(setNumber(edited, carbon, number));
          }}
        />
      </label>
    </span>
  );
}
