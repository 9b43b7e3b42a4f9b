// Zooming and panning by wheel, drag, pinch, double click and keys, for the spectrum and the drawing.
import { select } from "d3-selection";
import "d3-transition";
import { zoom, zoomIdentity, type ZoomBehavior, type ZoomTransform } from "d3-zoom";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { RefObject } from "preact";
import type { Size } from "./useSize";

export interface Zoom {
  /** `k` times as large, then moved by x, y (px). */
  transform: { k: number; x: number; y: number };
  by(factor: number): void;
  pan(dx: number, dy: number): void;
  reset(): void;
  /** Shows what lies at these places (px, of the whole picture). */
  show(left: number, right: number): void;
}

/** Atoms and peaks are dragged themselves; all else is ground, which moves the picture. */
function onGround(event: Event): boolean {
  return !(event.target as Element).closest("[data-carbon],[data-peak],button");
}

/** At its whole size, a picture leaves the wheel to the page. */
function wanted(event: Event, k: number): boolean {
  if (event.type === "wheel") return !(k === 1 && (event as WheelEvent).deltaY > 0);
  if (event.type === "dblclick") return onGround(event);
  if (event.type === "touchstart" && (event as TouchEvent).touches.length > 1) return true;
  return onGround(event) && !(event as MouseEvent).button;
}

/** Zooming of an element of this size, up to `most` times. */
export function useZoom(of: RefObject<SVGSVGElement | null>, size: Size, most: number): Zoom {
  const [transform, setTransform] = useState<ZoomTransform>(zoomIdentity);
  const now = useRef(transform);
  const behaviour = useMemo(() => zoom<SVGSVGElement, unknown>(), []);
  useEffect(() => {
    const element = select(of.current!);
    behaviour
      .filter((event: Event) => wanted(event, now.current.k))
      .on("zoom", (event: { transform: ZoomTransform }) => {
        now.current = event.transform;
        setTransform(event.transform);
      });
    element.call(behaviour);
    return () => void element.on(".zoom", null);
  }, [behaviour, of]);
  useEffect(() => {
    const whole: [[number, number], [number, number]] = [[0, 0], [size.width, size.height]];
    behaviour.scaleExtent([1, most]).extent(whole).translateExtent(whole);
  }, [behaviour, size.width, size.height, most]);
  return { transform, ...moves(of, behaviour, size, most) };
}

function moves(
  of: RefObject<SVGSVGElement | null>,
  behaviour: ZoomBehavior<SVGSVGElement, unknown>,
  size: Size,
  most: number,
): Omit<Zoom, "transform"> {
  const element = () => select(of.current!);
  return {
    by: (factor) => element().call(behaviour.scaleBy, factor),
    pan: (dx, dy) => element().call(behaviour.translateBy, dx, dy),
    reset: () => element().call(behaviour.transform, zoomIdentity),
    show: (left, right) => {
      const k = Math.min(most, Math.max(1, size.width / Math.max(right - left, 1e-6)));
      const middle = (left + right) / 2;
      element().call(behaviour.transform, zoomIdentity.translate(size.width / 2 - k * middle, 0).scale(k));
    },
  };
}
