// Light or dark: as the system has it, unless the reader has chosen.
import { useLayoutEffect, useState } from "preact/hooks";
import { keep, kept } from "./storage";
import { useMedia } from "./useMedia";

/** Whether the page is dark, and how to change that. */
export function useTheme(): { dark: boolean; toggle(): void } {
  const system = useMedia("(prefers-color-scheme: dark)");
  const [chosen, choose] = useState(() => kept("theme"));
  const dark = chosen === null ? system : chosen === "dark";
  useLayoutEffect(() => {
    document.documentElement.dataset.theme = dark ? "dark" : "light";
  }, [dark]);
  const toggle = () => {
    const next = dark ? "light" : "dark";
    keep("theme", next);
    choose(next);
  };
  return { dark, toggle };
}
