import { useMemo, useState } from "preact/hooks";
import type { Molecule, PageData } from "../data";
import { unedited, type Edited } from "../editing/edited";
import { judged } from "../scoring/judged";
import { Drawing } from "./Drawing";
import { SessionContext, type Session, type Target } from "./session";

/** One molecule: its verdict, drawing, spectrum and table. */
export function MoleculePage({ page, molecule }: { page: PageData; molecule: Molecule }) {
  const session = useMolecule(page, molecule);
  return (
    <SessionContext.Provider value={session}>
      <article>
        <h2>{molecule.id}</h2>
        <Drawing />
      </article>
    </SessionContext.Provider>
  );
}

function useMolecule(page: PageData, molecule: Molecule): Session {
  const [history, setHistory] = useState<{ states: Edited[]; at: number }>(() => ({
    states: [unedited(molecule)],
    at: 0,
  }));
  const [pointed, point] = useState<Target | null>(null);
  const [pinned, setPinned] = useState<readonly Target[]>([]);
  const [picked, pick] = useState<Target | null>(null);
  const edited = history.states[history.at]!;
  const worth = useMemo(() => judged(molecule, edited, page.rules), [molecule, edited, page]);
  return {
    page,
    molecule,
    edited,
    judged: worth,
    change: (to) => setHistory({ states: [...history.states.slice(0, history.at + 1), to], at: history.at + 1 }),
    undo: () => setHistory({ ...history, at: Math.max(0, history.at - 1) }),
    redo: () => setHistory({ ...history, at: Math.min(history.states.length - 1, history.at + 1) }),
    canUndo: history.at > 0,
    canRedo: history.at < history.states.length - 1,
    pointed,
    point,
    pinned,
    pin: (target) => setPinned([...pinned, target]),
    picked,
    pick,
  };
}
