import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { useSession, type Session, type Target } from "../molecule/session";
import { solved } from "../scoring/solved";
import { signed } from "./announcement";
import { assignRest } from "./changes";
import { focusOn } from "./focus";
import { same } from "./history";
import { typedAnywhere } from "./keys";
import { carbonName, carbonNames, peakName } from "./names";
import { shareInstead, swapInstead } from "./pairing";
import { PickedButtons } from "./PickedButtons";
import { PickedCarbon } from "./PickedCarbon";
import { PickedPeak, typeAtom } from "./PickedPeak";
import { useLeavingWarning } from "./store";
import "./editing.css";

/** What can be done with the molecule's assignment, what has been done, and what it is worth now. */
export function EditBar() {
  const session = useSession();
  useLeavingWarning(session.page.molecules);
  useEffect(() => {
    const typed = (event: KeyboardEvent) => {
      if (isField(event.target)) return;
      if (typedAnywhere(session, event)) event.preventDefault();
      else if (session.picked?.peak !== undefined) typeAtom(event);
    };
    addEventListener("keydown", typed);
    return () => removeEventListener("keydown", typed);
  });
  const bar = useRef<HTMLElement>(null);
  useKeptFocus(bar, session.picked);
  const choice = picked(session);
  const said = choice ?? session.said.what;
  return (
    <section ref={bar} class="editing" aria-label="Corrections">
      <div class="edit-tools">
        <UndoRedo session={session} />
        <FollowUp session={session} />
        {session.picked && <PickedButtons />}
        {session.picked?.carbon !== undefined && <PickedCarbon key={session.picked.carbon} />}
        {session.picked?.peak !== undefined && <PickedPeak key={session.picked.peak} />}
        <Again session={session} />
      </div>
      {/* The score is seen beside it; it is here to be read out. */}
      <p role="status" aria-live="polite" class={said ? "edit-status" : "edit-status idle"} title={said}>
        {said || "To correct: drag a peak onto an atom, or click both."}
        {!choice && <span class="unseen"> {session.said.worth}</span>}
      </p>
      <Worth session={session} />
    </section>
  );
}

/** Buttons and fields of what is picked go with it; the focus that one of them had goes to the atom or peak. */
function useKeptFocus(bar: RefObject<HTMLElement | null>, picked: Target | null): void {
  const last = useRef<Target | null>(null);
  const had = bar.current?.contains(document.activeElement) ?? false;
  useLayoutEffect(() => {
    if (!picked && last.current && had && document.activeElement === document.body) focusOn(last.current);
    last.current = picked;
  }, [picked]);
}

function picked({ molecule, edited, picked }: Session): string | null {
  if (!picked) return null;
  if (picked.carbon === undefined) return `${peakName(molecule, picked.peak!)} picked: choose an atom, or Esc.`;
  return `${carbonName(molecule, edited, picked.carbon)} picked: choose a peak, or Esc.`;
}

function UndoRedo({ session }: { session: Session }) {
  return (
    <>
      <button type="button" title="Undo (Ctrl+Z)" disabled={!session.canUndo} onClick={session.undo}>
        Undo
      </button>
      <button type="button" title="Redo (Ctrl+Shift+Z)" disabled={!session.canRedo} onClick={session.redo}>
        Redo
      </button>
    </>
  );
}

/** Once something has been changed: solve the rest again, or begin again. */
function Again({ session }: { session: Session }) {
  const { molecule, page, edited, first } = session;
  if (same(edited, first)) return null;
  const rest = () => session.change(assignRest(edited, solved(molecule, edited, page.rules)));
  return (
    <>
      {molecule.costs && page.rules && (
        <button type="button" title="Keep what you have set, and solve the rest again" onClick={rest}>
          Assign the rest
        </button>
      )}
      <button type="button" title="Back to the program's assignment; this can be undone" onClick={() => session.change(first)}>
        Start over
      </button>
    </>
  );
}

/** Verdict and score as edited, beside those of the program's own assignment. */
function Worth({ session }: { session: Session }) {
  const { page, judged, original } = session;
  if (same(session.edited, session.first)) return null;
  const words = (verdict: string) => page.words.verdict[verdict] ?? verdict;
  return (
    <span class="worth">
      Edited: <b>{words(judged.verdict)}</b>, {signed(judged.score, false)}{" "}
      <span>
        (before: {words(original.verdict)}, {signed(original.score, false)})
      </span>
    </span>
  );
}

/** After a peak was taken from other carbons: what else may have been meant. */
function FollowUp({ session }: { session: Session }) {
  const { displaced, molecule, edited, picked } = session;
  if (!displaced || picked) return null;
  const names = carbonNames(molecule, edited, displaced.carbons);
  const canSwap = (displaced.before.peakOfCarbon[displaced.carbon] ?? null) !== null;
  return (
    <span class="follow-up">
      {canSwap && (
        <button type="button" title={`The other peak goes to ${names} (s)`} onClick={() => swapInstead(session)}>
          Swap
        </button>
      )}
      <button type="button" title={`This peak stays with ${names} as well`} onClick={() => shareInstead(session)}>
        Keep both
      </button>
    </span>
  );
}

function isField(element: EventTarget | null): boolean {
  return element instanceof HTMLElement && element.matches("input:not([type=checkbox]), textarea, select");
}
