// The edits of all molecules of the page; they stay while another molecule is shown.
import { useEffect, useReducer } from "preact/hooks";
import type { Molecule } from "../data";
import { unedited, type Edited } from "./edited";
import { begun, present, same, type History } from "./history";

const histories = new WeakMap<Molecule, History>();
const saved = new WeakMap<Molecule, Edited>();
const listeners = new Set<() => void>();

export function historyOf(molecule: Molecule): History {
  let history = histories.get(molecule);
  if (!history) histories.set(molecule, (history = begun(unedited(molecule))));
  return history;
}

export function setHistory(molecule: Molecule, history: History): void {
  histories.set(molecule, history);
  for (const listener of listeners) listener();
}

/** A molecule as it stands after all changes. */
export function editedOf(molecule: Molecule): Edited {
  return present(historyOf(molecule));
}

/** Whether a molecule differs from what the program assigned; a list shows a mark beside it. */
export function isEdited(molecule: Molecule): boolean {
  const history = histories.get(molecule);
  return history !== undefined && !same(present(history), history.states[0]!);
}

/** The edits of these molecules have just been saved to a file. */
export function noteSaved(molecules: readonly Molecule[]): void {
  for (const molecule of molecules) saved.set(molecule, editedOf(molecule));
}

/** Whether closing the page would lose edits of these molecules. */
export function hasUnsaved(molecules: readonly Molecule[]): boolean {
  return molecules.some((molecule) => isEdited(molecule) && saved.get(molecule) !== editedOf(molecule));
}

/** Draws the component again whenever any molecule is edited. */
export function useEdits(): void {
  const [, again] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    const listener = () => again(0 as never);
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }, []);
}

/** The browser asks before it closes the page with unsaved edits, where it is allowed to ask. */
export function useLeavingWarning(molecules: readonly Molecule[]): void {
  useEffect(() => {
    const asked = (event: BeforeUnloadEvent) => {
      if (hasUnsaved(molecules)) event.preventDefault();
    };
    addEventListener("beforeunload", asked);
    return () => removeEventListener("beforeunload", asked);
  }, [molecules]);
}
