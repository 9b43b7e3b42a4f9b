import type { ExportTools } from "./ExportMenu";
import { journalText, usualStyle, type House, type JournalStyle } from "./journal";
import { journalHtml } from "./journalHtml";
import { fileOf } from "./names";
import { save } from "./save";
import { useExportStyle } from "./style";
import { escaped } from "./svg";

/** The text for a journal: its options, how it reads, and buttons to take it. */
export function JournalPart({ tools, preview }: { tools: ExportTools; preview: string }) {
  const [{ journal, frequencyMhz }, set] = useExportStyle();
  const change = (one: Partial<JournalStyle>) => set({ journal: { ...journal, ...one } });
  const entries = () =>
    tools.states().map((state) => ({ id: state.molecule.id, text: journalText(state, journal, frequencyMhz) }));
  const text = () => {
    const of = entries();
    return of.length === 1 ? of[0]!.text : of.map((one) => `${one.id}\n${one.text}\n`).join("\n");
  };
  const html = () => {
    const of = entries();
    if (of.length === 1) return journalHtml(of[0]!.text);
    return of.map((one) => `<p><b>${escaped(one.id)}</b><br>${journalHtml(one.text)}</p>`).join("");
  };
  return (
    <fieldset>
      <legend>Text</legend>
      <label>
        Style{" "}
        <select
          value={journal.house}
          onChange={(event) => set({ journal: usualStyle(event.currentTarget.value as House) })}
        >
          <option value="acs">ACS</option>
          <option value="rsc">RSC</option>
        </select>
      </label>
      {checks.map(([name, words]) => (
        <label key={name}>
          <input type="checkbox" checked={journal[name]} onChange={(event) => change({ [name]: event.currentTarget.checked })} />{" "}
          {words}
        </label>
      ))}
      <label>
        Decimals{" "}
        <select
          value={journal.decimals ?? "listed"}
          onChange={(event) => {
            const chosen = event.currentTarget.value;
            change({ decimals: chosen === "1" ? 1 : chosen === "2" ? 2 : null });
          }}
        >
          <option value="1">1</option>
          <option value="2">2</option>
          <option value="listed">as listed</option>
        </select>
      </label>
      <label>
        MHz{" "}
        <input
          type="number"
          min="1"
          max="400"
          step="any"
          placeholder="of the list"
          value={frequencyMhz ?? ""}
          onChange={(event) => {
            const mhz = event.currentTarget.valueAsNumber;
            set({ frequencyMhz: mhz > 0 ? mhz : null });
          }}
        />
      </label>
      <div class="preview" role="group" aria-label="How the text reads" tabIndex={0}>
        {preview}
      </div>
      <button type="button" title="Copy the text (c)" onClick={() => void tools.copy(text(), "Journal text", html())}>
        Copy text
      </button>
      <button type="button" onClick={() => save(fileOf(tools.states(), "13C", "txt"), text())}>
        Save text
      </button>
    </fieldset>
  );
}

const checks: ["numbers" | "types" | "leftovers", string][] = [
  ["numbers", "Atom numbers"],
  ["types", "C, CH, CH2, CH3"],
  ["leftovers", "Unassigned peaks"],
];
