import { useSession } from "../molecule/session";
import { accept, free, freePeak, mark, reject, unmark } from "./changes";

/** What can be done with the picked atom or peak; each button has its key. */
export function PickedButtons() {
  const { molecule, edited, picked, change } = useSession();
  const carbon = picked?.carbon;
  const peak = picked?.peak ?? (carbon === undefined ? undefined : (edited.peakOfCarbon[carbon] ?? undefined));
  const marked = edited.marked.find((one) => one.peak === peak)?.as;
  return (
    <>
      {carbon !== undefined && (
        <Button
          name={edited.fixed.includes(carbon) ? "Release" : "Accept"}
          title="Keep what the atom has when the rest is assigned again (a)"
          act={() => change(accept(molecule, edited, carbon))}
        />
      )}
      {carbon !== undefined && peak !== undefined && (
        <Button name="Reject" title="The peak is not this atom's (r)" act={() => change(reject(molecule, edited, carbon))} />
      )}
      {peak !== undefined && edited.peakOfCarbon.includes(peak) && (
        <Button
          name="Free"
          title={carbon === undefined ? "Take the peak from its atoms (f)" : "The atom has no peak (f)"}
          act={() => change(carbon === undefined ? freePeak(edited, peak) : free(molecule, edited, carbon))}
        />
      )}
      {peak !== undefined &&
        (["solvent", "impurity"] as const).map((as) => (
          <Button
            key={as}
            name={as === "solvent" ? "Solvent" : "Impurity"}
            title={`The peak is of ${as === "solvent" ? "the solvent" : "an impurity"}; once more takes the mark away (m)`}
            pressed={marked === as}
            act={() => change(marked === as ? unmark(edited, peak) : mark(edited, peak, as))}
          />
        ))}
    </>
  );
}

function Button({ name, title, pressed, act }: { name: string; title: string; pressed?: boolean; act: () => void }) {
  return (
    <button type="button" title={title} aria-pressed={pressed} onClick={act}>
      {name}
    </button>
  );
}
