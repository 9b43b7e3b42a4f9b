// One molecule at work: its edits, what they are worth, and what is pointed at and pinned.
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Molecule, PageData } from "../data";
import type { Announcement } from "../editing/announcement";
import type { Edited } from "../editing/edited";
import type { Displaced } from "../editing/pairing";
import type { Judged } from "../scoring/judged";
import type { Pointing } from "./pointing";

/** An atom (position among the carbons), a peak (position in the list), or both. */
export interface Target {
  carbon?: number;
  peak?: number;
}

export interface Session {
  page: PageData;
  molecule: Molecule;
  readonly edited: Edited;
  judged: Judged;
  /** What the program's own assignment is worth. */
  original: Judged;
  /** The state before any change. */
  first: Edited;
  /** Replace the state; it can be undone. What changed is said. displaced: carbons that lost their peak by it. */
  change(to: Edited, displaced?: Displaced | null): void;
  /** Replace the last change by another one. */
  correct(to: Edited): void;
  undo(): void;
  redo(): void;
  canUndo: boolean;
  canRedo: boolean;
  /** What the pointer or the focus is on; a change of it renders nothing anew (listen to `pointing`). */
  readonly pointed: Target | null;
  readonly pointing: Pointing;
  point(target: Target | null): void;
  /** What stays lit after the pointer has left; several at once. */
  readonly pinned: readonly Target[];
  /** Pin what is not pinned, and let go what is. */
  pin(target: Target): void;
  /** Nothing is pinned or picked any more. */
  letGo(): void;
  /** A first half of a pair that was picked by click, tap or keys. */
  readonly picked: Target | null;
  pick(target: Target | null): void;
  /** What has happened last, in words; it is shown and read out. */
  said: Announcement;
  say(words: string): void;
  /** Carbons that have just lost their peak to another one. */
  readonly displaced: Displaced | null;
}

export const SessionContext = createContext<Session | null>(null);

/** The molecule at work; only within a `MoleculePage`. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error("no molecule is shown here");
  return session;
}
