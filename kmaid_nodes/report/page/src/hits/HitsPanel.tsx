import "./hits.css";
import { useState } from "preact/hooks";
import type { PageData } from "../data";
import { QueryPage } from "./QueryPage";

/** Searched spectra with their hits. */
export function HitsPanel({ page }: { page: PageData }) {
  const [shown, show] = useState(0);
  const query = page.queries[shown];
  if (!query) return null;
  return (
    <div class="panel hits-panel">
      {page.queries.length > 1 && (
        <aside>
          <ul aria-label="Queries">
            {page.queries.map((one, at) => (
              <li key={at}>
                <button class={at === shown ? "on" : ""} aria-current={at === shown} onClick={() => show(at)}>
                  <span class="name">{one.id}</span>
                  <small>{summary(one.hits.length, one.hits[0]?.id)}</small>
                </button>
              </li>
            ))}
          </ul>
        </aside>
      )}
      <QueryPage key={shown} page={page} query={query} />
    </div>
  );
}

function summary(hits: number, first: string | undefined): string {
  return first === undefined ? "no hits" : `${first}${hits > 1 ? `, and ${hits - 1} more` : ""}`;
}
