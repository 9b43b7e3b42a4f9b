import { useMemo, useState } from "preact/hooks";
import type { Molecule, PageData } from "../data";
import { Comparison } from "./Comparison";
import { MOST_COMPARED, type Compared } from "./compared";
import { moleculesOfSameList } from "./sameList";

interface Props {
  page: PageData;
  molecule: Molecule;
  onOpen(molecule: Molecule): void;
}

/** Offers to compare a molecule with others of the report that have the same peak list; nothing without any. */
export function SameListComparison({ page, molecule, onOpen }: Props) {
  const all = useMemo(() => comparedMolecules(page, molecule), [page, molecule]);
  const [shown, show] = useState(page.opensComparison);
  const [chosen, choose] = useState<readonly string[] | null>(null);
  const own = String(page.molecules.indexOf(molecule));
  const best = all.find((one) => one.key !== own);
  if (!best) return null;
  const keys = chosen ?? (page.opensComparison ? all.map((one) => one.key) : [own, best.key]);
  const structures = all.filter((one) => keys.includes(one.key));
  const toggle = (key: string) => choose(keys.includes(key) ? keys.filter((one) => one !== key) : [...keys, key]);
  return (
    <section class="same-list">
      <p class="act">
        <button aria-expanded={shown} onClick={() => show(!shown)}>
          {shown ? "Hide the comparison" : `Compare with ${others(all.length - 1)} of this peak list`}
        </button>
        {shown &&
          all.length > 2 &&
          all.map((one) => (
            <label key={one.key}>
              <input
                type="checkbox"
                checked={keys.includes(one.key)}
                disabled={keys.includes(one.key) ? keys.length <= 2 : keys.length >= MOST_COMPARED}
                onChange={() => toggle(one.key)}
              />{" "}
              {one.title}
            </label>
          ))}
      </p>
      {shown && (
        <Comparison
          page={page}
          peaks={molecule.peaks}
          structures={structures}
          onOpen={(key) => onOpen(page.molecules[Number(key)]!)}
        />
      )}
    </section>
  );
}

function others(count: number): string {
  return count === 1 ? "the other structure" : `the ${count} other structures`;
}

/** Best score first. */
function comparedMolecules(page: PageData, molecule: Molecule): Compared[] {
  return moleculesOfSameList(page.molecules, molecule)
    .map((one) => ({
      key: String(page.molecules.indexOf(one)),
      title: one.id,
      molecule: one,
      matchScore: null,
      probability: null,
    }))
    .sort((a, b) => b.molecule.score - a.molecule.score);
}
