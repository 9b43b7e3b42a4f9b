import type { ComponentChildren } from "preact";
import { useMemo, useState } from "preact/hooks";
import type { PageData } from "../data";
import { useEdits } from "../editing/store";
import { asEdited } from "./asEdited";
import { Comparison } from "./Comparison";
import { MOST_COMPARED, type Compared } from "./compared";
import { moleculesOfSameList } from "./sameList";
import "../hits/hits.css";

interface Props {
  page: PageData;
  /** Position of the molecule that is shown. */
  shown: number;
  show(molecule: number): void;
  /** Its page. */
  children: ComponentChildren;
}

/** A molecule, with the offer to compare it with others of the report that have the same peak list, if there are any. */
export function WithComparison({ page, shown, show, children }: Props) {
  useEdits();
  const same = useMemo(() => moleculesOfSameList(page.molecules, shown), [page, shown]);
  const all = comparedMolecules(page, same);
  const [compares, compare] = useState(page.opensComparison);
  const [chosen, choose] = useState<readonly string[]>([]);
  if (all.length < 2) return <>{children}</>;
  const known = chosen.filter((key) => all.some((one) => one.key === key));
  const keys = known.length > 1 ? known : firstChoice(all, shown, page.opensComparison);
  const structures = all.filter((one) => keys.includes(one.key));
  const toggle = (key: string) => choose(keys.includes(key) ? keys.filter((one) => one !== key) : [...keys, key]);
  const open = (key: string) => {
    compare(false);
    show(Number(key));
  };
  return (
    <div class="with-comparison">
      <p class="act ways">
        <button type="button" class="main" aria-pressed={compares} onClick={() => compare(!compares)}>
          {compares ? "← Back to the molecule" : `Compare with ${others(all.length - 1)} of this peak list`}
        </button>
        {compares && all.length > 2 && <Choice all={all} keys={keys} toggle={toggle} />}
      </p>
      {compares ? (
        <div class="compared-list">
          <Comparison page={page} peaks={page.molecules[shown]!.peaks} structures={structures} onOpen={open} />
        </div>
      ) : (
        children
      )}
    </div>
  );
}

function Choice({ all, keys, toggle }: { all: readonly Compared[]; keys: readonly string[]; toggle(key: string): void }) {
  return (
    <>
      {all.map((one) => (
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
    </>
  );
}

/** The molecule that is shown and the best other one; all where the page was made to compare. */
function firstChoice(all: readonly Compared[], shown: number, every: boolean): string[] {
  const keys = all.map((one) => one.key);
  if (every) return keys.slice(0, MOST_COMPARED);
  const own = String(shown);
  return [own, keys.find((key) => key !== own)!];
}

function others(count: number): string {
  return count === 1 ? "the other structure" : `the ${count} other structures`;
}

/** Best score first. */
function comparedMolecules(page: PageData, same: readonly number[]): Compared[] {
  return same
    .map((at) => {
      const original = page.molecules[at]!;
      const molecule = asEdited(original, page.rules);
      return { key: String(at), title: molecule.id, molecule, original, matchScore: null, probability: null };
    })
    .sort((a, b) => b.molecule.score - a.molecule.score);
}
