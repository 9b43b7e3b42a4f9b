import { useEffect, useMemo, useState } from "preact/hooks";
import { WithComparison } from "../comparison/WithComparison";
import type { PageData } from "../data";
import { editedOf, useEdits, useLeavingWarning } from "../editing/store";
import { worthOf } from "../editing/worth";
import { MoleculePage } from "../molecule/MoleculePage";
import { VerdictMark } from "../verdict/VerdictMark";
import { address, addressed } from "./address";
import { ListPanel } from "./ListPanel";
import { MoleculeList } from "./MoleculeList";
import { ordered, type Order } from "./order";

/** The list of molecules beside the one that is shown; on a phone, the list opens above it. */
export function AssignmentsPanel({ page }: { page: PageData }) {
  const { molecules } = page;
  useEdits();
  useLeavingWarning(molecules);
  const [order, setOrder] = useState<Order>("look");
  const all = useMemo(() => ordered(molecules, order), [molecules, order]);
  const [shown, setShown] = useState(() => addressed(molecules) ?? all[0]!);
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
    <ListPanel
      noun="molecule"
      current={
        <>
          <VerdictMark verdict={worthOf(molecule, editedOf(molecule), page.rules).verdict} /> <span class="name">{molecule.id}</span>
        </>
      }
      place={place}
      count={all.length}
      go={go}
      list={<MoleculeList page={page} shown={shown} show={show} order={order} setOrder={setOrder} />}
    >
      <WithComparison page={page} shown={shown} show={show}>
        <MoleculePage key={shown} page={page} molecule={molecule} />
      </WithComparison>
    </ListPanel>
  );
}
