// One stop of the tab key for many elements; arrow keys go from one to the next.
import type { RefObject } from "preact";

/** Makes `element` the one that the tab key comes to. */
export function rove(root: Element, selector: string, element: HTMLElement | SVGElement): void {
  for (const other of root.querySelectorAll(`${selector}[tabindex="0"]`)) other.setAttribute("tabindex", "-1");
  element.setAttribute("tabindex", "0");
  element.focus({ preventScroll: false });
}

/** Goes by so many elements forward, in the order of the document; returns whether there was one. */
export function step(root: RefObject<Element | null>, selector: string, from: Element, by: number): boolean {
  if (!root.current) return false;
  const all = [...root.current.querySelectorAll<HTMLElement>(selector)];
  const next = all[all.indexOf(from as HTMLElement) + by];
  if (next) rove(root.current, selector, next);
  return next !== undefined;
}
