// Keys of the spectrum: it is zoomed and moved, and from a peak one goes to the next.
import type { RefObject } from "preact";
import { step } from "../roving";
import type { Zoom } from "../zoom";

/** Left and right go from peak to peak on a peak, and move the spectrum elsewhere or with Shift. */
export function useSpectrumKeys(svg: RefObject<SVGSVGElement | null>, zoom: Zoom, width: number) {
  return (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (moved(event, svg, zoom, width)) event.preventDefault();
  };
}

function moved(event: KeyboardEvent, svg: RefObject<SVGSVGElement | null>, zoom: Zoom, width: number): boolean {
  const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (by !== undefined) {
    const peak = (event.target as Element).closest("[data-peak]");
    if (peak && !event.shiftKey) {
      if (step(svg, ".stick", peak, by)) bringIntoView(svg, zoom, width);
    } else {
      zoom.pan((-by * width) / (8 * zoom.transform.k), 0);
    }
    return true;
  }
  if (event.key === "+" || event.key === "=" || event.key === "ArrowUp") zoom.by(1.6);
  else if (event.key === "-" || event.key === "ArrowDown") zoom.by(1 / 1.6);
  else if (event.key === "0") zoom.reset();
  else return false;
  return true;
}

/** Moves the spectrum so that the peak with the focus is seen. */
function bringIntoView(svg: RefObject<SVGSVGElement | null>, zoom: Zoom, width: number): void {
  const focused = svg.current?.querySelector<SVGElement>(".stick:focus");
  const x = Number(focused?.dataset.x);
  if (Number.isFinite(x) && (x < 0 || x > width)) zoom.pan((width / 2 - x) / zoom.transform.k, 0);
}
