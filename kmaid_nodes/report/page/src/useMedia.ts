import { useEffect, useState } from "preact/hooks";

/** Whether the window is as a media query says, also after it has changed. */
export function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const list = matchMedia(query);
    const changed = () => setMatches(list.matches);
    list.addEventListener("change", changed);
    // What has changed for the paper changes back without an event in some browsers.
    addEventListener("afterprint", changed);
    return () => {
      list.removeEventListener("change", changed);
      removeEventListener("afterprint", changed);
    };
  }, [query]);
  return matches;
}
