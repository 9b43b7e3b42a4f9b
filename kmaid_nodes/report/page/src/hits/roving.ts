// One stop of the Tab key for many marks; the arrow keys go from mark to mark.

const STEPS: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -1, ArrowDown: 1 };

/** For the element around the marks, which are `[data-mark]` in the order in which the arrows visit them. */
export function rove(event: KeyboardEvent): void {
  const around = event.currentTarget as Element;
  const marks = [...around.querySelectorAll<SVGElement>("[data-mark]")];
  const here = marks.indexOf((event.target as Element).closest("[data-mark]") as SVGElement);
  const to = target(event.key, here, marks.length);
  if (to === null || !marks[to]) return;
  event.preventDefault();
  marks[to].focus();
}

function target(key: string, here: number, count: number): number | null {
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  const step = STEPS[key];
  if (step === undefined || here < 0) return null;
  return Math.min(count - 1, Math.max(0, here + step));
}
