import { useState } from "preact/hooks";
import type { PageData } from "../data";
import { address, addressed } from "../list/address";
import { QueryList } from "./QueryList";
import { QueryPage } from "./QueryPage";
import "./hits.css";

/** Searched spectra with their hits; on a phone, the list opens above them. */
export function HitsPanel({ page }: { page: PageData }) {
  const { queries } = page;
  const [shown, setShown] = useState(() => addressed(queries) ?? 0);
  const [open, setOpen] = useState(false);
  const query = queries[shown];
  if (!query) return null;
  const show = (at: number) => {
    setShown(at);
    address(queries[at]!);
  };
  const go = (by: number) => show((shown + by + queries.length) % queries.length);
  if (queries.length === 1) return <QueryPage page={page} query={query} />;
  return (
    <div class={open ? "panel open" : "panel"} onKeyDown={(event) => event.key === "Escape" && setOpen(false)}>
      <div class="switcher">
        <button type="button" aria-label="Query before" onClick={() => go(-1)}>
          ‹
        </button>
        <button type="button" class="current" aria-expanded={open} onClick={() => setOpen(!open)}>
          <span class="name">{query.id}</span> {shown + 1}/{queries.length} ▾
        </button>
        <button type="button" aria-label="Next query" onClick={() => go(1)}>
          ›
        </button>
      </div>
      <aside onClick={(event) => (event.target as Element).closest("[role=option]") && setOpen(false)}>
        <QueryList page={page} shown={shown} show={show} />
      </aside>
      <QueryPage key={shown} page={page} query={query} />
    </div>
  );
}
