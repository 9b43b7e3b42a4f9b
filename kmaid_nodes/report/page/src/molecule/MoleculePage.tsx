import { useRef, useState } from "preact/hooks";
import type { Molecule, PageData } from "../data";
import { EditBar } from "../editing/EditBar";
import { RankedAssignments } from "../editing/RankedAssignments";
import { useMolecule } from "../editing/useMolecule";
import { ExportMenu } from "../export/ExportMenu";
import { Help } from "../help/Help";
import { Spectrum } from "../spectrum/Spectrum";
import { useMedia } from "../useMedia";
import { CarbonTable } from "./CarbonTable";
import { Drawing } from "./Drawing";
import { Facts } from "./Facts";
import { useLighting } from "./lighting";
import { SessionContext } from "./session";
import { UnassignedPeaks } from "./UnassignedPeaks";
import { usePointing } from "./usePointing";
import "./molecule.css";

/** From this size on, the table has its place beside the drawing. */
const ROOMY = "(min-width: 1180px) and (min-height: 720px)";

/** One molecule: its verdict, drawing, spectrum and table. */
export function MoleculePage({ page, molecule }: { page: PageData; molecule: Molecule }) {
  const session = useMolecule(page, molecule);
  const article = useRef<HTMLElement>(null);
  const [large, enlarge] = useState(false);
  const beside = useMedia(ROOMY) && !large;
  useLighting(article, session);
  usePointing(article, session);
  const table = (
    <div class="table">
      <CarbonTable />
    </div>
  );
  return (
    <SessionContext.Provider value={session}>
      <article ref={article} class={large ? "molecule large" : "molecule"}>
        <div class={beside ? "stage roomy" : "stage"}>
          <div class="top">
            <Facts />
            <div class="bars">
              <EditBar />
              <Help />
              <ExportMenu molecules={page.molecules.includes(molecule) ? page.molecules : [molecule]} />
            </div>
          </div>
          <Drawing large={large} enlarge={enlarge} />
          {beside && table}
          <Spectrum />
        </div>
        <UnassignedPeaks />
        {!beside && table}
        <RankedAssignments />
      </article>
    </SessionContext.Provider>
  );
}
