import { useRef } from "preact/hooks";
import type { PageData, Peak } from "../data";
import { PointingContext, usePointingWithin } from "../hits/pointing";
import { CommonSpectrum } from "./CommonSpectrum";
import type { Compared } from "./compared";
import { DecidingPeaks } from "./DecidingPeaks";
import { StructureColumn } from "./StructureColumn";

interface Props {
  page: PageData;
  peaks: readonly Peak[];
  structures: readonly Compared[];
  onOpen(key: string): void;
}

/** Two to four structures against one spectrum, side by side. */
export function Comparison({ page, peaks, structures, onOpen }: Props) {
  const root = useRef<HTMLDivElement>(null);
  const pointing = usePointingWithin(root);
  const formulas = new Set(structures.map((one) => one.molecule.formula));
  return (
    <PointingContext.Provider value={pointing}>
      <div
        ref={root}
        class="comparison"
        role="group"
        aria-label="Structures compared"
        onKeyDown={(event) => event.key === "Escape" && pointing.letGo()}
      >
        <CommonSpectrum page={page} peaks={peaks} structures={structures} />
        <div class="structures">
          {structures.map((one) => (
            <StructureColumn
              key={one.key}
              page={page}
              of={one}
              all={structures}
              oneFormula={formulas.size === 1}
              onOpen={() => onOpen(one.key)}
            />
          ))}
        </div>
        <DecidingPeaks page={page} peaks={peaks} structures={structures} />
      </div>
    </PointingContext.Provider>
  );
}
