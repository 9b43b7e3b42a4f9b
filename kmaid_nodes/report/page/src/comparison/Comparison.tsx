import { useRef, useState } from "preact/hooks";
import type { PageData, Peak } from "../data";
import { PointingContext, usePointingWithin } from "../hits/pointing";
import type { Shown } from "../molecule/drawingLabels";
import { LabelChoice } from "../molecule/LabelChoice";
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
  const [shown, show] = useState<Shown>("shifts");
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
        <CommonSpectrum page={page} peaks={peaks} structures={structures}>
          <span class="tools">
            At the atoms: <LabelChoice shown={shown} show={show} />
          </span>
        </CommonSpectrum>
        <div class="structures">
          {structures.map((one) => (
            <StructureColumn
              key={one.key}
              page={page}
              of={one}
              shown={shown}
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
