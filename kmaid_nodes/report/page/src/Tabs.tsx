import { useRef } from "preact/hooks";

export interface Tab {
  key: "assignments" | "hits" | "refused";
  word: string;
  count: number;
}

/** Arrow keys go from tab to tab. */
export function Tabs({ tabs, chosen, choose }: { tabs: readonly Tab[]; chosen: Tab["key"] | null; choose(tab: Tab["key"]): void }) {
  const list = useRef<HTMLDivElement>(null);
  const keys = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by === undefined) return;
    const next = tabs[(tabs.findIndex(({ key }) => key === chosen) + by + tabs.length) % tabs.length]!;
    choose(next.key);
    list.current?.querySelector<HTMLElement>(`#tab-${next.key}`)?.focus();
  };
  if (!tabs.length) return null;
  return (
    <div ref={list} class="tabs" role="tablist" aria-label="Parts of the report" onKeyDown={keys}>
      {tabs.map(({ key, word, count }) => (
        <button
          key={key}
          id={`tab-${key}`}
          type="button"
          role="tab"
          aria-selected={key === chosen}
          aria-controls="content"
          tabindex={key === chosen ? 0 : -1}
          onClick={() => choose(key)}
        >
          {word} <span>{count}</span>
        </button>
      ))}
    </div>
  );
}
