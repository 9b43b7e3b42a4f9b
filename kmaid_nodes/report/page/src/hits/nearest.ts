// The line of a plot that is nearest to the pointer.

// How near, in px of the screen; a finger is less exact.
const REACH = 6;
const FINGER_REACH = 16;

export interface Line<Of> {
  /** In units of the plot's view box. */
  x: number;
  of: Of;
}

/** Where a pointer is in the units of an SVG, and how many of them are 1 px of the screen. */
export function placeIn(svg: SVGSVGElement, event: MouseEvent): { x: number; y: number; perPx: number } {
  const toScreen = svg.getScreenCTM();
  if (!toScreen) return { x: NaN, y: NaN, perPx: 1 };
  const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(toScreen.inverse());
  return { x: at.x, y: at.y, perPx: 1 / toScreen.a };
}

/** What the nearest line stands for, null if none is within reach. */
export function nearestLine<Of>(lines: readonly Line<Of>[], x: number, perPx: number, event: MouseEvent): Of | null {
  const finger = "pointerType" in event && event.pointerType === "touch";
  let best: Line<Of> | null = null;
  let distance = (finger ? FINGER_REACH : REACH) * perPx;
  for (const line of lines) {
    const away = Math.abs(line.x - x);
    if (away <= distance) [best, distance] = [line, away];
  }
  return best?.of ?? null;
}
