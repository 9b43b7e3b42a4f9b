import { noteSaved } from "../editing/store";
import { editsCsv, editsJson, hasDecisions, hasEdits } from "./edits";
import type { ExportTools } from "./ExportMenu";
import { fileOf } from "./names";
import { nmredata } from "./nmredata";
import { save } from "./save";
import type { Standing } from "./standing";

/** The corrections as a file that `kmaid assign --fixed` and the node Assign Peaks read. */
export function EditsPart({ tools }: { tools: ExportTools }) {
  const written = (make: (states: Standing[]) => string, ending: string, type: string, what: string) => {
    const states = tools.states();
    save(fileOf(states, what, ending), make(states), type);
    noteSaved(states.map(({ molecule }) => molecule));
    tools.say(`Saved. To keep the corrections: kmaid assign ... --fixed ${fileOf(states, what, ending)}`);
  };
  const states = tools.states();
  const none = !states.some(hasEdits);
  return (
    <fieldset>
      <legend>Corrections</legend>
      <button type="button" disabled={none} onClick={() => written(editsJson, "json", "application/json", "edits")}>
        Save JSON
      </button>
      <button type="button" disabled={!states.some(hasDecisions)} onClick={() => written(editsCsv, "csv", "text/csv", "edits")}>
        Save edits as CSV
      </button>
      <button
        type="button"
        title="Assigned spectra as an SD file"
        onClick={() => written((states) => nmredata(states, tools.page.words), "sdf", "chemical/x-mdl-sdfile", "nmredata")}
      >
        Save NMReDATA
      </button>
      {none && <small>Nothing has been corrected yet.</small>}
    </fieldset>
  );
}
