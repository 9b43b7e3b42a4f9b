// The session of the molecule that is shown: what can be done with it and what it is worth as it stands.
import { useEffect, useMemo, useState } from "preact/hooks";
import type { Molecule, PageData } from "../data";
import { Pointing } from "../molecule/pointing";
import type { Session, Target } from "../molecule/session";
import { judged } from "../scoring/judged";
import { announcement, type Announcement } from "./announcement";
import type { Edited } from "./edited";
import { changed, present, redone, undone, type History } from "./history";
import type { Displaced } from "./pairing";
import { historyOf, setHistory, useEdits } from "./store";

export function useMolecule(page: PageData, molecule: Molecule): Session {
  useEdits();
  const history = historyOf(molecule);
  const edited = present(history);
  const pointing = useMemo(() => new Pointing(), []);
  const [pinned, setPinned] = useState<readonly Target[]>([]);
  const [picked, pick] = useState<Target | null>(null);
  const [said, setSaid] = useState<Announcement>(SILENCE);
  const [displaced, setDisplaced] = useState<Displaced | null>(null);
  const worth = useMemo(() => judged(molecule, edited, page.rules), [molecule, edited, page]);
  const original = useMemo(() => judged(molecule, history.states[0]!, page.rules), [molecule, page]);
  useEffect(() => {
    pointing.set(null);
    pick(null);
    setDisplaced(null);
    setPinned([]);
    setSaid(SILENCE);
  }, [molecule]);

  const stateOf = (edited: Edited) => ({ edited, judged: judged(molecule, edited, page.rules) });
  const go = (to: History, after: Displaced | null = null, from = edited) => {
    setHistory(molecule, to);
    setSaid(announcement(molecule, page.words, stateOf(from), stateOf(present(to))));
    setDisplaced(after);
    pick(null);
  };
  return {
    page,
    molecule,
    edited,
    judged: worth,
    original,
    change: (to: Edited, after: Displaced | null = null) => go(changed(history, to), after),
    correct: (to: Edited) => go(changed(undone(history), to), null, present(undone(history))),
    undo: () => history.at > 0 && go(undone(history)),
    redo: () => history.at < history.states.length - 1 && go(redone(history)),
    canUndo: history.at > 0,
    canRedo: history.at < history.states.length - 1,
    first: history.states[0]!,
    get pointed() {
      return pointing.now;
    },
    pointing,
    point: (target) => pointing.set(target),
    letGo: () => {
      setPinned([]);
      pick(null);
    },
    pinned,
    pin: (target) => setPinned(toggled(pinned, target)),
    picked,
    pick,
    said,
    say: (what) => setSaid({ what, worth: "" }),
    displaced,
  };
}

const SILENCE: Announcement = { what: "", worth: "" };

/** Pinning what is pinned lets go of it. */
function toggled(pinned: readonly Target[], target: Target): Target[] {
  const others = pinned.filter((one) => one.carbon !== target.carbon || one.peak !== target.peak);
  return others.length < pinned.length ? others : [...pinned, target];
}
