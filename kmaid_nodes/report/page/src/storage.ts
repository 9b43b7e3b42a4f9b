// What the browser remembers between visits. A sandboxed frame may have nothing of the kind.

/** What was kept under this name, null if nothing was or can be. */
export function kept(name: string): string | null {
  try {
    return localStorage.getItem(`kmaid.${name}`);
  } catch {
    return null;
  }
}

export function keep(name: string, value: string): void {
  try {
    localStorage.setItem(`kmaid.${name}`, value);
  } catch {
    // Then it is not remembered.
  }
}
