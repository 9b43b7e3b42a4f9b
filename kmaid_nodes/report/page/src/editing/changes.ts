// Each change that a chemist can make to an assignment, as a new state made from an old one.
import type { Molecule } from "../data";
import type { Edited, Mark } from "./edited";
import { carbonsOfPeak, classOf, entriesOfShift, movingTogether } from "./groups";

/**
 * Give a peak to a carbon and to those that go with it. Other carbons lose the peak, unless it stands for all
 * of them or the list has its shift once more.
 */
export function assign(molecule: Molecule, edited: Edited, carbon: number, peak: number): Edited {
  const group = movingTogether(molecule, edited, carbon);
  const others = (entry: number) => carbonsOfPeak(edited, entry).filter((one) => !group.includes(one));
  const entries = entriesOfShift(molecule, peak);
  const free = entries.filter((entry) => others(entry).length === 0);
  const used = free.length ? free : [peak];
  const changed = new Map<number, number | null>();
  if (!free.length && others(peak).length + group.length > (molecule.peaks[peak]!.carbons ?? 1)) {
    for (const other of others(peak)) changed.set(other, null);
  }
  group.forEach((member, at) => changed.set(member, used[Math.min(at, used.length - 1)]!));
  return fixed(molecule, withPeaks(edited, changed), group);
}

/** Give a peak to a carbon also, beside the carbons that have it. */
export function share(molecule: Molecule, edited: Edited, carbon: number, peak: number): Edited {
  const group = movingTogether(molecule, edited, carbon);
  const kept = carbonsOfPeak(edited, peak);
  return fixed(molecule, withPeaks(edited, new Map(group.map((member) => [member, peak]))), [...group, ...kept]);
}

/** Give a peak to a carbon, and the carbon's own peak to the carbons that the other one is taken from. */
export function swap(molecule: Molecule, edited: Edited, carbon: number, peak: number): Edited {
  const group = movingTogether(molecule, edited, carbon);
  const others = carbonsOfPeak(edited, peak).filter((one) => !group.includes(one));
  const own = edited.peakOfCarbon[carbon] ?? null;
  if (!others.length || own === null || own === peak) return assign(molecule, edited, carbon, peak);
  return exchanged(molecule, edited, group, others);
}

/** Two carbons, each with those that go with it, change peaks. */
export function swapCarbons(molecule: Molecule, edited: Edited, a: number, b: number): Edited {
  const group = movingTogether(molecule, edited, a);
  if (group.includes(b)) return edited;
  return exchanged(molecule, edited, group, movingTogether(molecule, edited, b));
}

/** Take a carbon's peak away: the chemist says that it has none. */
export function free(molecule: Molecule, edited: Edited, carbon: number): Edited {
  const group = movingTogether(molecule, edited, carbon);
  return fixed(molecule, withPeaks(edited, new Map(group.map((member) => [member, null]))), group);
}

/** Take a peak from all its carbons; nothing is said of what they have instead. */
export function freePeak(edited: Edited, peak: number): Edited {
  return withPeaks(edited, new Map(carbonsOfPeak(edited, peak).map((carbon) => [carbon, null])));
}

/** Keep a carbon's peak, or its lack of one, when the rest is assigned again; said twice, it is taken back. */
export function accept(molecule: Molecule, edited: Edited, carbon: number): Edited {
  const group = movingTogether(molecule, edited, carbon);
  if (!edited.fixed.includes(carbon)) return fixed(molecule, edited, group);
  return { ...edited, fixed: edited.fixed.filter((one) => !group.includes(one)) };
}

/** Rule a carbon's peak out for it; the same state where it has none. */
export function reject(molecule: Molecule, edited: Edited, carbon: number): Edited {
  const peak = edited.peakOfCarbon[carbon] ?? null;
  if (peak === null) return edited;
  const group = movingTogether(molecule, edited, carbon);
  const entries = entriesOfShift(molecule, peak);
  const ruledOut = group.flatMap((member) => entries.map((entry) => [member, entry] as const));
  const freed = withPeaks(edited, new Map(group.map((member) => [member, null])));
  return { ...freed, rejected: [...without(freed.rejected, ruledOut), ...ruledOut] };
}

/** Say that a peak is not of the compound; its carbons lose it. */
export function mark(edited: Edited, peak: number, as: Mark): Edited {
  const freed = freePeak(edited, peak);
  return { ...freed, marked: [...freed.marked.filter((one) => one.peak !== peak), { peak, as }] };
}

