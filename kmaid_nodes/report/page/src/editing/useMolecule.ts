// The session of the molecule that is shown: what can be done with it and what it is worth as it stands.
import { useEffect, useMemo, useState } from "preact/hooks";
import type { Molecule, PageData } from "../data";
import { Pointing } from "../molecule/pointing";
import type { Session, Target } from "../molecule/session";
import { judged } from "../scoring/judged";
import { announcement } from "./announcement";
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
  const [dragged, drag] = useState<Target | null>(null);
  const [said, say] = useState("");
  const [displaced, setDisplaced] = useState<Displaced | null>(null);
  const worth = useMemo(() => judged(molecule, edited, page.rules), [molecule, edited, page]);
  const original = useMemo(() => judged(molecule, history.states[0]!, page.rules), [molecule, page]);
  useEffect(() => {
    for (const forget of [pick, drag, setDisplaced]) forget(null);
    pointing.set(null);
    setPinned([]);
    say("");
  }, [molecule]);

  const go = (to: History, after: Displaced | null = null) => {
    setHistory(molecule, to);
    const now = present(to);
    const state = { edited: now, judged: judged(molecule, now, page.rules) };
    say(announcement(molecule, page.words, { edited, judged: worth }, state));
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
    correct: (to: Edited) => go(changed(undone(history), to)),
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
    pinned,
    pin: (target) => setPinned(toggled(pinned, target)),
    letGo: () => {
      setPinned([]);
      pick(null);
    },
    picked,
    pick,
    dragged,
    drag,
    said,
    say,
    displaced,
  };
}

/** Pinning what is pinned lets go of it. */
function toggled(pinned: readonly Target[], target: Target): Target[] {
  const others = pinned.filter((one) => one.carbon !== target.carbon || one.peak !== target.peak);
  return others.length < pinned.length ? others : [...pinned, target];
}
