// The list as a stick spectrum: every peak has its label.
import { carbonName } from "../editing/names";
import { axisFor, ticks, xOf } from "../spectrum/axis";
import { spread } from "../spectrum/spread";
import { shownShifts } from "./journal";
import { leftWord } from "../spectrum/leftWord";
import { carbonsOfPeaks, leftOf, type Standing } from "./standing";
import { escaped, INK, short, type Part } from "./svg";

const SIDE = 14;
const FONT_SIZE = 11;
/** From one label to the next; crowded spectra have smaller ones. */
const GAP = 12.5;
/** Room for the slanting lines from labels to sticks. */
const LEADERS = 22;
const STICKS = 120;
const AXIS = 36;
/** Of peaks without a carbon. */
const LEFT = "#7a6a9f";

/** A spectrum so wide; numbers: whether labels name the carbons. */
export function spectrumPart(state: Standing, width: number, numbers: boolean): Part {
  const { molecule } = state;
  const carbons = carbonsOfPeaks(state);
  const order = molecule.peaks.map((_, at) => at).sort((a, b) => molecule.peaks[b]!.ppm - molecule.peaks[a]!.ppm);
  const shifts = shownShifts(order.map((at) => molecule.peaks[at]!.ppm), 1);
  const labels = order.map((at, k) => shifts[k]! + (numbers ? namesOf(state, at, carbons[at]!) : ""));
  const gap = Math.min(GAP, (width - 2 * SIDE) / Math.max(1, labels.length - 1));
  const font = Math.min(FONT_SIZE, gap * 0.88);
  const top = 8 + font * 0.56 * Math.max(4, ...labels.map((label) => label.length));
  const base = top + LEADERS + STICKS;
  const axis = axisFor(molecule.peaks.map(({ ppm }) => ppm), SIDE, width - SIDE);
  const x = order.map((at) => xOf(molecule.peaks[at]!.ppm, axis));
  const places = spread(x, gap, SIDE, width - SIDE);
  const most = Math.max(1, ...carbons.map((of) => of.length));
  const drawn = order.map((at, k) => {
    const count = carbons[at]!.length;
    const high = base - STICKS * (count ? 0.55 + (0.45 * count) / most : 0.35);
    const colour = count ? INK : LEFT;
    const [from, to] = [short(x[k]!), short(places[k]!)];
    return (
      `<path d="M${from} ${short(base)}V${short(high)}" stroke="${colour}" stroke-width="1.4" fill="none"/>` +
      `<path d="M${from} ${short(high)}V${short(top + LEADERS)}L${to} ${short(top + 3)}" stroke="${colour}" ` +
      `stroke-width="0.4" fill="none"/>` +
      `<text transform="translate(${to} ${short(top)}) rotate(-90)" dy="0.36em" fill="${colour}">${escaped(labels[k]!)}</text>`
    );
  });
  const content = `<g font-size="${short(font)}">${drawn.join("")}</g>${axisOf(axis, base)}`;
  return { content, box: [0, 0, width, base + AXIS] };
}

function namesOf(state: Standing, peak: number, carbons: readonly number[]): string {
  const { molecule, edited } = state;
  return ` ${carbons.length ? carbons.map((one) => carbonName(molecule, edited, one)).join(", ") : (leftWord(leftOf(state, peak)) ?? "")}`.trimEnd();
}

function axisOf(axis: ReturnType<typeof axisFor>, base: number): string {
  const { at, digits } = ticks(axis, 60);
  const marks = at.map((ppm) => {
    const x = short(xOf(ppm, axis));
    return `<path d="M${x} ${short(base)}v5" stroke="${INK}"/><text x="${x}" y="${short(base + 17)}">${ppm.toFixed(digits)}</text>`;
  });
  const middle = short((axis.left + axis.right) / 2);
  return (
    `<g font-size="${FONT_SIZE}" text-anchor="middle" fill="${INK}">` +
    `<path d="M${short(axis.left)} ${short(base)}H${short(axis.right)}" stroke="${INK}"/>${marks.join("")}` +
    `<text x="${middle}" y="${short(base + 32)}">\u03b4 / ppm</text></g>`
  );
}
