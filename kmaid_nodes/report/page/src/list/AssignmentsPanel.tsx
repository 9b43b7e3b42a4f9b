import { useEffect, useMemo, useState } from "preact/hooks";
import { WithComparison } from "../comparison/WithComparison";
import type { PageData } from "../data";
import { editedOf, useEdits, useLeavingWarning } from "../editing/store";
import { worthOf } from "../editing/worth";
import { MoleculePage } from "../molecule/MoleculePage";
import { VerdictMark } from "../verdict/VerdictMark";
import { address, addressed } from "./address";
import { MoleculeList } from "./MoleculeList";
import { nameOf, ordered, type Order } from "./order";

/** The list of molecules beside the one that is shown; on a phone, the list opens above it. */
export function AssignmentsPanel({ page }: { page: PageData }) {
  const { molecules } = page;
  useEdits();
  useLeavingWarning(molecules);
  const [order, setOrder] = useState<Order>("look");
  const all = useMemo(() => ordered(molecules, order), [molecules, order]);
  const [shown, setShown] = useState(() => addressed(molecules) ?? all[0]!);
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
  const place = all.indexOf(shown);
  const go = (by: number) => show(all[(place + by + all.length) % all.length]!);
  return (
    <div class={open ? "panel open" : "panel"} onKeyDown={(event) => event.key === "Escape" && setOpen(false)}>
      <div class="switcher">
        <button type="button" aria-label="Molecule before" onClick={() => go(-1)}>
          ‹
        </button>
        <button type="button" class="current" aria-expanded={open} onClick={() => setOpen(!open)}>
          <VerdictMark verdict={worthOf(molecule, editedOf(molecule), page.rules).verdict} /> <span class="name">{nameOf(molecule)}</span> {place + 1}/{all.length} ▾
        </button>
        <button type="button" aria-label="Next molecule" onClick={() => go(1)}>
          ›
        </button>
      </div>
      <aside onClick={(event) => (event.target as Element).closest("[role=option]") && setOpen(false)}>
        <MoleculeList page={page} shown={shown} show={show} order={order} setOrder={setOrder} />
      </aside>
      <WithComparison page={page} shown={shown} show={show}>
        <MoleculePage key={shown} page={page} molecule={molecule} />
      </WithComparison>
    </div>
  );
}
