import type { PageData, VerdictCode } from "../data";
import { percent } from "./numbers";

// A sign beside the colour, for whoever does not see the colour.
const SIGNS: Record<VerdictCode, string> = { consistent: "✓", doubtful: "?", contradicted: "✗", too_few_peaks: "…" };

interface Props {
  code: VerdictCode | null;
  pStructure: number | null;
  page: PageData;
}

/** Whether list and structure belong together, with the probability behind it. */
export function Verdict({ code, pStructure, page }: Props) {
  if (!code) return null;
  return (
    <span class={`verdict ${code}`}>
      <span aria-hidden="true">{SIGNS[code]} </span>
      {page.words.verdict[code] ?? code}
      {pStructure !== null && (
        <small title="Probability that the list and this structure belong together">
          {" "}
          {percent(pStructure)}
        </small>
      )}
    </span>
  );
}
