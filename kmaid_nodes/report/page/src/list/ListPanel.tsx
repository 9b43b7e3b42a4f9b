import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";

interface Props {
  /** What one row is, in small letters: `molecule`. */
  noun: string;
  /** The shown row as the switcher of a phone names it, its place from 0, and how many rows there are. */
  current: ComponentChildren;
  place: number;
  count: number;
  /** Shows the row so many places further on. */
  go(by: number): void;
  list: ComponentChildren;
  children: ComponentChildren;
}

/** A list beside what is shown of it; on a phone, the list opens above. */
export function ListPanel({ noun, current, place, count, go, list, children }: Props) {
  const [open, setOpen] = useState(false);
  return (
    <div class={open ? "panel open" : "panel"} onKeyDown={(event) => event.key === "Escape" && setOpen(false)}>
      <div class="switcher">
        <button type="button" aria-label={`${noun[0]!.toUpperCase()}${noun.slice(1)} before`} onClick={() => go(-1)}>
          ‹
        </button>
        <button type="button" class="current" aria-expanded={open} onClick={() => setOpen(!open)}>
          {current} {place + 1}/{count} ▾
        </button>
        <button type="button" aria-label={`Next ${noun}`} onClick={() => go(1)}>
          ›
        </button>
      </div>
      <aside onClick={(event) => (event.target as Element).closest("[role=option]") && setOpen(false)}>{list}</aside>
      {children}
    </div>
  );
}
