// Assigned spectra as NMReDATA records, with the fields that `writing/assigned_spectra.py` writes.
import type { Peak, Words } from "../data";
import { nameOf, ownNumber } from "../editing/names";
import { journalText, ofProgram } from "./journal";
import { shiftText, shortText } from "./numberText";
import { carbonsOfPeaks, leftOf, type Standing } from "./standing";

const LETTERS = "SDTQ";
const LOOKS_LIKE_AN_ATOM = /^C?-?\d+[a-z']*$/;
const NOT_PRINTABLE = /[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u;

/** The SD file of these molecules. */
export function nmredata(states: readonly Standing[], words: Words): string {
  return states.map((state) => recordOf(state, words)).join("");
}

function recordOf(state: Standing, words: Words): string {
  const fields = [...standardFields(state), ...ownFields(state, words)];
  return `${molblockOf(state)}${fields.map(([name, value]) => `>  <${name}>\n${value}\n\n`).join("")}$$$$\n`;
}

/** The molblock as it was read, under the id as its title. */
function molblockOf({ molecule }: Standing): string {
  return oneLine(molecule.id) + molecule.molblock.slice(molecule.molblock.indexOf("\n"));
}

function standardFields(state: Standing): [string, string][] {
  const { molecule } = state;
  const carbons = carbonsOfPeaks(state);
  const atoms = carbons.map((of) => of.map((carbon) => molecule.carbons[carbon]!.atom));
  const numbers = ownNumbers(state);
  const labels = labelsByNumber(atoms, numbers) ?? labelsOf(molecule.peaks, atoms);
  const fields: [string, string][] = [
    ["NMREDATA_VERSION", "1.1\\"],
    ["NMREDATA_LEVEL", "0\\"],
  ];
  if (molecule.solvent) fields.push(["NMREDATA_SOLVENT", `${oneLine(molecule.solvent)}\\`]);
  const assigned = molecule.peaks.flatMap((peak, at) => {
    const own = atoms[at]!;
    return own.length ? [`${labels[at]}, ${shiftText(peak.ppm)}, ${own.map((atom) => atom + 1).join(", ")}\\`] : [];
  });
  if (assigned.length) fields.push(["NMREDATA_ASSIGNMENT", assigned.join("\n")]);
  const signals = molecule.peaks.map((peak, at) => {
    const signal = signalOf(peak, labels[at]!, atoms[at]!.length);
    const reason = leftOf(state, at)?.reason;
    return `${signal}${reason ? ` ; not assigned: ${oneLine(reason).replaceAll("\\", "/")}` : ""}\\`;
  });
  fields.push(["NMREDATA_1D_13C", [...conditions(state), ...signals].join("\n")]);
  if (numbers.size) fields.push(["KMAID_ATOM_NUMBERS", [...numbers].map(([atom, number]) => `${atom}:${number}`).join("; ")]);
  return fields;
}

function conditions({ molecule }: Standing): string[] {
  const { frequencyMhz, experiment } = molecule;
  const larmor = frequencyMhz === null ? [] : [`Larmor=${Number(frequencyMhz.toPrecision(9))}\\`];
  return experiment === "13c" ? larmor : [...larmor, `Sequence=${experiment.toUpperCase()}\\`];
}

function signalOf(peak: Peak, label: string | null, count: number): string {
  const parts = [shiftText(peak.ppm)];
  if (label) parts.push(`L=${label}`);
  if (peak.splitting || peak.couplingsHz.length) {
    if (peak.splitting) parts.push(`S=${peak.splitting}`);
    if (peak.couplingsHz.length) parts.push(`J=${peak.couplingsHz.map(shiftText).join(",")}`);
  } else if (peak.hydrogens !== null) parts.push(`S=${LETTERS[peak.hydrogens]!.toLowerCase()}`);
  if (peak.hydrogens !== null) parts.push(`H=${peak.hydrogens}`);
  if (count) parts.push(`N=${count}`);
  return parts.join(", ");
}

/** The chemist's own numbers by atom, in the order of the atoms. */
function ownNumbers({ molecule, edited }: Standing): Map<number, string> {
  const numbers = new Map(Object.entries(molecule.atomNumbers).map(([atom, number]) => [Number(atom), number]));
  molecule.carbons.forEach(({ atom }, carbon) => {
    const own = ownNumber(molecule, edited, carbon);
    if (own !== null) numbers.set(atom, own.replace(/\s/g, "_"));
  });
  return new Map([...numbers].sort(([a], [b]) => a - b));
}

/** `C4a`, `C2/C6`: labels made of own numbers; null where there are none or they do not tell the peaks apart. */
function labelsByNumber(atoms: readonly number[][], numbers: ReadonlyMap<number, string>): (string | null)[] | null {
  if (!numbers.size) return null;
  const name = (atom: number) =>
    nameOf(numbers.get(atom) ?? null, atom, true).replace("C-", "C").replace("atom ", "atom");
  const labels = atoms.map((of) => (of.length ? [...new Set(of.map(name))].join("/") : null));
  const used = labels.filter((label) => label !== null);
  return new Set(used).size < used.length ? null : labels.map((label) => label && quoted(label));
}

/** Each peak's own label where no two are the same and none could be that of an atom. */
function labelsOf(peaks: readonly Peak[], atoms: readonly number[][]): (string | null)[] {
  const ofAtom = (at: number) => (atoms[at]!.length ? `C${atoms[at]![0]! + 1}` : null);
  const own = peaks.map(({ label }) => (label && !LOOKS_LIKE_AN_ATOM.test(label) ? label : null));
  const named = own.filter((label) => label !== null);
  const usable = named.every((label) => !NOT_PRINTABLE.test(label) && !label.includes('"'));
  if (new Set(named).size < named.length || !usable) return peaks.map((_, at) => ofAtom(at));
  return own.map((label, at) => (label === null ? ofAtom(at) : quoted(label)));
}

function quoted(label: string): string {
  return /^[\p{L}\p{N}_.'-]+$/u.test(label) ? label : `<"${label}">`;
}

function ownFields(state: Standing, words: Words): [string, string][] {
  const { molecule, judged } = state;
  const fields: [string, string][] = [["KMAID_VERDICT", words.verdict[judged.verdict] ?? judged.verdict]];
  if (judged.pStructure !== null) fields.push(["KMAID_P_STRUCTURE", judged.pStructure.toFixed(3)]);
  if (molecule.offsetPpm) fields.push(["KMAID_OFFSET_PPM", shortText(molecule.offsetPpm)]);
  const second = molecule.peaks.flatMap((peak, at) => {
    const left = leftOf(state, at);
    const atom = left?.atom ?? null;
    return left?.kind === "second_set" && atom !== null ? [`${shortText(peak.ppm)};${atom}`] : [];
  });
  if (second.length) fields.push(["KMAID_SECOND_SET", second.join("|")]);
  fields.push(
    ["KMAID_SCORE", judged.score.toFixed(2)],
    ["KMAID_ASSIGNED_SHIFTS", assignedShifts(state)],
    ["KMAID_13C_NMR", oneLine(journalText(state, ofProgram))],
  );
  return fields;
}

/** `shift;0.0letter;atoms|...`, as nmrshiftdb2 writes it; atoms count from 0. */
function assignedShifts(state: Standing): string {
  const carbons = carbonsOfPeaks(state);
  return state.molecule.peaks
    .map(({ ppm, hydrogens }, at) => {
      const atoms = carbons[at]!.map((carbon) => state.molecule.carbons[carbon]!.atom);
      return `${shiftText(ppm)};0.0${hydrogens === null ? "" : LETTERS[hydrogens]!};${atoms.join(",")}|`;
    })
    .join("");
}

function oneLine(text: string): string {
  return text.split(/\s+/u).filter(Boolean).join(" ");
}
