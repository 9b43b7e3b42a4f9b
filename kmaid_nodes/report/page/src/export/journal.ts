// The 13C data of a compound as journals print them.
//
// ACS: 13C NMR (101 MHz, CDCl3) δ 170.1 (C-3), 128.5 (2C, C-5, C-9)
// RSC: δC (101 MHz, CDCl3) 170.1 (C), 128.5 (2C, CH)
//
// Shifts go from high to low, rounded to 0.1 ppm; peaks that lie closer than that keep a second digit.
import { carbonName } from "../editing/names";
import { couplings } from "../formatting";
import { roundedText, shiftText } from "./numberText";
import { carbonsOfPeaks, hydrogensOf, leftOf, type Standing } from "./standing";

export type House = "acs" | "rsc";

export interface JournalStyle {
  house: House;
  /** Which atoms a shift belongs to. */
  numbers: boolean;
  /** C, CH, CH2 or CH3. */
  types: boolean;
  /** Peaks without a carbon, with the reason. */
  leftovers: boolean;
  /** Digits behind the point; null for those of the list. */
  decimals: 1 | 2 | null;
}

export const usualStyle = (house: House): JournalStyle => ({
  house,
  numbers: house === "acs",
  types: house === "rsc",
  leftovers: false,
  decimals: 1,
});

/** What `writing/acs_text.py` writes by default: the digits of the list, kinds of carbons, and atoms. */
export const ofProgram: JournalStyle = { house: "acs", numbers: true, types: true, leftovers: false, decimals: null };

/** The text of one compound; frequencyMhz: where the chemist gives one, in place of that of the list. */
export function journalText(state: Standing, style: JournalStyle, frequencyMhz: number | null = null): string {
  const { peaks } = state.molecule;
  const carbons = carbonsOfPeaks(state);
  const listed = peaks
    .map((_, at) => at)
    .filter((at) => style.leftovers || carbons[at]!.length)
    .sort((a, b) => peaks[b]!.ppm - peaks[a]!.ppm);
  const shifts = shownShifts(listed.map((at) => peaks[at]!.ppm), style.decimals);
  const entries = listed.map((at, k) => {
    const parts = labelOf(state, style, at, carbons[at]!);
    return parts.length ? `${shifts[k]!} (${parts.join(", ")})` : shifts[k]!;
  });
  return heading(state, style.house, frequencyMhz) + entries.join(", ");
}

function heading({ molecule }: Standing, house: House, frequencyMhz: number | null): string {
  const mhz = frequencyMhz ?? molecule.frequencyMhz;
  const usual = molecule.experiment === "13c";
  const conditions = [mhz === null ? "" : `${Math.round(mhz)} MHz`, molecule.solvent ?? ""];
  if (house === "rsc" && !usual) conditions.unshift(molecule.experimentName);
  const told = conditions.filter(Boolean).join(", ");
  const brackets = told ? ` (${told})` : "";
  if (house === "rsc") return `\u03b4C${brackets} `;
  return `${usual ? "13C NMR" : molecule.experimentName}${brackets} \u03b4 `;
}

/** Shifts with so many digits; those that differ and would read alike get one digit more. */
export function shownShifts(shifts: readonly number[], decimals: 1 | 2 | null): string[] {
  if (decimals === null) return shifts.map(shiftText);
  const rounded = shifts.map((ppm) => roundedText(ppm, decimals));
  const closer = shifts.map((ppm) => roundedText(ppm, decimals + 1));
  return shifts.map((ppm, at) => {
    const collides = shifts.some((other, k) => rounded[k] === rounded[at] && other !== ppm);
    return collides ? closer[at]! : rounded[at]!;
  });
}

function labelOf(state: Standing, style: JournalStyle, peak: number, carbons: readonly number[]): string[] {
  const { molecule, edited } = state;
  const { splitting, couplingsHz, carbons: listed } = molecule.peaks[peak]!;
  const count = carbons.length ? (listed ?? carbons.length) : 0;
  const hydrogens = hydrogensOf(state, carbons);
  const parts: string[] = [];
  if (count > 1) parts.push(`${count}C`);
  if (style.types && hydrogens !== null) parts.push(typeOf(hydrogens, style.house));
  // A letter alone would read as a number of hydrogens.
  const alone = !couplingsHz.length && !(style.types && hydrogens !== null);
  if (splitting && !(alone && /^[sdtq]$/.test(splitting))) parts.push(splitting);
  if (couplingsHz.length) parts.push(`J${style.house === "acs" ? " =" : ""} ${couplingsText(molecule, couplingsHz, style)} Hz`);
  if (style.numbers) parts.push(...new Set(carbons.map((carbon) => carbonName(molecule, edited, carbon))));
  const left = leftOf(state, peak);
  if (left) parts.push(`not assigned: ${left.reason}`);
  return parts;
}

/** As many decimals as the list gives to any coupling, unless shifts are wanted as listed: then so are couplings. */
function couplingsText(molecule: Standing["molecule"], hertz: readonly number[], { decimals }: JournalStyle): string {
  return decimals === null ? hertz.map(shiftText).join(", ") : couplings(hertz, molecule);
}

function typeOf(hydrogens: number, house: House): string {
  if (hydrogens === 0) return house === "acs" ? "Cq" : "C";
  return hydrogens === 1 ? "CH" : `CH${hydrogens}`;
}
