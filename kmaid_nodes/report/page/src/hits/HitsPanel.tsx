import { useState } from "preact/hooks";
import type { PageData } from "../data";
import { address, addressed } from "../list/address";
import { ListPanel } from "../list/ListPanel";
import { QueryList } from "./QueryList";
import { QueryPage } from "./QueryPage";
import "./hits.css";

/** Searched spectra with their hits; on a phone, the list opens above them. */
export function HitsPanel({ page }: { page: PageData }) {
  const { queries } = page;
  const [shown, setShown] = useState(() => addressed(queries) ?? 0);
  const query = queries[shown];
  if (!query) return null;
  const show = (at: number) => {
    setShown(at);
    address(queries[at]!);
  };
  const go = (by: number) => show((shown + by + queries.length) % queries.length);
  if (queries.length === 1) return <QueryPage page={page} query={query} />;
  return (
    <ListPanel
      noun="query"
      current={
        <span class="name">{query.id}</span>
      }
      place={shown}
      count={queries.length}
      go={go}
      list={<QueryList page={page} shown={shown} show={show} />}
    >
      <QueryPage key={shown} page={page} query={query} />
    </ListPanel>
  );
}
