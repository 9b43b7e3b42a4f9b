// The structure with the shifts or numbers of its carbons.
import { numberOf } from "../molecule/numbers";
import { escaped, INK, short, type Part } from "./svg";
import type { Standing } from "./standing";

export type CarbonLabels = "shifts" | "numbers" | "both" | "none";

/** Of a label, in the units of the drawing, whose bonds are some 28 long. */
const FONT_SIZE = 10.5;
/** Labels may stand out beyond the drawing. */
const MARGIN = 16;

export function structurePart(state: Standing, labels: CarbonLabels): Part {
  const { picture, carbons } = state.molecule;
  const texts = carbons.map((carbon, at) => {
    const [number, shift] = labelOf(state, at, labels);
    const place = (labels === "both" ? picture.longLabels : picture.labels)[carbon.atom] ?? picture.atoms[carbon.atom];
    if (!(number || shift) || !place) return "";
    const text = number && shift ? `<tspan font-weight="bold">${escaped(number)}</tspan> ${shift}` : escaped(number || shift);
    return `<text x="${short(place[0])}" y="${short(place[1] + 0.36 * FONT_SIZE)}">${text}</text>`;
  });
  const written = `<g font-size="${FONT_SIZE}" text-anchor="middle" fill="${INK}">${texts.join("")}</g>`;
  const [x, y, width, height] = labels === "both" ? picture.longBox : picture.box;
  return {
    content: picture.svg + written,
    box: [x - MARGIN, y - MARGIN, width + 2 * MARGIN, height + 2 * MARGIN],
  };
}

/** Number and shift, each empty where it is not wanted. */
function labelOf({ molecule, edited }: Standing, carbon: number, labels: CarbonLabels): [number: string, shift: string] {
  const peak = edited.peakOfCarbon[carbon] ?? null;
  const shift = peak === null ? "\u2013" : molecule.peaks[peak]!.ppm.toFixed(1);
  const number = numberOf(carbon, molecule, edited);
  return [labels === "numbers" || labels === "both" ? number : "", labels === "shifts" || labels === "both" ? shift : ""];
}
