// Keys of the drawing: from an atom one goes to the nearest in the direction of the arrow.
import type { RefObject } from "preact";
import { rove } from "../roving";
import type { Zoom } from "../zoom";

const DIRECTIONS: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export function useDrawingKeys(svg: RefObject<SVGSVGElement | null>, zoom: Zoom) {
  return (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const direction = DIRECTIONS[event.key];
    const atom = (event.target as Element).closest<SVGElement>(".atom");
    if (direction && event.shiftKey) zoom.pan((-60 * direction[0]) / zoom.transform.k, (-60 * direction[1]) / zoom.transform.k);
    else if (direction && atom && svg.current) next(svg.current, atom, direction);
    else if (event.key === "+" || event.key === "=") zoom.by(1.6);
    else if (event.key === "-") zoom.by(1 / 1.6);
    else if (event.key === "0") zoom.reset();
    else return;
    event.preventDefault();
  };
}

/** The nearest atom that lies rather that way than across. */
function next(svg: SVGSVGElement, from: SVGElement, [dx, dy]: readonly [number, number]): void {
  const middle = (atom: Element) => {
    const box = atom.querySelector(".hit")!.getBoundingClientRect();
    return [box.x + box.width / 2, box.y + box.height / 2] as const;
  };
  const [x, y] = middle(from);
  let best: SVGElement | null = null;
  let least = Infinity;
  for (const atom of svg.querySelectorAll<SVGElement>(".atom")) {
    const [ax, ay] = middle(atom);
    const along = (ax - x) * dx + (ay - y) * dy;
    const across = Math.abs((ax - x) * dy) + Math.abs((ay - y) * dx);
    if (along > 1 && along + 2 * across < least) [best, least] = [atom, along + 2 * across];
  }
  if (best) rove(svg, ".atom", best);
}
