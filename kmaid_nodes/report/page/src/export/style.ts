// How the reader wants texts and pictures; it stays while other molecules are shown.
import { useEffect, useReducer } from "preact/hooks";
import { usualStyle, type JournalStyle } from "./journal";
import { USUAL_PICTURE, type PictureStyle } from "./pictures";

export interface ExportStyle {
  journal: JournalStyle;
  /** In place of the frequency of the list, where the reader gives one. */
  frequencyMhz: number | null;
  picture: PictureStyle;
}

let style: ExportStyle = { journal: usualStyle("acs"), frequencyMhz: null, picture: USUAL_PICTURE };
const listeners = new Set<() => void>();

export function useExportStyle(): [ExportStyle, (change: Partial<ExportStyle>) => void] {
  const [, again] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    const listener = () => again(0 as never);
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }, []);
  const set = (change: Partial<ExportStyle>) => {
    style = { ...style, ...change };
    for (const listener of listeners) listener();
  };
  return [style, set];
}
