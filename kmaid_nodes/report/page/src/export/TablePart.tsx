import { csvOf, tsvOf } from "./cells";
import type { ExportTools } from "./ExportMenu";
import { fileOf } from "./names";
import { save } from "./save";
import { tableRows } from "./table";

/** A byte order mark, without which spreadsheets do not read UTF-8. */
const MARK = "\ufeff";

/** The assignment as a table. */
export function TablePart({ tools }: { tools: ExportTools }) {
  const rows = () => tableRows(tools.states(), tools.page.words);
  return (
    <fieldset>
      <legend>Table</legend>
      <button
        type="button"
        title="Tab-separated, to paste into a spreadsheet"
        onClick={() => void tools.copy(tsvOf(rows()), "Table")}
      >
        Copy table
      </button>
      <button type="button" onClick={() => save(fileOf(tools.states(), "table", "tsv"), tsvOf(rows()), "text/tab-separated-values")}>
        Save TSV
      </button>
      <button type="button" onClick={() => save(fileOf(tools.states(), "table", "csv"), MARK + csvOf(rows()), "text/csv")}>
        Save CSV
      </button>
    </fieldset>
  );
}
