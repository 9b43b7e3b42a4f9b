import type { PageData, VerdictCode } from "../data";
import { VerdictMark } from "../verdict/VerdictMark";
import { probability } from "./numbers";

interface Props {
  code: VerdictCode | null;
  pStructure: number | null;
  page: PageData;
}

/** Whether list and structure belong together, with the probability behind it. */
export function Verdict({ code, pStructure, page }: Props) {
  if (!code) return null;
  return (
    <>
      <VerdictMark verdict={code} /> <span class={`verdict ${code}`}>{page.words.verdict[code] ?? code}</span>
      {pStructure !== null && (
        <small title="Fit probability: that the list and this structure belong together"> fit {probability(pStructure)}</small>
      )}
    </>
  );
}
