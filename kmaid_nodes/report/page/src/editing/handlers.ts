// What makes an atom or a peak something that can be picked, dragged and typed at.
import type { Session, Target } from "../molecule/session";
import { useSession } from "../molecule/session";
import { pressed } from "./drag";
import { typedAt } from "./keys";
import { pickOrPair } from "./pairing";

export interface Handlers {
  onPointerDown: (event: PointerEvent) => void;
  /** Keeps d3-zoom from panning where something is dragged. */
  onMouseDown: (event: MouseEvent) => void;
  onTouchStart: (event: TouchEvent) => void;
  onClick: (event: MouseEvent) => void;
  onKeyDown: (event: KeyboardEvent) => void;
}

/** For the element of a carbon; carbon: its position among the molecule's carbons. */
export function useCarbonHandlers(): (carbon: number) => Handlers {
  const session = useSession();
  return (carbon) => handlersOf(session, { carbon });
}

/** For the element of a peak; peak: its position in the list. */
export function usePeakHandlers(): (peak: number) => Handlers {
  const session = useSession();
  return (peak) => handlersOf(session, { peak });
}

function handlersOf(session: Session, target: Target): Handlers {
  return {
    onPointerDown: (event) => pressed(session, target, event),
    onMouseDown: (event) => event.stopPropagation(),
    onTouchStart: (event) => {
      if (event.touches.length === 1) event.stopPropagation();
    },
    onClick: (event) => {
      event.stopPropagation();
      pickOrPair(session, target, event.altKey);
    },
    onKeyDown: (event) => typedAt(session, target, event),
  };
}
