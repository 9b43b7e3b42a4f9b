// Pointing within one searched list. What is pointed at changes with every move of the mouse: the marks that
// belong together are found by `data-spot` and get `data-lit`, and nothing is rendered anew.
import { createContext } from "preact";
import { useContext, useLayoutEffect, useMemo } from "preact/hooks";
import type { Molecule, Peak } from "../data";

/** A shift of the list, with all carbons that structures give it; or one carbon without a peak. */
export type Spot = string;

export class Pointing {
  private now: Spot | null = null;
  private readonly pinned = new Set<Spot>();
  private root: Element | null = null;

  /** Marks within this element are lit; null for none any more. */
  within(root: Element | null): void {
    this.root = root;
    this.light();
  }

  point(spot: Spot | null): void {
    if (spot === this.now) return;
    this.now = spot;
    this.light();
  }

  /** Pin a spot, or let it go. */
  pin(spot: Spot): void {
    if (!this.pinned.delete(spot)) this.pinned.add(spot);
    this.light();
  }

  letGo(): void {
    this.pinned.clear();
    this.now = null;
    this.light();
  }

  /** Also after marks have been made anew. */
  light(): void {
    for (const mark of this.root?.querySelectorAll<HTMLElement>("[data-spot]") ?? []) {
      const spot = mark.dataset.spot!;
      const lit = this.pinned.has(spot) ? "pinned" : spot === this.now ? "pointed" : undefined;
      if (mark.dataset.lit === lit) continue;
      if (lit) mark.dataset.lit = lit;
      else delete mark.dataset.lit;
      if (mark.getAttribute("role") === "button") mark.setAttribute("aria-pressed", String(lit === "pinned"));
    }
  }
}

export const PointingContext = createContext<Pointing | null>(null);

export function usePointing(): Pointing {
  const pointing = useContext(PointingContext);
  if (!pointing) throw new Error("nothing can be pointed at here");
  return pointing;
}

/** A pointing of its own for all that stands within an element. */
export function usePointingWithin(root: { readonly current: Element | null }): Pointing {
  const pointing = useMemo(() => new Pointing(), []);
  useLayoutEffect(() => pointing.within(root.current));
  return pointing;
}

/** Equal shifts are one spot. */
export function peakSpot(peak: Peak): Spot {
  return `peak ${peak.ppm.toFixed(2)}`;
}

/** The spot of a carbon: that of its peak, if it has one. */
export function carbonSpot(structure: string, molecule: Molecule, carbon: number): Spot {
  const peak = molecule.carbons[carbon]!.peak;
  return peak === null ? `carbon ${carbon} of ${structure}` : peakSpot(molecule.peaks[peak]!);
}
