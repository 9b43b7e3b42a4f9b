/** Keys in a list that is open: `show` gets the row that they lead to. place: that of the shown one in `rows`. */
export function move(event: KeyboardEvent, rows: readonly number[], place: number, show: (row: number) => void): void {
  const to = { ArrowUp: place - 1, ArrowDown: place + 1, Home: 0, End: rows.length - 1, PageUp: place - 10, PageDown: place + 10 }[event.key];
  if (to === undefined || !rows.length || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  show(rows[Math.min(Math.max(to, 0), rows.length - 1)]!);
}
