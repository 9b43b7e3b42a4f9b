// Pictures that stand on their own: colours and fonts are within them, nothing comes from a style sheet.

/** A drawing and the part of the plane that it fills, in units of its own. */
export interface Part {
  content: string;
  box: readonly [x: number, y: number, width: number, height: number];
}

export const FONT = "Arial, Helvetica, sans-serif";
export const INK = "#1d2733";

/** Parts under each other as one picture, so many px wide. */
export function svgOf(parts: readonly Part[], widthPx: number, ground: "white" | null): string {
  const width = Math.max(...parts.map(({ box }) => box[2]));
  let top = 0;
  const placed = parts.map(({ content, box: [x, y, w, h] }) => {
    const move = `translate(${short((width - w) / 2 - x)} ${short(top - y)})`;
    top += h;
    return `<g transform="${move}">${content}</g>`;
  });
  const height = Math.round((widthPx * top) / width);
  // A little larger than the picture, whose sides are rounded to whole px.
  const paper = ground ? `<rect x="-2" y="-2" width="${short(width + 4)}" height="${short(top + 4)}" fill="${ground}"/>` : "";
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${height}" ` +
    `viewBox="0 0 ${short(width)} ${short(top)}" font-family="${FONT}">${paper}${placed.join("")}</svg>`
  );
}

/** The same part, so many times as large. */
export function scaled({ content, box }: Part, by: number): Part {
  const [x, y, width, height] = box.map((one) => one * by) as [number, number, number, number];
  return { content: `<g transform="scale(${short(by)})">${content}</g>`, box: [x, y, width, height] };
}

export const short = (value: number) => String(Math.round(value * 100) / 100);

/** Text within an element or an attribute; what XML does not know is left out. */
export function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "")
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/"/g, "&quot;");
}
