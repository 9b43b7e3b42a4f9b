// Pointing and letting go, for everything within a molecule's page that has `data-carbon` or `data-peak`.
import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { targetOf } from "./lighting";
import type { Session } from "./session";

const TYPED = "input,textarea,select";

export function usePointing(root: RefObject<HTMLElement | null>, session: Session): void {
  const latest = useRef(session);
  latest.current = session;
  useEffect(() => {
    const element = root.current;
    if (!element) return;
    const now = () => latest.current;
    const endings = [pointed(element, now), letGo(element, now), keyed(element, now)];
    return () => endings.forEach((end) => end());
  }, [root]);
}

type Now = () => Session;
type End = () => void;

function on<K extends keyof HTMLElementEventMap>(
  element: HTMLElement,
  type: K,
  then: (event: HTMLElementEventMap[K]) => void,
  capture = false,
): End {
  element.addEventListener(type, then, capture);
  return () => element.removeEventListener(type, then, capture);
}

/** A finger lifts off at once: what it has touched stays lit until it touches something else. */
function pointed(element: HTMLElement, now: Now): End {
  const ends = [
    on(element, "pointerover", (event) => now().point(targetOf(event.target))),
    on(element, "pointerdown", (event) => event.pointerType !== "mouse" && now().point(targetOf(event.target)), true),
    on(element, "pointerleave", (event) => event.pointerType === "mouse" && now().point(null)),
    on(element, "focusin", (event) => {
      const target = targetOf(event.target);
      if (target) now().point(target);
    }),
    on(element, "focusout", (event) => targetOf(event.relatedTarget) === null && now().point(null)),
  ];
  return () => ends.forEach((end) => end());
}

/** A click on empty ground lets go. */
function letGo(element: HTMLElement, now: Now): End {
  return on(element, "click", (event) => {
    const touched = (event.target as Element).closest(`[data-carbon],[data-peak],button,a,label,summary,${TYPED}`);
    if (!touched && (now().pinned.length || now().picked)) now().letGo();
  });
}

/** p pins what the mouse points at; Escape lets go. */
function keyed(element: HTMLElement, now: Now): End {
  const pressed = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || (event.target as Element).closest?.(TYPED)) return;
    const { pointed, picked } = now();
    if (event.key === "p" && pointed && !picked) now().pin(pointed);
    else if (event.key === "Escape") now().letGo();
  };
  const { ownerDocument } = element;
  ownerDocument.addEventListener("keydown", pressed);
  return () => ownerDocument.removeEventListener("keydown", pressed);
}
