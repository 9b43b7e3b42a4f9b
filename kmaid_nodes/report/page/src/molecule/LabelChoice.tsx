import type { Shown } from "./drawingLabels";

const CHOICES: [Shown, string, string][] = [
  ["shifts", "ppm", "Write shifts at the atoms"],
  ["numbers", "no.", "Write numbers at the atoms"],
  ["both", "both", "Write numbers and shifts at the atoms"],
];

/** What stands at the atoms of a drawing. */
export function LabelChoice({ shown, show }: { shown: Shown; show(shown: Shown): void }) {
  return (
    <>
      {CHOICES.map(([choice, word, title]) => (
        <button type="button" key={choice} title={title} aria-pressed={shown === choice} onClick={() => show(choice)}>
          {word}
        </button>
      ))}
    </>
  );
}
