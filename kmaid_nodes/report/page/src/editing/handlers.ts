// What makes an atom or a peak something that can be picked, dragged and typed at.

export interface Handlers {
  onPointerDown?: (event: PointerEvent) => void;
  onClick?: (event: MouseEvent) => void;
  onKeyDown?: (event: KeyboardEvent) => void;
}

/** For the element of a carbon; carbon: its position among the molecule's carbons. */
export function useCarbonHandlers(): (carbon: number) => Handlers {
  return () => ({});
}

/** For the element of a peak; peak: its position in the list. */
export function usePeakHandlers(): (peak: number) => Handlers {
  return () => ({});
}
