// Pointing, pinning and letting go, for everything within a molecule's page that has `data-carbon` or `data-peak`.
import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { targetOf } from "./lighting";
import type { Session } from "./session";

const LONG_PRESS_MS = 550;
const MOVED_PX = 9;
const TYPED = "input,textarea,select";

export function usePointing(root: RefObject<HTMLElement | null>, session: Session): void {
  const latest = useRef(session);
  latest.current = session;
  useEffect(() => {
    const element = root.current;
    if (!element) return;
    const now = () => latest.current;
    const endings = [pointed(element, now), pinnedByClick(element, now), pinnedByPress(element, now), keyed(element, now)];
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

/** Shift and a click pin; a click on empty ground lets go. */
function pinnedByClick(element: HTMLElement, now: Now): End {
  const pinning = on(
    element,
    "click",
    (event) => {
      const target = targetOf(event.target);
      if (!event.shiftKey || !target) return;
      now().pin(target);
      event.stopPropagation();
      event.preventDefault();
    },
    true,
  );
  const lettingGo = on(element, "click", (event) => {
    const touched = (event.target as Element).closest(`[data-carbon],[data-peak],button,a,label,summary,${TYPED}`);
    if (!touched && (now().pinned.length || now().picked)) now().letGo();
  });
  return () => [pinning, lettingGo].forEach((end) => end());
}

/** A finger that rests pins what it rests on; the click that follows is not meant. */
function pinnedByPress(element: HTMLElement, now: Now): End {
  let timer = 0;
  let from: PointerEvent | null = null;
  let pressed = false;
  const stop = () => {
    clearTimeout(timer);
    from = null;
  };
  const ends = [
    on(element, "pointerdown", (event) => {
      const target = targetOf(event.target);
      stop();
      pressed = false;
      if (event.pointerType === "mouse" || !target) return;
      from = event;
      timer = setTimeout(() => {
        pressed = true;
        now().pin(target);
      }, LONG_PRESS_MS);
    }, true),
    on(element, "pointermove", (event) => {
      if (from && Math.hypot(event.clientX - from.clientX, event.clientY - from.clientY) > MOVED_PX) stop();
    }, true),
    on(element, "pointerup", stop, true),
    on(element, "pointercancel", stop, true),
    on(element, "contextmenu", (event) => pressed && event.preventDefault()),
    on(element, "click", (event) => {
      if (!pressed) return;
      pressed = false;
      event.stopPropagation();
      event.preventDefault();
    }, true),
  ];
  return () => ends.forEach((end) => end());
}

/** p pins what the mouse or the focus has come to last; Escape lets go. */
function keyed(element: HTMLElement, now: Now): End {
  const pressed = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || (event.target as Element).closest?.(TYPED)) return;
    const { pointed, picked } = now();
    if (event.key === "p" && (pointed ?? picked)) {
      now().pin((pointed ?? picked)!);
      event.stopPropagation();
    } else if (event.key === "Escape") now().letGo();
  };
  const { ownerDocument } = element;
  ownerDocument.addEventListener("keydown", pressed, true);
  return () => ownerDocument.removeEventListener("keydown", pressed, true);
}