/** Take such a mark away. */
export function unmark(edited: Edited, peak: number): Edited {
  return { ...edited, marked: edited.marked.filter((one) => one.peak !== peak) };
}

/** The next mark of a peak: solvent, impurity, none. */
export function nextMark(edited: Edited, peak: number): Edited {
  const as = edited.marked.find((one) => one.peak === peak)?.as;
  if (as === "impurity") return unmark(edited, peak);
  return mark(edited, peak, as === "solvent" ? "impurity" : "solvent");
}

/** Take another assignment of the whole list. Its pairs that differ from those at hand are the chemist's. */
export function applyAll(molecule: Molecule, edited: Edited, peaks: readonly (number | null)[]): Edited {
  const differing = peaks.flatMap((peak, carbon) => (peak === edited.peakOfCarbon[carbon] ? [] : [carbon]));
  const changed = new Map(differing.map((carbon) => [carbon, peaks[carbon] ?? null]));
  return fixed(molecule, withPeaks(edited, changed), differing);
}

/** Take what a calculation assigned to the rest; nothing becomes the chemist's by that. */
export function assignRest(edited: Edited, peaks: readonly (number | null)[]): Edited {
  return withPeaks(edited, new Map(peaks.map((peak, carbon) => [carbon, peak])));
}

/** Give a carbon a number of its own; an empty one takes the own number away. */
export function setNumber(edited: Edited, carbon: number, number: string): Edited {
  const plain = number.replace(/[\u2032\u2019\u00b4]/g, "'").replace(/[\s,;:|]+/g, " ").trim();
  // As `chemistry/own_numbers.py` keeps it: no label could be a formula in a spreadsheet.
  const text = plain.replace(/^C-?(?=\d)/, "").replace(/^[^\p{L}\p{N}]+/u, "");
  const others = Object.entries(edited.numbers).filter(([of]) => Number(of) !== carbon);
  return { ...edited, numbers: Object.fromEntries(text ? [...others, [carbon, text]] : others) };
}

function exchanged(molecule: Molecule, edited: Edited, some: number[], others: number[]): Edited {
  const ofSome = edited.peakOfCarbon[some[0]!] ?? null;
  const ofOthers = edited.peakOfCarbon[others[0]!] ?? null;
  const changed = new Map<number, number | null>();
  for (const carbon of some) changed.set(carbon, ofOthers);
  for (const carbon of others) changed.set(carbon, ofSome);
  const withPeak = [...(ofOthers === null ? [] : some), ...(ofSome === null ? [] : others)];
  return fixed(molecule, withPeaks(edited, changed), withPeak);
}

/**
 * These carbons are the chemist's. Where others of their class have other shifts, they are fixed as well:
 * a carbon fixed alone would speak for its class.
 */
function fixed(molecule: Molecule, edited: Edited, carbons: readonly number[]): Edited {
  const all = new Set([...edited.fixed, ...carbons]);
  for (const carbon of carbons) {
    if (molecule.carbons[carbon]!.diastereotopic || movingTogether(molecule, edited, carbon).length > 1) continue;
    for (const member of classOf(molecule, carbon)) all.add(member);
  }
  const pairs = carbons.flatMap((carbon) => {
    const peak = edited.peakOfCarbon[carbon] ?? null;
    return peak === null ? [] : entriesOfShift(molecule, peak).map((entry) => [carbon, entry] as const);
  });
  return { ...edited, fixed: [...all].sort((a, b) => a - b), rejected: without(edited.rejected, pairs) };
}

/** The state with these peaks; carbons that changed are no longer fixed, peaks with carbons not marked. */
function withPeaks(edited: Edited, changed: ReadonlyMap<number, number | null>): Edited {
  const peakOfCarbon = edited.peakOfCarbon.map((peak, carbon) =>
    changed.has(carbon) ? (changed.get(carbon) ?? null) : peak,
  );
  const kept = edited.fixed.filter((carbon) => peakOfCarbon[carbon] === edited.peakOfCarbon[carbon]);
  const marked = edited.marked.filter((one) => !peakOfCarbon.includes(one.peak));
  return { ...edited, peakOfCarbon, fixed: kept, marked };
}

function without(
  pairs: Edited["rejected"],
  taken: readonly (readonly [carbon: number, peak: number])[],
): Edited["rejected"] {
  return pairs.filter(([carbon, peak]) => !taken.some(([c, p]) => c === carbon && p === peak));
}
