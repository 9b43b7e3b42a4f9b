// Cells of tables that are opened in a spreadsheet.

export type Cell = string | number | null;

/** What makes a spreadsheet take a text for a formula, and the apostrophe that keeps it from doing so. */
const NOT_SAFE = /^[=+\-@\t\r\n']/;

/** The text of a cell. Text that could be a formula stands behind an apostrophe; numbers are left as they are. */
export function cellText(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return Number.isFinite(cell) ? String(cell) : "";
  return NOT_SAFE.test(cell) ? `'${cell}` : cell;
}

export function csvOf(rows: readonly (readonly Cell[])[]): string {
  const quoted = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return rows.map((row) => `${row.map((cell) => quoted(cellText(cell))).join(",")}\r\n`).join("");
}

/** Tabs and line ends within a cell become blanks. */
export function tsvOf(rows: readonly (readonly Cell[])[]): string {
  const flat = (text: string) => text.replace(/[\t\r\n]+/g, " ");
  return rows.map((row) => `${row.map((cell) => flat(cellText(cell))).join("\t")}\n`).join("");
}
