// Lists that hold a part of the spectrum only, as `assignment/partial_list.py` judges them.
import type { Settings } from "../data";
import { isFirst } from "./classes";
import type { Assigned } from "./evidence";
import { excessOf, multiplicitiesAside } from "./evidence";
import { isExplained } from "./leftPeaks";
import { sum } from "./numbers";
import { otherMultiplicity } from "./solution";

/** How a list fits that shows only a part of the structure; null for any other. */
export function partialList(assigned: Assigned, settings: Settings): { fits: boolean; mostlyFits: boolean } | null {
  const limits = settings.partialList;
  const { problem, classes, solution } = assigned;
  const counted = solution.peak.map((_, carbon) => carbon).filter((carbon) => isFirst(classes, carbon));
  const shown = counted.filter((carbon) => solution.peak[carbon]! >= 0);
  const lacking = counted.length - shown.length;
  if (!shown.length || lacking <= Math.max(limits.always!, limits.leastLacking! * counted.length)) return null;
  if (multiplicitiesAside(assigned)) return null;
  const all = excessOf(assigned);
  const excess = shown.map((carbon) => all[carbon]!);
  const leftOver = assigned.left.filter((one) => !isExplained(one.kind)).length;
  const other = otherMultiplicity(problem, solution.peak);
  const unfit = shown.filter((k) => all[k]! >= limits.misfit! || (other[k] && solution.believed)).length;
  const misfits = unfit + leftOver;
  const close = sum(excess) / Math.sqrt(excess.length + 1) <= limits.mostDeviations!;
  const peaks = new Set(problem.ppm).size;
  return {
    fits: close && misfits <= limits.mostMisfits! * peaks,
    mostlyFits: !leftOver && misfits <= limits.mostMisfitsIfDoubtful! * peaks,
  };
}
