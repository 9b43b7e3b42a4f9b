// What the pointer or the focus is on. It changes with every move of the mouse: listeners change what they have
// to, and nothing else is rendered anew.
import type { Target } from "./session";

export class Pointing {
  now: Target | null = null;
  private readonly listeners = new Set<() => void>();

  set(target: Target | null): void {
    if (this.now?.carbon === target?.carbon && this.now?.peak === target?.peak) return;
    this.now = target;
    this.refresh();
  }

  /** Call the listeners: after elements have been made anew, too. */
  refresh(): void {
    for (const listener of this.listeners) listener();
  }

  /** Returns what ends the listening. */
  listen(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }
}
