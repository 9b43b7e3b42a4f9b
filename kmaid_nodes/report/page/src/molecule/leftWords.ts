// What a peak without a carbon may be, with the carbon's number as the page has it.
import type { Left, Molecule, Rules } from "../data";
import type { Edited } from "../editing/edited";
import { carbonInWords } from "../editing/names";

export function leftWords(left: Left | undefined, rules: Rules | null, molecule: Molecule, edited: Edited): string {
  if (!left) return "unassigned";
  const carbon = molecule.carbons.findIndex(({ atom }) => atom === left.atom);
  const sentence = { multiplet_line: rules?.multipletLine, second_set: rules?.secondSet }[left.kind];
  return carbon < 0 || !sentence ? left.reason : sentence.replace("{atom}", carbonInWords(molecule, edited, carbon));
}
