import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";

/** Escape, and a press beside it, close a menu. */
export function useClosing(menu: RefObject<HTMLDetailsElement | null>): void {
  useEffect(() => {
    const pressed = (event: Event) => {
      if (menu.current && !menu.current.contains(event.target as Node)) menu.current.open = false;
    };
    const typed = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || !menu.current?.open) return;
      if (menu.current.contains(document.activeElement)) menu.current.querySelector("summary")?.focus();
      menu.current.open = false;
    };
    addEventListener("pointerdown", pressed, true);
    addEventListener("keydown", typed);
    return () => {
      removeEventListener("pointerdown", pressed, true);
      removeEventListener("keydown", typed);
    };
  }, [menu]);
}
