// What a state is worth, calculated once: a state is never changed.
import type { Molecule, Rules } from "../data";
import { judged, type Judged } from "../scoring/judged";
import type { Edited } from "./edited";

const known = new WeakMap<Edited, Judged>();

export function worthOf(molecule: Molecule, edited: Edited, rules: Rules | null): Judged {
  let worth = known.get(edited);
  if (!worth) known.set(edited, (worth = judged(molecule, edited, rules)));
  return worth;
}
