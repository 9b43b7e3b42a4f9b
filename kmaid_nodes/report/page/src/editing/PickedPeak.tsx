import { useState } from "preact/hooks";
import { numberOf } from "../molecule/numbers";
import { useSession } from "../molecule/session";
import { focusOn } from "./focus";
import { pair } from "./pairing";

/** For the picked peak: a field for the number of the atom that gets it. A digit typed anywhere begins it. */
export function PickedPeak() {
  const session = useSession();
  const { molecule, edited } = session;
  const peak = session.picked!.peak!;
  const [unknown, setUnknown] = useState("");
  const take = (typed: string) => {
    const wanted = plain(typed);
    const carbon = molecule.carbons.findIndex((_, at) => plain(numberOf(at, molecule, edited)) === wanted);
    if (carbon < 0) setUnknown(typed.trim());
    else pair(session, { peak }, { carbon }, false);
  };
  return (
    <span class="picked-peak">
      <label>
        Atom{" "}
        <input
          class="to-atom"
          size={5}
          maxLength={12}
          autocomplete="off"
          aria-invalid={unknown !== ""}
          title="Number of the atom that gets the peak, then Enter"
          onInput={() => setUnknown("")}
          onKeyDown={(event) => {
            if (event.key === "Enter" && event.currentTarget.value.trim()) take(event.currentTarget.value);
            else if (event.key === "Escape") focusOn({ peak });
            else return;
            event.preventDefault();
            event.stopPropagation();
          }}
        />
      </label>
      {unknown && <span role="alert">There is no carbon {unknown}.</span>}
    </span>
  );
}

/** `C-4a` and `4A` are the same. */
function plain(number: string): string {
  return number.trim().toLowerCase().replace(/^c-?(?=\d)/, "");
}

/** Puts the focus into that field, if it is there; the digit that is being typed goes into it. */
export function typeAtom(event: KeyboardEvent): void {
  if (!/^[1-9]$/.test(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
  document.querySelector<HTMLInputElement>(".to-atom")?.focus();
}
