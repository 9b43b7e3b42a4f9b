import { useState } from "preact/hooks";
import type { PageData, Query } from "../data";
import { counted } from "../formatting";
import { move } from "../list/move";
import { found } from "../list/order";
import { VerdictMark } from "../verdict/VerdictMark";

interface Props {
  page: PageData;
  shown: number;
  show(query: number): void;
}

/** The searched spectra; a search finds them by their name or by a hit. */
export function QueryList({ page, shown, show }: Props) {
  const [search, setSearch] = useState("");
  const hits = page.queries.flatMap((query, at) => (found(searchText(query), search) ? [at] : []));
  return (
    <div class="list">
      <input
        type="search"
        aria-label="Search by name of the query or of a hit"
        placeholder="Query or hit"
        value={search}
        onInput={(event) => setSearch(event.currentTarget.value)}
      />
      <div
        class="rows"
        role="listbox"
        aria-label="Queries"
        tabindex={0}
        aria-activedescendant={hits.includes(shown) ? `query-${shown}` : undefined}
        onKeyDown={(event) => move(event, hits, hits.indexOf(shown), show)}
      >
        {hits.map((at) => (
          <Row key={at} query={page.queries[at]!} at={at} shown={at === shown} show={show} />
        ))}
      </div>
      <p class="count" aria-live="polite">
        {hits.length < page.queries.length && `${hits.length} of `}
        {page.queries.length} {page.queries.length === 1 ? "query" : "queries"}
      </p>
    </div>
  );
}

function Row({ query, at, shown, show }: { query: Query; at: number; shown: boolean; show(query: number): void }) {
  const first = query.hits[0];
  return (
    <div id={`query-${at}`} class="query-row" role="option" aria-selected={shown} title={query.id} onClick={() => show(at)}>
      {first?.verdict ? <VerdictMark verdict={first.verdict} /> : <span />}
      <span class="name">{query.id}</span>
      <small class="name">{first ? `${first.id}${query.hits.length > 1 ? ` · ${counted(query.hits.length, "hit")}` : ""}` : "no hits"}</small>
    </div>
  );
}

function searchText(query: Query): string {
  return [query.id, ...query.hits.map((hit) => hit.id)].join("\n").toLowerCase();
}
