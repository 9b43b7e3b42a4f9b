import type { RefObject } from "preact";
import { step } from "../roving";

const STEPS: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -1, ArrowDown: 1 };

/** For what has many `[data-mark]` and one stop of the Tab key: the arrow keys go from mark to mark. */
export function arrows(root: RefObject<Element | null>): (event: KeyboardEvent) => void {
  return (event) => {
    const by = STEPS[event.key];
    const mark = (event.target as Element).closest("[data-mark]");
    if (by === undefined || !mark) return;
    event.preventDefault();
    step(root, "[data-mark]", mark, by);
  };
}
