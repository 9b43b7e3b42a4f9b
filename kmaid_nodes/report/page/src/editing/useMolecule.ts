// The session of the molecule that is shown: what can be done with it and what it is worth as it stands.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Molecule, PageData } from "../data";
import { Pointing } from "../molecule/pointing";
import type { Session, Target } from "../molecule/session";
import { announcement, type Announcement } from "./announcement";
import { changed, present, redone, same, undone, type History } from "./history";
import type { Displaced } from "./pairing";
import { editedOf, historyOf, setHistory, useEdits } from "./store";
import { worthOf } from "./worth";

const SILENCE: Announcement = { what: "", worth: "" };

export function useMolecule(page: PageData, molecule: Molecule): Session {
  useEdits();
  const history = historyOf(molecule);
  const edited = present(history);
  const pointing = useMemo(() => new Pointing(), []);
  const pinned = useLatest<readonly Target[]>([]);
  const picked = useLatest<Target | null>(null);
  const displaced = useLatest<Displaced | null>(null);
  const [said, setSaid] = useState(SILENCE);
  useEffect(() => {
    pointing.set(null);
    picked.set(null);
    displaced.set(null);
    pinned.set([]);
    setSaid(SILENCE);
  }, [molecule]);

  // Two keys may come before the page is drawn once: what is done starts from what holds then.
  const stateOf = (one: typeof edited) => ({ edited: one, judged: worthOf(molecule, one, page.rules) });
  const go = (to: History, after: Displaced | null = null, from = editedOf(molecule)) => {
    setHistory(molecule, to);
    setSaid(announcement(molecule, page.words, stateOf(from), stateOf(present(to))));
    displaced.set(after);
    picked.set(null);
  };
  return {
    page,
    molecule,
    get edited() {
      return editedOf(molecule);
    },
    judged: worthOf(molecule, edited, page.rules),
    original: worthOf(molecule, history.states[0]!, page.rules),
    first: history.states[0]!,
    change: (to, after = null) => {
      const now = historyOf(molecule);
      go(same(to, present(now)) ? now : changed(now, to), after);
    },
    correct: (to) => {
      const before = undone(historyOf(molecule));
      go(changed(before, to), null, present(before));
    },
    undo: () => go(undone(historyOf(molecule))),
    redo: () => go(redone(historyOf(molecule))),
    canUndo: history.at > 0,
    canRedo: history.at < history.states.length - 1,
    get pointed() {
      return pointing.now;
    },
    pointing,
    point: (target) => pointing.set(target),
    get pinned() {
      return pinned.now();
    },
    pin: (target) => pinned.set(toggled(pinned.now(), target)),
    letGo: () => {
      pinned.set([]);
      picked.set(null);
    },
    get picked() {
      return picked.now();
    },
    pick: picked.set,
    said,
    say: (what) => setSaid({ what, worth: "" }),
    get displaced() {
      return displaced.now();
    },
  };
}

/** A state whose latest value is known before the next drawing. */
function useLatest<T>(first: T): { now: () => T; set: (value: T) => void } {
  const [, draw] = useState(first);
  const latest = useRef(first);
  const set = (value: T) => {
    latest.current = value;
    draw(() => value);
  };
  return { now: () => latest.current, set };
}

/** Pinning what is pinned lets go of it. */
function toggled(pinned: readonly Target[], target: Target): Target[] {
  const others = pinned.filter((one) => one.carbon !== target.carbon || one.peak !== target.peak);
  return others.length < pinned.length ? others : [...pinned, target];
}
