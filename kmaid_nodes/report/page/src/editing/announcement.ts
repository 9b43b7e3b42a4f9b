// What a change has done, in a sentence that is shown and read out.
import type { Molecule, Words } from "../data";
import type { Judged } from "../scoring/judged";
import type { Edited } from "./edited";
import { sameShift } from "./groups";
import { carbonNames, peakName } from "./names";

export interface State {
  edited: Edited;
  judged: Judged;
}

export interface Announcement {
  /** `22.6 ppm is now C-17's.` */
  what: string;
  /** `Score −31.2 (−1.4), consistent.` */
  worth: string;
}

export function announcement(molecule: Molecule, words: Words, before: State, after: State): Announcement {
  return {
    what: whatChanged(molecule, before.edited, after.edited),
    worth: worth(words, before.judged, after.judged),
  };
}

function whatChanged(molecule: Molecule, before: Edited, after: Edited): string {
  const said: string[] = [];
  const given = new Map<number, number[]>();
  const freed: number[] = [];
  after.peakOfCarbon.forEach((peak, carbon) => {
    if (sameShift(molecule, peak, before.peakOfCarbon[carbon] ?? null)) return;
    if (peak === null) freed.push(carbon);
    else given.set(peak, [...(given.get(peak) ?? []), carbon]);
  });
  if (given.size > MOST_NAMED) said.push(`${given.size} peaks have other carbons now.`);
  else for (const [peak, carbons] of given) said.push(`${peakName(molecule, peak)} is now ${owned(molecule, after, carbons)}.`);
  if (freed.length) said.push(`${carbonNames(molecule, after, freed)} ${freed.length > 1 ? "have" : "has"} no peak now.`);
  said.push(...marks(molecule, before, after));
  if (!said.length) said.push(...decisions(molecule, before, after));
  return said.join(" ") || "Nothing has changed.";
}

/** More peaks than that are only counted. */
const MOST_NAMED = 3;

function owned(molecule: Molecule, edited: Edited, carbons: readonly number[]): string {
  return `${carbonNames(molecule, edited, carbons)}'s`;
}

function marks(molecule: Molecule, before: Edited, after: Edited): string[] {
  const markOf = (edited: Edited, peak: number) => edited.marked.find((one) => one.peak === peak)?.as;
  const peaks = new Set([...before.marked, ...after.marked].map((one) => one.peak));
  return [...peaks].flatMap((peak) => {
    const as = markOf(after, peak);
    if (as === markOf(before, peak)) return [];
    const name = peakName(molecule, peak);
    return as ? [`${name} is marked as ${as}.`] : [`${name} is no longer marked.`];
  });
}

function decisions(molecule: Molecule, before: Edited, after: Edited): string[] {
  const accepted = after.fixed.filter((carbon) => !before.fixed.includes(carbon));
  const released = before.fixed.filter((carbon) => !after.fixed.includes(carbon));
  const said: string[] = [];
  if (accepted.length) said.push(`Accepted: ${carbonNames(molecule, after, accepted)}.`);
  if (released.length) said.push(`No longer fixed: ${carbonNames(molecule, after, released)}.`);
  const renamed = molecule.carbons.flatMap((_, at) => (before.numbers[at] === after.numbers[at] ? [] : [at]));
  if (renamed.length) said.push(`Now called ${carbonNames(molecule, after, renamed)}.`);
  return said;
}

function worth(words: Words, before: Judged, after: Judged): string {
  const difference = after.score - before.score;
  const changed = Math.abs(difference) < 0.05 ? "" : ` (${signed(difference)})`;
  return `Score ${signed(after.score, false)}${changed}, ${words.verdict[after.verdict] ?? after.verdict}.`;
}

/** `−1.4`, `+0.3`, with a real minus sign. */
export function signed(value: number, plus = true): string {
  const text = Math.abs(value).toFixed(1);
  const none = Number(text) === 0;
  return `${none ? "" : value < 0 ? "\u2212" : plus ? "+" : ""}${text}`;
}
