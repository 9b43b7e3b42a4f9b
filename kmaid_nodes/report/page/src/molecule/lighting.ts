// Atoms, peaks and rows that belong together are lit together. The mark is the attribute `data-lit`, which no
// component renders, so that pointing does not wait for a rendering.
import { useLayoutEffect, useRef } from "preact/hooks";
import type { RefObject } from "preact";
import type { Molecule } from "../data";
import type { Edited } from "../editing/edited";
import type { Session, Target } from "./session";

export interface Lit {
  carbons: Set<number>;
  peaks: Set<number>;
}

/** All that belongs to one target: peaks of its shift, and every carbon of them. */
export function litBy(target: Target, molecule: Molecule, edited: Edited): Lit {
  const { peaks } = molecule;
  const first = target.peak ?? (target.carbon === undefined ? null : (edited.peakOfCarbon[target.carbon] ?? null));
  const lit: Lit = { carbons: new Set(), peaks: new Set() };
  if (target.carbon !== undefined) lit.carbons.add(target.carbon);
  if (first === null || !peaks[first]) return lit;
  const ppm = peaks[first].ppm.toFixed(2);
  peaks.forEach((peak, at) => peak.ppm.toFixed(2) === ppm && lit.peaks.add(at));
  edited.peakOfCarbon.forEach((peak, carbon) => peak !== null && lit.peaks.has(peak) && lit.carbons.add(carbon));
  return lit;
}

/** What an element stands for, by its own or an outer `data-carbon` or `data-peak`. */
export function targetOf(element: EventTarget | null): Target | null {
  const found = element instanceof Element ? element.closest<HTMLElement>("[data-carbon],[data-peak]") : null;
  if (!found) return null;
  const { peak, carbon } = found.dataset;
  if (peak !== undefined) return { peak: Number(peak) };
  return { carbon: Number(carbon) };
}

/** Keeps `data-lit` of everything within `root` in step with what is pointed at, pinned and picked. */
export function useLighting(root: RefObject<HTMLElement | null>, session: Session): void {
  const latest = useRef(session);
  latest.current = session;
  const light = () => root.current && lightWithin(root.current, latest.current);
  useLayoutEffect(() => session.pointing.listen(light), [session.pointing]);
  useLayoutEffect(() => void light());
}

function lightWithin(root: Element, { molecule, edited, pointing, pinned, picked }: Session): void {
  const lit = (targets: readonly (Target | null)[]) =>
    targets.flatMap((target) => (target ? [litBy(target, molecule, edited)] : []));
  const marks: [string, Lit[]][] = [
    ["pointed", lit([pointing.now])],
    ["pinned", lit(pinned)],
    ["picked", picked ? [only(picked)] : []],
  ];
  for (const element of root.querySelectorAll<HTMLElement>("[data-carbon],[data-peak]")) {
    const words = marks.filter(([, of]) => of.some((one) => has(one, element.dataset))).map(([word]) => word);
    const mark = words.join(" ");
    if ((element.dataset.lit ?? "") === mark) continue;
    if (mark) element.dataset.lit = mark;
    else delete element.dataset.lit;
  }
}

function only({ carbon, peak }: Target): Lit {
  return { carbons: new Set(carbon === undefined ? [] : [carbon]), peaks: new Set(peak === undefined ? [] : [peak]) };
}

function has(lit: Lit, { carbon, peak }: DOMStringMap): boolean {
  return peak !== undefined ? lit.peaks.has(Number(peak)) : lit.carbons.has(Number(carbon));
}
