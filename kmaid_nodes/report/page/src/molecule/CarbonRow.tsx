import { useCarbonHandlers, usePeakHandlers } from "../editing/handlers";
import { carbonName } from "../editing/names";
import { carbonType, couplings, fixed, percent, shift } from "../formatting";
import { signed } from "../hits/numbers";
import { Alternatives } from "./Alternatives";
import { BandMark } from "./BandMark";
import { bandOf } from "./confidence";
import { numberOf } from "./numbers";
import { useSession } from "./session";

interface Props {
  carbon: number;
  /** Whether the tab key comes to it. */
  first: boolean;
  open: boolean;
  toggle(): void;
}

/** A carbon: what is said of it, and its alternatives if the row is open. */
export function CarbonRow({ carbon, first, open, toggle }: Props) {
  const { molecule, edited, judged, page } = useSession();
  const carbonHandlers = useCarbonHandlers();
  const peakHandlers = usePeakHandlers();
  const one = molecule.carbons[carbon]!;
  const peak = edited.peakOfCarbon[carbon] ?? null;
  const worth = judged.carbons[carbon]!;
  const band = bandOf(worth.confidence, page.bands);
  const number = numberOf(carbon, molecule, edited);
  const name = carbonName(molecule, edited, carbon);
  const rows = one.alternatives.length > 0;
  return (
    <tr class="carbon" data-carbon={carbon} tabindex={first ? 0 : -1} aria-label={name} onKeyDown={(event) => opens(event) && rows && toggle()}>
      <td class="number" {...carbonHandlers(carbon)}>
        {number}
      </td>
      <td {...carbonHandlers(carbon)}>{carbonType(one.hydrogens)}</td>
      {peak === null ? <td class="n ppm">–</td> : <PeakCell peak={peak} handlers={peakHandlers(peak)} second={one.secondPpm} />}
      <td class="n">
        {fixed(one.predicted, 1)} <small>± {fixed(one.uncertainty, 1)}</small>
      </td>
      <td class={worth.far ? "n far" : "n"}>
        {worth.delta === null ? "–" : signed(worth.delta)}
      </td>
      <td class={`confidence ${band}`}>
        <BandMark band={band} />
        <span class="meter" style={{ "--share": worth.confidence ?? 0 }} />
        {percent(worth.confidence)}
      </td>
      <td class="status">
        {rows && (
          <button type="button" class="opener" aria-expanded={open} aria-label={`Alternatives of ${name}`} tabindex={-1} onClick={toggle}>
            {open ? "▾" : "▸"}
          </button>
        )}
        <StatusText carbon={carbon} />
        {rows && open && <Alternatives carbon={carbon} />}
      </td>
    </tr>
  );
}

function PeakCell({ peak, handlers, second }: { peak: number; handlers: object; second: number | null }) {
  const { molecule } = useSession();
  const { ppm, label, splitting, couplingsHz } = molecule.peaks[peak]!;
  const coupled = [label, splitting, couplingsHz.length ? `J = ${couplings(couplingsHz, molecule)} Hz` : null].filter(Boolean).join(" · ");
  return (
    <td class="n ppm" data-peak={peak} {...handlers}>
      {shift(ppm)}
      {second !== null && <small> / {shift(second)}</small>}
      {coupled && <small class="coupled">{coupled}</small>}
    </td>
  );
}

/** The status of the input as long as it holds; else what the flags say now. */
function StatusText({ carbon }: { carbon: number }) {
  const { molecule, edited, first, judged, page } = useSession();
  const one = molecule.carbons[carbon]!;
  const byHand = edited.fixed.includes(carbon);
  if ((edited.peakOfCarbon[carbon] ?? null) === one.peak && byHand === first.fixed.includes(carbon)) return <>{one.status}</>;
  const flags = judged.carbons[carbon]!.flags.map((flag) => page.words.flags[flag] ?? flag);
  const state = edited.peakOfCarbon[carbon] === null ? "no peak" : byHand ? "set by hand" : "assigned";
  return <>{[state, ...flags].join(", ")}</>;
}

/** The arrow to the right opens, that to the left closes; both change the state. */
function opens({ key, currentTarget }: KeyboardEvent): boolean {
  const open = (currentTarget as Element).querySelector(".opener")?.getAttribute("aria-expanded") === "true";
  return (key === "ArrowRight" && !open) || (key === "ArrowLeft" && open);
}
