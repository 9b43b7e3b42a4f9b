// One molecule at work: its edits, what they are worth, and what is pointed at and pinned.
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Molecule, PageData } from "../data";
import type { Edited } from "../editing/edited";
import type { Judged } from "../scoring/judged";

/** An atom (position among the carbons), a peak (position in the list), or both. */
export interface Target {
  carbon?: number;
  peak?: number;
}

export interface Session {
  page: PageData;
  molecule: Molecule;
  edited: Edited;
  judged: Judged;
  /** Replace the state; it can be undone. */
  change(to: Edited): void;
  undo(): void;
  redo(): void;
  canUndo: boolean;
  canRedo: boolean;
  /** What the pointer or the focus is on. */
  pointed: Target | null;
  point(target: Target | null): void;
  /** What stays lit after the pointer has left; several at once. */
  pinned: readonly Target[];
  pin(target: Target): void;
  /** A first half of a pair that was picked by click, tap or keys. */
  picked: Target | null;
  pick(target: Target | null): void;
}

export const SessionContext = createContext<Session | null>(null);

/** The molecule at work; only within a `MoleculePage`. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error("no molecule is shown here");
  return session;
}
