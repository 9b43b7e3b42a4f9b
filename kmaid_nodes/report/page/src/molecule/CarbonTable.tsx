import { useRef, useState } from "preact/hooks";
import { step } from "../roving";
import { CarbonRow } from "./CarbonRow";
import { byKey, type SortKey } from "./carbonOrder";
import { RowHint } from "./RowHint";
import { useRowInView } from "./rowInView";
import { useSession } from "./session";
import "./table.css";

const COLUMNS: [SortKey, string, string][] = [
  ["number", "C", "Number of the carbon: your own, or that of the atom in the input, counted from 1"],
  ["type", "Type", "Attached hydrogens"],
  ["ppm", "ppm", "The peak as the list gives it"],
  ["predicted", "Expected", "Where the model expects the carbon, with its uncertainty, in ppm"],
  ["delta", "Δ", "Peak less expected shift, in ppm, without the common offset of the list"],
  ["confidence", "Confidence", "Probability that the peak belongs to this carbon or to an equivalent one"],
];

/** One row for each carbon. */
export function CarbonTable() {
  const session = useSession();
  const [sort, setSort] = useState<{ key: SortKey; up: boolean }>({ key: "number", up: true });
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  const table = useRef<HTMLTableElement>(null);
  const box = useRef<HTMLDivElement>(null);
  useRowInView(box, session);
  const order = byKey(sort.key, sort.up, session);
  const toggle = (carbon: number) => {
    const next = new Set(open);
    if (!next.delete(carbon)) next.add(carbon);
    setOpen(next);
  };
  const keys = (event: KeyboardEvent) => {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const row = (event.target as Element).closest("tr.carbon");
    if (by === undefined || !row || event.altKey || event.ctrlKey) return;
    event.preventDefault();
    step(table, "tr.carbon", row, by);
  };
  return (
    <div ref={box} class="carbons card" tabindex={-1}>
      <RowHint />
      <table ref={table} onKeyDown={keys}>
        <thead>
          <tr>
            {COLUMNS.map(([key, word, title]) => (
              <th key={key} scope="col" class={key} aria-sort={sort.key === key ? (sort.up ? "ascending" : "descending") : "none"}>
                <button type="button" title={title} onClick={() => setSort({ key, up: sort.key === key ? !sort.up : true })}>
                  {word}
                </button>
              </th>
            ))}
            <th scope="col">Status</th>
          </tr>
        </thead>
        <tbody>
          {order.map((carbon, at) => (
            <CarbonRow key={carbon} carbon={carbon} first={at === 0} open={open.has(carbon)} toggle={() => toggle(carbon)} />
          ))}
        </tbody>
      </table>
    </div>
  );
}
