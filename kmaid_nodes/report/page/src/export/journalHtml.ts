// The text for a journal with raised and lowered signs, for word processors.
import { escaped } from "./svg";

/** HTML of what `journalText` made: `<sup>13</sup>C NMR (101 MHz, CDCl<sub>3</sub>) δ ...`. */
export function journalHtml(text: string): string {
  const [, heading, entries] = /^([^(]*(?:\([^)]*\))?)(.*)$/s.exec(escaped(text))!;
  return headingHtml(heading!) + entriesHtml(entries!);
}

function headingHtml(heading: string): string {
  return heading
    .replace(/^13C/, "<sup>13</sup>C")
    .replace(/^\u03b4C/, "\u03b4<sub>C</sub>")
    .replace(/-d(\d+)/g, "-<i>d</i><sub>$1</sub>")
    .replace(/(?<=[A-Za-z])(\d+)/g, "<sub>$1</sub>");
}

function entriesHtml(entries: string): string {
  return entries.replace(/\bCH([23])(?=[,)])/g, "CH<sub>$1</sub>").replace(/\bJ(?= (?:= )?\d)/g, "<i>J</i>");
}
