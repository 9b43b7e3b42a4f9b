// What follows when two of the atoms and peaks are brought together, by clicks, keys or a drag.
import type { Session, Target } from "../molecule/session";
import { assign, share, swap, swapCarbons } from "./changes";
import type { Edited } from "./edited";
import { carbonsOfPeak } from "./groups";

/** Carbons that have just lost their peak to another one: they may get the other's, or keep it as well. */
export interface Displaced {
  before: Edited;
  carbon: number;
  peak: number;
  carbons: readonly number[];
}

/** Bring two together; exchange: both change places. False where that means nothing (two peaks). */
export function pair(session: Session, one: Target, other: Target, exchange: boolean): boolean {
  const carbon = one.carbon ?? other.carbon;
  const peak = one.peak ?? other.peak;
  if (carbon === undefined) return false;
  if (peak === undefined) return pairCarbons(session, one.carbon!, other.carbon!);
  const { molecule, edited } = session;
  if (exchange) {
    session.change(swap(molecule, edited, carbon, peak));
    return true;
  }
  const to = assign(molecule, edited, carbon, peak);
  const carbons = carbonsOfPeak(edited, peak).filter((had) => to.peakOfCarbon[had] === null);
  session.change(to, carbons.length ? { before: edited, carbon, peak, carbons } : null);
  return true;
}

function pairCarbons(session: Session, a: number, b: number): boolean {
  const to = swapCarbons(session.molecule, session.edited, a, b);
  if (to === session.edited) {
    session.pick(null);
    session.say("These two carbons are equivalent: they have one shift.");
  } else session.change(to);
  return true;
}

/** In place of the last change: both peaks change places. */
export function swapInstead(session: Session): void {
  const { displaced, molecule } = session;
  if (displaced) session.correct(swap(molecule, displaced.before, displaced.carbon, displaced.peak));
}

/** In place of the last change: the carbons that lost the peak keep it as well. */
export function shareInstead(session: Session): void {
  const { displaced, molecule } = session;
  if (displaced) session.correct(share(molecule, displaced.before, displaced.carbon, displaced.peak));
}

/** A plain click, a tap or Enter on something: it is picked, or makes a pair with what is picked. */
export function pickOrPair(session: Session, target: Target, exchange = false): void {
  const { picked } = session;
  const sameSort = picked !== null && (picked.carbon === undefined) === (target.carbon === undefined);
  if (picked === null) session.pick(target);
  else if (picked.carbon === target.carbon && picked.peak === target.peak) session.pick(null);
  else if (sameSort && !(exchange && picked.carbon !== undefined)) session.pick(target);
  else pair(session, picked, target, exchange);
}
