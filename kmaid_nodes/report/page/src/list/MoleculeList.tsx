import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { PageData, VerdictCode } from "../data";
import { useEdits } from "../editing/store";
import { counted } from "../formatting";
import { VerdictMark } from "../verdict/VerdictMark";
import { ListRow, ROW_PX } from "./ListRow";
import { found, ordered, ORDERS, searchText, VERDICTS, type Order } from "./order";
import { move } from "./move";
import "./list.css";

interface Props {
  page: PageData;
  shown: number;
  show(molecule: number): void;
  order: Order;
  setOrder(order: Order): void;
}

/** The molecules; search, order and verdicts narrow them. */
export function MoleculeList({ page, shown, show, order, setOrder }: Props) {
  useEdits();
  const { molecules, words } = page;
  const [search, setSearch] = useState("");
  const [verdict, setVerdict] = useState<VerdictCode | null>(null);
  const texts = useMemo(() => molecules.map((one) => searchText(one, words)), [molecules, words]);
  const all = useMemo(() => ordered(molecules, order), [molecules, order]);
  const hits = useMemo(
    () => all.filter((at) => found(texts[at]!, search) && (!verdict || molecules[at]!.verdict === verdict)),
    [all, texts, search, verdict, molecules],
  );
  return (
    <div class="list">
      <input
        type="search"
        aria-label="Search by name, formula, SMILES or verdict"
        placeholder="Name, formula, SMILES, verdict"
        value={search}
        onInput={(event) => setSearch(event.currentTarget.value)}
      />
      <select aria-label="Order of the list" value={order} onChange={(event) => setOrder(event.currentTarget.value as Order)}>
        {ORDERS.map(([key, word]) => (
          <option key={key} value={key}>
            {word}
          </option>
        ))}
      </select>
      <VerdictFilter page={page} chosen={verdict} choose={setVerdict} />
      <Rows page={page} hits={hits} shown={shown} show={show} />
      <p class="count" aria-live="polite">
        {hits.length === molecules.length ? counted(hits.length, "molecule") : `${hits.length} of ${counted(molecules.length, "molecule")}`}
      </p>
      <p class="key">right: score, mean confidence</p>
    </div>
  );
}

function VerdictFilter({ page, chosen, choose }: { page: PageData; chosen: VerdictCode | null; choose(verdict: VerdictCode | null): void }) {
  const counts = VERDICTS.map((verdict) => page.molecules.filter((one) => one.verdict === verdict).length);
  return (
    <div class="verdicts" role="group" aria-label="Only molecules with this verdict">
      {VERDICTS.map((verdict, at) =>
        counts[at] ? (
          <button
            key={verdict}
            type="button"
            title={page.words.verdict[verdict]}
            aria-label={`${counts[at]} ${page.words.verdict[verdict]}`}
            aria-pressed={chosen === verdict}
            onClick={() => choose(chosen === verdict ? null : verdict)}
          >
            <VerdictMark verdict={verdict} /> {counts[at]}
          </button>
        ) : null,
      )}
    </div>
  );
}

/** Only the rows that can be seen are there, so that a thousand molecules are as fast as ten. */
function Rows({ page, hits, shown, show }: Pick<Props, "page" | "shown" | "show"> & { hits: readonly number[] }) {
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 800 });
  const place = hits.indexOf(shown);
  const before = useRef(hits);
  useEffect(() => {
    const element = box.current!;
    const measure = () => setView({ top: element.scrollTop, height: element.clientHeight });
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener("scroll", measure, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", measure);
    };
  }, []);
  // Another order or search is read from its top: what needs a look stands there.
  useEffect(() => {
    if (before.current !== hits) box.current!.scrollTop = 0;
    before.current = hits;
  }, [hits]);
  useEffect(() => {
    const element = box.current!;
    const place = hits.indexOf(shown);
    if (place < 0) return;
    if (place * ROW_PX < element.scrollTop) element.scrollTop = place * ROW_PX;
    const below = (place + 1) * ROW_PX - element.clientHeight;
    if (below > element.scrollTop) element.scrollTop = below;
  }, [shown]);
  const first = Math.max(0, Math.floor(view.top / ROW_PX) - 4);
  const last = Math.min(hits.length, Math.ceil((view.top + view.height) / ROW_PX) + 4);
  const near = place >= 0 && (place < first || place >= last) ? [place] : [];
  return (
    <div
      ref={box}
      class="rows"
      role="listbox"
      aria-label="Molecules"
      tabindex={0}
      aria-activedescendant={place < 0 ? undefined : `row-${shown}`}
      onKeyDown={(event) => move(event, hits, place, show)}
    >
      <div class="all" role="presentation" style={{ height: `${hits.length * ROW_PX}px` }}>
        {[...near, ...Array.from({ length: Math.max(0, last - first) }, (_, i) => first + i)].map((at) => (
          <ListRow key={hits[at]} page={page} molecule={hits[at]!} at={at} of={hits.length} shown={at === place} show={show} />
        ))}
      </div>
    </div>
  );
}
