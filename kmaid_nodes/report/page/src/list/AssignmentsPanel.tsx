import { useEffect, useState } from "preact/hooks";
import { WithComparison } from "../comparison/WithComparison";
import type { PageData } from "../data";
import { editedOf, useEdits, useLeavingWarning } from "../editing/store";
import { worthOf } from "../editing/worth";
import { MoleculePage } from "../molecule/MoleculePage";
import { VerdictMark } from "../verdict/VerdictMark";
import { address, addressed } from "./address";
import { MoleculeList } from "./MoleculeList";
import { nameOf } from "./order";

/** The list of molecules beside the one that is shown; on a phone, the list opens above it. */
export function AssignmentsPanel({ page }: { page: PageData }) {
  const { molecules } = page;
  useEdits();
  useLeavingWarning(molecules);
  const [shown, setShown] = useState(() => addressed(molecules) ?? 0);
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const changed = () => {
      const at = addressed(molecules);
      if (at !== null) setShown(at);
    };
    addEventListener("hashchange", changed);
    return () => removeEventListener("hashchange", changed);
  }, [molecules]);
  const show = (at: number) => {
    setShown(at);
    address(molecules[at]!);
  };
  const molecule = molecules[shown]!;
  const go = (by: number) => show((shown + by + molecules.length) % molecules.length);
  return (
    <div class={open ? "panel open" : "panel"} onKeyDown={(event) => event.key === "Escape" && setOpen(false)}>
      <div class="switcher">
        <button type="button" aria-label="Molecule before" onClick={() => go(-1)}>
          ‹
        </button>
        <button type="button" class="current" aria-expanded={open} onClick={() => setOpen(!open)}>
          <VerdictMark verdict={worthOf(molecule, editedOf(molecule), page.rules).verdict} /> <span class="name">{nameOf(molecule)}</span> {shown + 1}/{molecules.length} ▾
        </button>
        <button type="button" aria-label="Next molecule" onClick={() => go(1)}>
          ›
        </button>
      </div>
      <aside onClick={(event) => (event.target as Element).closest("[role=option]") && setOpen(false)}>
        <MoleculeList page={page} shown={shown} show={show} />
      </aside>
      <WithComparison page={page} shown={shown} show={show}>
        <MoleculePage key={shown} page={page} molecule={molecule} />
      </WithComparison>
    </div>
  );
}
