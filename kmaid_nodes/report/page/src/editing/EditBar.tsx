import "./editing.css";
import { useEffect } from "preact/hooks";
import { useSession, type Session } from "../molecule/session";
import { signed } from "./announcement";
import { accept, free, freePeak, mark, reject, unmark } from "./changes";
import { same } from "./history";
import { typedAnywhere } from "./keys";
import { carbonName, carbonNames, peakName } from "./names";
import { shareInstead, swapInstead } from "./pairing";
import { PickedCarbon } from "./PickedCarbon";

/** What can be done with the molecule's assignment, what has been done, and what it is worth now. */
export function EditBar() {
  const session = useSession();
  useEffect(() => {
    const typed = (event: KeyboardEvent) => {
      if (!isField(event.target) && typedAnywhere(session, event)) event.preventDefault();
    };
    addEventListener("keydown", typed);
    return () => removeEventListener("keydown", typed);
  });
  return (
    <section class="editing" aria-label="Corrections">
      <div class="edit-buttons">
        <Buttons session={session} />
        <Worth session={session} />
      </div>
      <div class="edit-status">
        <p role="status" aria-live="polite">
          {picked(session) ?? (session.said || "Drag a peak onto an atom, or click both, to correct the assignment.")}
        </p>
        <FollowUp session={session} />
        {session.picked?.carbon !== undefined && <PickedCarbon key={session.picked.carbon} />}
      </div>
    </section>
  );
}

function picked({ molecule, edited, picked }: Session): string | null {
  if (!picked) return null;
  if (picked.carbon === undefined) return `${peakName(molecule, picked.peak!)} picked: choose an atom, or Esc.`;
  return `${carbonName(molecule, edited, picked.carbon)} picked: choose a peak, or Esc.`;
}

/** Buttons for what is picked; each is there with its key. */
function Buttons({ session }: { session: Session }) {
  const { molecule, edited, picked } = session;
  const carbon = picked?.carbon;
  const peak = picked?.peak ?? (carbon === undefined ? undefined : (edited.peakOfCarbon[carbon] ?? undefined));
  const marked = edited.marked.find((one) => one.peak === peak)?.as;
  const change = session.change;
  return (
    <>
      <Button name="Undo" title="Undo (Ctrl+Z)" off={!session.canUndo} act={session.undo} />
      <Button name="Redo" title="Redo (Ctrl+Shift+Z)" off={!session.canRedo} act={session.redo} />
      <span class="gap" />
      <Button
        name={carbon !== undefined && edited.fixed.includes(carbon) ? "Release" : "Accept"}
        title="Keep the peak of the picked atom when the rest is assigned again (a)"
        off={carbon === undefined}
        act={() => change(accept(molecule, edited, carbon!))}
      />
      <Button
        name="Reject"
        title="The peak is not this atom's (r)"
        off={carbon === undefined || peak === undefined}
        act={() => change(reject(molecule, edited, carbon!))}
      />
      <Button
        name="Free"
        title="Take the peak away from the picked atom, or the picked peak from its atoms (f)"
        off={peak === undefined || !edited.peakOfCarbon.includes(peak)}
        act={() => change(carbon === undefined ? freePeak(edited, peak!) : free(molecule, edited, carbon))}
      />
      {(["solvent", "impurity"] as const).map((as) => (
        <Button
          key={as}
          name={as === "solvent" ? "Solvent" : "Impurity"}
          title={`Mark the picked peak as ${as}; once more takes the mark away (m)`}
          off={peak === undefined}
          pressed={marked === as}
          act={() => change(marked === as ? unmark(edited, peak!) : mark(edited, peak!, as))}
        />
      ))}
      <span class="gap" />
      <Button
        name="Start over"
        title="Back to the program's assignment; this can be undone"
        off={same(edited, session.first)}
        act={() => change(session.first)}
      />
    </>
  );
}

interface ButtonProps {
  name: string;
  title: string;
  off: boolean;
  pressed?: boolean;
  act: () => void;
}

function Button({ name, title, off, pressed, act }: ButtonProps) {
  return (
    <button type="button" title={title} disabled={off} aria-pressed={pressed} onClick={act}>
      {name}
    </button>
  );
}

/** Verdict and score as edited, beside those of the program's own assignment. */
function Worth({ session }: { session: Session }) {
  const { page, judged, original } = session;
  if (same(session.edited, session.first)) return null;
  const words = (verdict: string) => page.words.verdict[verdict] ?? verdict;
  return (
    <p class="worth">
      As edited: <b class={`verdict ${judged.verdict}`}>{words(judged.verdict)}</b>, score {signed(judged.score, false)}
      <span>
        {" "}
        (as assigned: {words(original.verdict)}, {signed(original.score, false)})
      </span>
    </p>
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
        <button type="button" title={`${names} gets the other peak in exchange (s)`} onClick={() => swapInstead(session)}>
          Swap
        </button>
      )}
      <button type="button" title={`${names} keeps this peak as well`} onClick={() => shareInstead(session)}>
        Keep both
      </button>
    </span>
  );
}

function isField(element: EventTarget | null): boolean {
  return element instanceof HTMLElement && element.matches("input:not([type=checkbox]), textarea, select");
}
