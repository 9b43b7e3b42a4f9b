import { useLayoutEffect, useState } from "preact/hooks";
import type { RefObject } from "preact";

export interface Size {
  width: number;
  height: number;
}

/** The size (px) of an element, also after it has changed; on paper it has another. */
export function useSize(of: RefObject<Element | null>, first: Size, printed?: Size): Size {
  const [size, setSize] = useState(first);
  useLayoutEffect(() => {
    const element = of.current;
    if (!element) return;
    const measure = () => {
      const { width, height } = element.getBoundingClientRect();
      if (width && height) setSize((old) => (old.width === width && old.height === height ? old : { width, height }));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    const print = () => printed && setSize(printed);
    // The layout of the screen is back some frames after the event, and the observer has not seen that it was gone.
    const printedOut = () => requestAnimationFrame(() => requestAnimationFrame(measure));
    addEventListener("beforeprint", print);
    addEventListener("afterprint", printedOut);
    return () => {
      observer.disconnect();
      removeEventListener("beforeprint", print);
      removeEventListener("afterprint", printedOut);
    };
  }, [of, printed]);
  return size;
}
