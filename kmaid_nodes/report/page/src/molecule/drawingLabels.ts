// What is written at each carbon of the drawing, and which of it there is room for.
import type { Molecule } from "../data";
import type { Edited } from "../editing/edited";
import { fixed } from "../formatting";
import { numberOf } from "./numbers";

export type Shown = "shifts" | "numbers" | "both";

/** A carbon's label: its number, where that stands beside the shift, and the rest. */
export function labelOf(carbon: number, shown: Shown, molecule: Molecule, edited: Edited): { number: string; text: string } {
  const peak = edited.peakOfCarbon[carbon] ?? null;
  const ppm = peak === null ? "–" : fixed(molecule.peaks[peak]!.ppm, 1);
  const number = numberOf(carbon, molecule, edited);
  if (shown === "both") return { number, text: ppm };
  return { number: "", text: shown === "numbers" ? number : ppm };
}

/** How wide a label is, in ems: points and blanks are half as wide as digits. */
export function widthOf({ number, text }: { number: string; text: string }): number {
  const whole = number ? `${number} ${text}` : text;
  return 0.56 * whole.length - 0.28 * (whole.match(/[. ]/g)?.length ?? 0);
}

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Which boxes (centre and size) are left out, since earlier ones cover them; `order`: who comes first. */
export function covered(boxes: readonly Box[], order: readonly number[]): Set<number> {
  const kept: Box[] = [];
  const out = new Set<number>();
  for (const at of order) {
    const box = boxes[at]!;
    if (kept.some((other) => overlap(box, other))) out.add(at);
    else kept.push(box);
  }
  return out;
}

function overlap(a: Box, b: Box): boolean {
  return Math.abs(a.x - b.x) < (a.width + b.width) / 2 && Math.abs(a.y - b.y) < (a.height + b.height) / 2;
}
