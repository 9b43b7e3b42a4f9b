import { useMemo } from "preact/hooks";
import type { PageData } from "../data";
import { editedOf, isEdited } from "../editing/store";
import { worthOf } from "../editing/worth";
import { fixed, percent } from "../formatting";
import { meanConfidence } from "../molecule/confidence";
import { VerdictMark } from "../verdict/VerdictMark";

export const ROW_PX = 44;

interface Props {
  page: PageData;
  molecule: number;
  /** Its place in the list as it is now, and how many there are. */
  at: number;
  of: number;
  shown: boolean;
  show(molecule: number): void;
}

/** A molecule of the list: name, verdict, score and mean confidence. */
export function ListRow({ page, molecule, at, of, shown, show }: Props) {
  const one = page.molecules[molecule]!;
  const edited = isEdited(one);
  const worth = edited ? worthOf(one, editedOf(one), page.rules) : one;
  const confidence = useMemo(() => meanConfidence(worth.carbons), [worth]);
  return (
    <div
      id={`row-${molecule}`}
      class="row"
      role="option"
      aria-selected={shown}
      aria-setsize={of}
      aria-posinset={at + 1}
      style={{ top: `${at * ROW_PX}px`, height: `${ROW_PX}px` }}
      title={one.id}
      onClick={() => show(molecule)}
    >
      <VerdictMark verdict={worth.verdict} />
      <span class="name">
        {one.id}
        {edited && <span class="edited" title="Changed by hand"> ✎<span class="unseen"> changed by hand</span></span>}
      </span>
      <span class="score" title="Score: log likelihood in nats">
        {fixed(worth.score, 1)}
      </span>
      <span class={`verdict ${worth.verdict}`}>{page.words.verdict[worth.verdict] ?? worth.verdict}</span>
      <span class="confidence" title="Mean confidence of the carbons with a peak">
        {percent(confidence)}
      </span>
    </div>
  );
}
