// Printing, where the browser lets this page print.
import { useEffect, useState } from "preact/hooks";

/** A sandboxed frame swallows `print()` without a word, so that frames do not offer it. */
export const canPrint = typeof window.print === "function" && window.top === window;

/** While `all` is true, the page holds all molecules; it is false again when they are printed. */
export function usePrinting(): { all: boolean; printAll(): void } {
  const [all, setAll] = useState(false);
  useEffect(() => {
    if (!all) return;
    const done = () => setAll(false);
    addEventListener("afterprint", done);
    // Two frames on, all are measured and drawn.
    requestAnimationFrame(() => requestAnimationFrame(() => window.print()));
    return () => removeEventListener("afterprint", done);
  }, [all]);
  return { all, printAll: () => setAll(true) };
}
