// Where everything stands in a spectrum of a given size. All in px, from the top left.
import type { Size } from "../useSize";
import { xOf, type Axis } from "./axis";
import { thin } from "./spread";
import type { Stick } from "./stick";

/** Font of all text in the spectrum, and the room that a rotated label needs. */
export const FONT_PX = 11;
const LABEL_GAP_PX = 12.5;
const AXIS_PX = 22;
/** So far at most a label stands beside its peak, as a share of the width. */
const FARTHEST_SHARE = 0.16;
const SIDE_PX = 12;

export interface Layout extends Size {
  /** Labels begin here, and are written upwards. */
  labels: number;
  /** Upper end of the tallest stick. */
  top: number;
  base: number;
  /** Middle of the first lane of predictions. */
  predictions: number;
  /** Whether there is room for more than the shift in a label. */
  full: boolean;
}

export function layoutOf({ width, height }: Size, longest: number): Layout {
  const full = height >= 190;
  const labels = full ? Math.min(0.52 * height, 12 + longest * FONT_PX * 0.56) : Math.min(52, 0.34 * height);
  const lanes = height >= 150 ? 22 : 12;
  const base = height - AXIS_PX - lanes;
  return { width, height, labels, top: Math.min(labels + 24, base - 16), base, predictions: base + 7, full };
}

/** The sides of the axis within a picture of this width. */
export function sides(width: number): [left: number, right: number] {
  return [SIDE_PX, width - SIDE_PX];
}

export interface PlacedLabel {
  stick: Stick;
  x: number;
  at: number;
  text: string;
}

export interface Hidden {
  sticks: Stick[];
  at: number;
}

/** The labels that fit, and groups of those that do not. Peaks that read alike share one label. */
export function placed(sticks: readonly Stick[], axis: Axis, { width, full }: Layout): { labels: PlacedLabel[]; hidden: Hidden[] } {
  const [low, high] = sides(width);
  const seen = sticks.filter(({ ppm }) => ppm <= axis.high && ppm >= axis.low);
  const alike = new Map<string, Stick>();
  const textOf = (stick: Stick) => (full ? stick.label : stick.label.split(" ")[0]!);
  for (const stick of seen) {
    const text = textOf(stick) + (stick.left ? "*" : "");
    if (!alike.has(text)) alike.set(text, stick);
  }
  const candidates = [...alike.values()];
  const x = candidates.map(({ ppm }) => xOf(ppm, axis));
  const kept = thin(x, candidates.map(({ left }) => left), { gap: LABEL_GAP_PX, low, high, farthest: FARTHEST_SHARE * width });
  const labels = kept.map(({ label, at }) => ({ stick: candidates[label]!, x: x[label]!, at, text: textOf(candidates[label]!) }));
  const shown = new Set(kept.map(({ label }) => label));
  return { labels, hidden: groupsOf(candidates.filter((_, i) => !shown.has(i)), axis) };
}

/** Hidden labels within 60 px of each other are counted together. */
function groupsOf(hidden: readonly Stick[], axis: Axis): Hidden[] {
  const groups: Hidden[] = [];
  for (const stick of hidden) {
    const x = xOf(stick.ppm, axis);
    const last = groups.at(-1);
    if (last && x - xOf(last.sticks[0]!.ppm, axis) < 60) last.sticks.push(stick);
    else groups.push({ sticks: [stick], at: x });
  }
  for (const group of groups) {
    const ends = [group.sticks[0]!, group.sticks.at(-1)!].map(({ ppm }) => xOf(ppm, axis));
    group.at = (ends[0]! + ends[1]!) / 2;
  }
  return groups;
}
