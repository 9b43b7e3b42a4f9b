/** Undo, redo, accept, reject, free, mark. */
export function EditBar() {
  return null;
}
