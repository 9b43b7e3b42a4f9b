// What the keys do: on an atom or a peak that has the focus, and on the molecule as a whole.
import type { Session, Target } from "../molecule/session";
import { accept, free, freePeak, nextMark, reject } from "./changes";
import { carbonsOfPeak } from "./groups";
import { pair, pickOrPair, swapInstead } from "./pairing";

/** A key on the element of an atom or a peak. */
export function typedAt(session: Session, target: Target, event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || (event.altKey && event.key !== "Enter")) return;
  const action = actions[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!action) return;
  event.preventDefault();
  event.stopPropagation();
  action(session, target, event.altKey);
}

/** A key anywhere on the page, unless something is being typed into a field. True where it meant something. */
export function typedAnywhere(session: Session, event: KeyboardEvent): boolean {
  const key = event.key.toLowerCase();
  if (event.ctrlKey || event.metaKey) {
    if (key === "z") return done(event.shiftKey ? session.redo : session.undo);
    return key === "y" && done(session.redo);
  }
  const target = session.picked;
  if (event.altKey || !target || !(key in actions) || key === "enter" || key === " ") return false;
  return done(() => actions[key]!(session, target, false));
}

function done(act: () => unknown): true {
  act();
  return true;
}

type Action = (session: Session, target: Target, alt: boolean) => void;

const pickIt: Action = (session, target, alt) => pickOrPair(session, target, alt);

const actions: Record<string, Action> = {
  Enter: pickIt,
  " ": pickIt,
  s: exchange,
  f: (session, { carbon, peak }) =>
    session.change(
      carbon === undefined ? freePeak(session.edited, peak!) : free(session.molecule, session.edited, carbon),
    ),
  a: (session, target) => ofCarbon(session, target, (carbon) => accept(session.molecule, session.edited, carbon)),
  r: (session, target) => ofCarbon(session, target, (carbon) => reject(session.molecule, session.edited, carbon)),
  m: (session, { carbon, peak }) => {
    const marked = peak ?? session.edited.peakOfCarbon[carbon!] ?? null;
    if (marked !== null) session.change(nextMark(session.edited, marked));
  },
};

/** What is picked and this change places; with nothing picked, the last two do. */
function exchange(session: Session, target: Target): void {
  const { picked } = session;
  if (picked && (picked.carbon !== target.carbon || picked.peak !== target.peak)) pair(session, picked, target, true);
  else if (session.displaced) swapInstead(session);
  else session.pick(target);
}

/** A peak stands for its first carbon and those that go with it. */
function ofCarbon(session: Session, target: Target, change: (carbon: number) => Session["edited"]): void {
  const carbon = target.carbon ?? carbonsOfPeak(session.edited, target.peak!)[0];
  if (carbon === undefined) session.say("This peak has no carbon.");
  else session.change(change(carbon));
}
