import { useMemo } from "preact/hooks";
import type { PageData } from "../data";
import { fixed, percent } from "../formatting";
import { meanConfidence } from "../molecule/confidence";
import { VerdictMark } from "../verdict/VerdictMark";
import { nameOf } from "./order";

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
  const confidence = useMemo(() => meanConfidence(one.carbons), [one]);
  return (
    <div
      id={`row-${molecule}`}
      class="row"
      role="option"
      aria-selected={shown}
      aria-setsize={of}
      aria-posinset={at + 1}
      style={{ top: `${at * ROW_PX}px`, height: `${ROW_PX}px` }}
      title={nameOf(one)}
      onClick={() => show(molecule)}
    >
      <VerdictMark verdict={one.verdict} />
      <span class="name">{nameOf(one)}</span>
      <span class="score" title="Score: log likelihood in nats">
        {fixed(one.score, 1)}
      </span>
      <span class={`verdict ${one.verdict}`}>{page.words.verdict[one.verdict] ?? one.verdict}</span>
      <span class="confidence" title="Mean confidence of the carbons with a peak">
        {percent(confidence)}
      </span>
    </div>
  );
}
