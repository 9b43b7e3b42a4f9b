import { useEffect, useRef, useState } from "preact/hooks";
import type { Molecule } from "../data";
import { useEdits } from "../editing/store";
import { useSession } from "../molecule/session";
import { EditsPart } from "./EditsPart";
import { JournalPart } from "./JournalPart";
import { PicturePart } from "./PicturePart";
import { TablePart } from "./TablePart";
import { standing, type Standing } from "./standing";
import { copyText } from "./save";
import { journalText } from "./journal";
import { journalHtml } from "./journalHtml";
import { useClosing } from "../useClosing";
import { useExportStyle } from "./style";
import "./export.css";

/** Text, tables and pictures of the shown molecule or of these molecules, to copy or to save. */
export function ExportMenu({ molecules }: { molecules: readonly Molecule[] }) {
  useEdits();
  const { page, molecule } = useSession();
  const [all, setAll] = useState(false);
  const [said, say] = useState("");
  const [style] = useExportStyle();
  const [byHand, setByHand] = useState<string | null>(null);
  const chosen = all ? molecules : [molecule];
  const states = () => chosen.map((one) => standing(one, page.rules));
  const copy = async (text: string, what: string, html?: string) => {
    const done = await copyText(text, html);
    setByHand(done ? null : text);
    say(done ? `${what} copied.` : "The browser does not let this page copy: press Ctrl+C.");
  };
  const textOf = (state: Standing) => journalText(state, style.journal, style.frequencyMhz);
  useEffect(() => {
    const typed = (event: KeyboardEvent) => {
      const field = event.target instanceof HTMLElement && event.target.matches("input, textarea, select");
      if (event.key !== "c" || event.ctrlKey || event.metaKey || event.altKey || field) return;
      if (String(getSelection() ?? "")) return;
      event.preventDefault();
      const text = textOf(standing(molecule, page.rules));
      void copy(text, "Journal text", journalHtml(text));
    };
    addEventListener("keydown", typed);
    return () => removeEventListener("keydown", typed);
  });
  const menu = useRef<HTMLDetailsElement>(null);
  useClosing(menu);
  const tools: ExportTools = { states, page, copy, say, all };
  return (
    <details class="export menu" ref={menu}>
      <summary>Export</summary>
      <div class="export-parts opened">
        {molecules.length > 1 && (
          <label>
            <input type="checkbox" checked={all} onChange={(event) => setAll(event.currentTarget.checked)} /> All{" "}
            {molecules.length} molecules
          </label>
        )}
        <JournalPart tools={tools} preview={textOf(standing(molecule, page.rules))} />
        <TablePart tools={tools} />
        <PicturePart tools={tools} />
        <EditsPart tools={tools} />
        <p role="status" aria-live="polite" class="export-said">
          {said}
        </p>
        {byHand !== null && (
          <textarea
            class="by-hand"
            readOnly
            rows={4}
            aria-label="Text to copy"
            value={byHand}
            ref={(box) => box?.select()}
          />
        )}
      </div>
    </details>
  );
}

/** What the parts of the menu need. */
export interface ExportTools {
  /** The chosen molecules as they stand. */
  states: () => Standing[];
  page: ReturnType<typeof useSession>["page"];
  copy: (text: string, what: string, html?: string) => Promise<void>;
  say: (words: string) => void;
  all: boolean;
}
