import type { Molecule, PageData } from "../data";
import { EditBar } from "../editing/EditBar";
import { RankedAssignments } from "../editing/RankedAssignments";
import { useMolecule } from "../editing/useMolecule";
import { Drawing } from "./Drawing";
import { usePeakHandlers } from "../editing/handlers";
import { ExportMenu } from "../export/ExportMenu";
import { SessionContext, useSession } from "./session";

/** One molecule: its verdict, drawing, spectrum and table. */
export function MoleculePage({ page, molecule }: { page: PageData; molecule: Molecule }) {
  const session = useMolecule(page, molecule);
  return (
    <SessionContext.Provider value={session}>
      <article>
        <h2>{molecule.id}</h2>
        <EditBar />
        <Drawing />
        <Peaks />
        <RankedAssignments />
        <ExportMenu molecules={page.molecules} />
      </article>
    </SessionContext.Provider>
  );
}

/** Stands in until there is a spectrum. */
function Peaks() {
  const { molecule } = useSession();
  const handlers = usePeakHandlers();
  return (
    <ul>
      {molecule.peaks.map((peak, at) => (
        <li key={at} data-peak={at} tabIndex={0} style="display:inline-block;margin:4px" {...handlers(at)}>
          {peak.ppm}
        </li>
      ))}
    </ul>
  );
}
