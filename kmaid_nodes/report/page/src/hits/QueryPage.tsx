import { useRef, useState } from "preact/hooks";
import { Comparison } from "../comparison/Comparison";
import { comparedOfQuery, firstChoice, MOST_COMPARED, type Compared } from "../comparison/compared";
import type { PageData, Query } from "../data";
import { useEdits } from "../editing/store";
import { counted } from "../formatting";
import { MoleculePage } from "../molecule/MoleculePage";
import { HitCard } from "./HitCard";
import { probability } from "./numbers";
import { PointingContext, usePointingWithin } from "./pointing";

type View = { kind: "hits" } | { kind: "compare" } | { kind: "open"; key: string; from: "hits" | "compare" };

/** One searched spectrum: its hits, two to four of them side by side, or one of them as a molecule. */
export function QueryPage({ page, query }: { page: PageData; query: Query }) {
  useEdits();
  const all = comparedOfQuery(query, page.rules);
  const [chosen, choose] = useState<readonly string[]>(() => firstChoice(query, all));
  const [view, setView] = useState<View>({ kind: "hits" });
  const structures = all.filter((one) => chosen.includes(one.key));
  const toggle = (key: string) =>
    choose(chosen.includes(key) ? chosen.filter((one) => one !== key) : [...chosen, key]);
  const open = (key: string) => setView({ kind: "open", key, from: view.kind === "compare" ? "compare" : "hits" });
  return (
    <article class={view.kind === "open" ? "query opened" : "query"}>
      <QueryHead query={query} />
      <Ways view={view} setView={setView} chosen={structures.length} comparable={all.length > 1} />
      {view.kind === "hits" && (
        <Cards page={page} query={query} all={all} chosen={chosen} toggle={toggle} open={open} />
      )}
      {view.kind === "compare" && (
        <Comparison page={page} peaks={query.peaks} structures={structures} onOpen={open} />
      )}
      {view.kind === "open" && (
        <MoleculePage key={view.key} page={page} molecule={all.find((one) => one.key === view.key)!.original} />
      )}
    </article>
  );
}

function QueryHead({ query }: { query: Query }) {
  const facts = [
    !query.readAs && counted(query.peaks.length, "peak"),
    query.elsewhere !== null && `${probability(query.elsewhere)} probability that the compound is none of the hits`,
    query.givenRank !== null && `given structure at rank ${query.givenRank}`,
    query.truthKnown && (query.truthRank ? `true structure at rank ${query.truthRank}` : "true structure not among the hits"),
  ];
  return (
    <>
      <h2>{query.id}</h2>
      <p class="facts">{facts.filter(Boolean).join(" · ")}</p>
      {query.readAs && <p class="read">{query.readAs}</p>}
    </>
  );
}

interface WaysProps {
  view: View;
  setView(view: View): void;
  chosen: number;
  comparable: boolean;
}

/** Back to the hits, and on to the comparison. */
function Ways({ view, setView, chosen, comparable }: WaysProps) {
  const enough = chosen >= 2;
  return (
    <p class="act ways">
      {view.kind === "open" && (
        <button type="button" onClick={() => setView({ kind: view.from })}>
          {view.from === "compare" ? "← Back to the comparison" : "← Back to the hits"}
        </button>
      )}
      {view.kind === "compare" && <button type="button" onClick={() => setView({ kind: "hits" })}>← Back to the hits</button>}
      {view.kind === "hits" && comparable && (
        <>
          <button type="button" class="main" disabled={!enough} onClick={() => setView({ kind: "compare" })}>
            {enough ? `Compare these ${chosen} structures` : "Compare structures"}
          </button>
          <small>{enough ? "Tick two to four hits to choose others." : "Tick at least two."}</small>
        </>
      )}
    </p>
  );
}

interface CardsProps {
  page: PageData;
  query: Query;
  all: readonly Compared[];
  chosen: readonly string[];
  toggle(key: string): void;
  open(key: string): void;
}

function Cards({ page, query, all, chosen, toggle, open }: CardsProps) {
  const root = useRef<HTMLDivElement>(null);
  const pointing = usePointingWithin(root);
  const given = all.find((one) => one.key === "given");
  const choosable = chosen.length < MOST_COMPARED;
  return (
    <PointingContext.Provider value={pointing}>
      {given && (
        <p class="act">
          <label>
            <input
              type="checkbox"
              checked={chosen.includes("given")}
              disabled={!chosen.includes("given") && !choosable}
              onChange={() => toggle("given")}
            />{" "}
            Compare with the given structure
          </label>
          <button type="button" onClick={() => open("given")}>Open the given structure</button>
        </p>
      )}
      <p class="hint">
        Up: peaks of the query. Down: shifts predicted for the hit. Point at a line or an atom to see its partners in all
        hits; Shift+click, <kbd>p</kbd> or a long press keeps it lit.
      </p>
      <div ref={root} class="hits" onKeyDown={(event) => event.key === "Escape" && pointing.letGo()}>
        {query.hits.map((hit) => (
          <HitCard
            key={hit.rank}
            query={query}
            hit={hit}
            molecule={all.find((one) => one.key === String(hit.rank))?.molecule ?? null}
            page={page}
            chosen={chosen.includes(String(hit.rank))}
            choosable={choosable}
            onChoose={() => toggle(String(hit.rank))}
            onOpen={() => open(String(hit.rank))}
          />
        ))}
      </div>
    </PointingContext.Provider>
  );
}
