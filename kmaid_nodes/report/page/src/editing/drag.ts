// Dragging a peak onto an atom, an atom onto a peak, or an atom onto an atom: with mouse, pen or finger.
import type { Session, Target } from "../molecule/session";
import { carbonName, peakName } from "./names";
import { pair } from "./pairing";

/** A pointer that moves less (px) is clicking. */
const CLICK_PX = 5;
/** A drop counts for the nearest target within so many px. */
const REACH_PX = [0, 7, 14];

/** The pointer has gone down on an atom or a peak. */
export function pressed(session: Session, target: Target, event: PointerEvent): void {
  if (event.button !== 0 || !event.isPrimary || event.shiftKey) return;
  event.stopPropagation();
  new HeldPointer(session, target, event);
}

class HeldPointer {
  private readonly stop = new AbortController();
  private ghost: HTMLElement | null = null;
  private over: Element | null = null;

  constructor(
    private readonly session: Session,
    private readonly target: Target,
    private readonly start: PointerEvent,
  ) {
    const { signal } = this.stop;
    addEventListener("pointermove", (event) => this.moved(event), { signal });
    addEventListener("pointerup", (event) => this.released(event), { signal });
    // A second finger zooms, and a browser that scrolls takes the pointer away.
    addEventListener("pointercancel", () => this.end(), { signal });
    addEventListener("pointerdown", () => this.end(), { signal, capture: true });
    addEventListener("keydown", (event) => event.key === "Escape" && this.end(), { signal, capture: true });
  }

  private moved(event: PointerEvent): void {
    if (event.pointerId !== this.start.pointerId) return;
    const far = Math.hypot(event.clientX - this.start.clientX, event.clientY - this.start.clientY);
    if (!this.ghost && far < CLICK_PX) return;
    if (!this.ghost) this.begin();
    this.ghost!.style.transform = `translate(${event.clientX + 12}px, ${event.clientY + 10}px)`;
    const over = targetAt(event.clientX, event.clientY, this.target);
    if (over === this.over) return;
    this.over?.removeAttribute("data-drop");
    over?.setAttribute("data-drop", "");
    this.over = over;
  }

  private begin(): void {
    const { molecule, edited } = this.session;
    const { carbon, peak } = this.target;
    this.ghost = document.createElement("div");
    this.ghost.className = "ghost";
    this.ghost.textContent = carbon === undefined ? peakName(molecule, peak!) : carbonName(molecule, edited, carbon);
    document.body.append(this.ghost);
    document.documentElement.dataset.dragging = carbon === undefined ? "peak" : "carbon";
    getSelection()?.removeAllRanges();
  }

  private released(event: PointerEvent): void {
    if (event.pointerId !== this.start.pointerId) return;
    const onto = this.ghost && targetAt(event.clientX, event.clientY, this.target);
    if (this.ghost) swallowNextClick();
    this.end();
    if (onto) pair(this.session, this.target, targetOf(onto, this.target), event.altKey);
  }

  private end(): void {
    this.stop.abort();
    this.over?.removeAttribute("data-drop");
    this.ghost?.remove();
    delete document.documentElement.dataset.dragging;
    this.ghost = null;
  }
}

/** The element that a drop at this place would mean, null for none; a peak goes only to a carbon. */
function targetAt(x: number, y: number, dragged: Target): Element | null {
  const wanted = dragged.carbon === undefined ? "[data-carbon]" : "[data-carbon], [data-peak]";
  for (const reach of REACH_PX) {
    for (let turn = 0; turn < (reach ? 8 : 1); turn += 1) {
      const angle = (turn * Math.PI) / 4;
      const at = document.elementFromPoint(x + reach * Math.cos(angle), y + reach * Math.sin(angle));
      const found = at?.closest(wanted);
      if (found && !isSame(targetOf(found, dragged), dragged)) return found;
    }
  }
  return null;
}

/** What an element is for what is dragged: a carbon for a peak; for a carbon what the element is first of all. */
function targetOf(element: Element, dragged: Target): Target {
  const { peak, carbon } = (element as HTMLElement | SVGElement).dataset;
  const isPeak = dragged.carbon !== undefined && peak !== undefined && peak !== "";
  return isPeak ? { peak: Number(peak) } : { carbon: Number(carbon) };
}

const isSame = (a: Target, b: Target) => a.carbon === b.carbon && a.peak === b.peak;

/** The click that a browser makes of the end of a drag means nothing more. */
function swallowNextClick(): void {
  const swallow = (event: Event) => {
    event.stopPropagation();
    event.preventDefault();
  };
  addEventListener("click", swallow, { capture: true, once: true });
  // No click follows where the pointer was released over another element.
  setTimeout(() => removeEventListener("click", swallow, { capture: true }), 350);
}
