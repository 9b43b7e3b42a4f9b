// Where the focus goes when what had it is gone.
import type { Target } from "../molecule/session";

/** To the atom of the drawing or the peak of the spectrum; nothing scrolls. */
export function focusOn({ carbon, peak }: Target): void {
  const selector = carbon === undefined ? `.stick[data-peak="${peak}"]` : `.atom[data-carbon="${carbon}"]`;
  document.querySelector<SVGElement>(selector)?.focus({ preventScroll: true });
}
