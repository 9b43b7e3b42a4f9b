// The states of one molecule since it was opened, for undo and redo.
import type { Edited } from "./edited";

export interface History {
  readonly states: readonly Edited[];
  readonly at: number;
}

/** Longer than any session is likely to be; a state is some hundred bytes. */
const MOST_STATES = 1000;

export const begun = (first: Edited): History => ({ states: [first], at: 0 });

export const present = (history: History): Edited => history.states[history.at]!;

/** With a new state; what was undone before is forgotten. The first state always stays. */
export function changed(history: History, to: Edited): History {
  const past = history.states.slice(0, history.at + 1);
  const kept = past.length < MOST_STATES ? past : [past[0]!, ...past.slice(2)];
  return { states: [...kept, to], at: kept.length };
}

export const undone = (history: History): History => ({ ...history, at: Math.max(0, history.at - 1) });

export const redone = (history: History): History => ({
  ...history,
  at: Math.min(history.states.length - 1, history.at + 1),
});

/** Whether two states are the same in all that a chemist decided. */
export function same(a: Edited, b: Edited): boolean {
  return a === b || text(a) === text(b);
}

function text({ peakOfCarbon, fixed, rejected, marked, numbers }: Edited): string {
  const ordered = <T>(values: readonly T[]) => values.map((one) => JSON.stringify(one)).sort();
  const marks = marked.map(({ peak, as }) => [peak, as]);
  return JSON.stringify([peakOfCarbon, ordered(fixed), ordered(rejected), ordered(marks), ordered(Object.entries(numbers))]);
}
