import { useEffect, useRef } from "preact/hooks";
import { carbonName } from "../editing/names";
import { carbonType, fixed } from "../formatting";
import { litBy } from "../molecule/lighting";
import { useSession, type Session } from "../molecule/session";
import type { Stick } from "./stick";

const HINT = "Point at a peak, an atom or a row. Wheel or pinch zooms.";

/** One line on what is pointed at. */
export function Readout({ sticks }: { sticks: readonly Stick[] }) {
  const session = useSession();
  const line = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const write = () => {
      if (!line.current) return;
      const text = described(session, sticks);
      line.current.textContent = text ?? HINT;
      line.current.classList.toggle("hint", text === null);
    };
    write();
    return session.pointing.listen(write);
  });
  return <span ref={line} class="readout hint">{HINT}</span>;
}

function described({ pointing, molecule, edited }: Session, sticks: readonly Stick[]): string | null {
  if (!pointing.now) return null;
  const lit = litBy(pointing.now, molecule, edited);
  const peaks = sticks.filter(({ peak }) => lit.peaks.has(peak)).map((stick) => stick.described);
  if (peaks.length) return peaks.join("; ");
  const carbon = pointing.now.carbon;
  const one = carbon === undefined ? undefined : molecule.carbons[carbon];
  if (!one) return null;
  const expected = one.predicted === null ? "" : ` · expected at ${fixed(one.predicted + molecule.offsetPpm, 1)} ± ${fixed(one.uncertainty, 1)} ppm`;
  return `${carbonName(molecule, edited, carbon!)} · ${carbonType(one.hydrogens)} · no peak${expected}`;
}
