// How the marks of drawings and plots are pointed at and pinned, by mouse, finger and keys.
import { useRef } from "preact/hooks";
import { usePointing, type Spot } from "./pointing";

// How long a finger rests until a mark is pinned, in ms.
const LONG_PRESS = 500;

/** For what can have the focus. */
export function useSpotKeys(spot: Spot) {
  const pointing = usePointing();
  return {
    "data-spot": spot,
    onFocus: () => pointing.point(spot),
    onBlur: () => pointing.point(null),
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key === "p" || event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        pointing.pin(spot);
      }
      if (event.key === "Escape") pointing.letGo();
    },
  };
}

/** For what the pointer is over; spotAt: what it points at there, null for empty ground. */
export function useSpotPointer(spotAt: (event: PointerEvent | MouseEvent) => Spot | null) {
  const pointing = usePointing();
  const pressed = useRef(0);
  const release = () => window.clearTimeout(pressed.current);
  return {
    onPointerMove: (event: PointerEvent) => {
      if (event.pointerType !== "touch") pointing.point(spotAt(event));
    },
    onPointerLeave: (event: PointerEvent) => {
      release();
      if (event.pointerType !== "touch") pointing.point(null);
    },
    onPointerDown: (event: PointerEvent) => {
      const spot = spotAt(event);
      release();
      if (spot && event.pointerType === "touch") pressed.current = window.setTimeout(() => pointing.pin(spot), LONG_PRESS);
    },
    onPointerUp: release,
    onPointerCancel: release,
    onClick: (event: MouseEvent) => {
      const spot = spotAt(event);
      event.stopPropagation();
      if (!spot) pointing.letGo();
      else if (event.shiftKey) pointing.pin(spot);
      else pointing.point(spot);
    },
  };
}
