// The row of what is pointed at in the drawing or the spectrum is brought into view, where the table scrolls by itself.
import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";
import { litBy } from "./lighting";
import type { Session } from "./session";

/** So long (ms) the pointer rests before the table moves. */
const REST_MS = 160;

export function useRowInView(box: RefObject<HTMLElement | null>, session: Session): void {
  const { pointing, picked } = session;
  useEffect(() => {
    let timer = 0;
    const wait = () => {
      clearTimeout(timer);
      if (pointing.now || picked) timer = setTimeout(() => box.current && show(box.current, session), REST_MS);
    };
    wait();
    const end = pointing.listen(wait);
    return () => {
      clearTimeout(timer);
      end();
    };
  });
}

function show(box: HTMLElement, { pointing, picked, molecule, edited }: Session): void {
  const target = pointing.now ?? picked;
  if (!target || box.scrollHeight <= box.clientHeight) return;
  // Who works in the table does not want it to move.
  if (box.matches(":hover") || box.contains(document.activeElement)) return;
  const { carbons } = litBy(target, molecule, edited);
  const frame = box.getBoundingClientRect();
  const top = frame.top + (box.querySelector("thead")?.getBoundingClientRect().height ?? 0);
  const rows = [...carbons].flatMap((carbon) => box.querySelector(`tr[data-carbon="${carbon}"]`)?.getBoundingClientRect() ?? []);
  if (!rows.length || rows.some((row) => row.top >= top && row.bottom <= frame.bottom)) return;
  const first = rows.reduce((a, b) => (a.top < b.top ? a : b));
  box.scrollTop += first.top < top ? first.top - top : first.bottom - frame.bottom;
}
