// Structure, spectrum or both as SVG and PNG.
import { spectrumPart } from "./spectrumPicture";
import { structurePart, type CarbonLabels } from "./structurePicture";
import { scaled, svgOf, type Part } from "./svg";
import type { Standing } from "./standing";

export interface PictureStyle {
  what: "structure" | "spectrum" | "both";
  labels: CarbonLabels;
  widthPx: number;
  ground: "white" | null;
}

export const USUAL_PICTURE: PictureStyle = { what: "both", labels: "shifts", widthPx: 1200, ground: "white" };

/** Widths (px) that a canvas of every browser can hold. */
export const WIDTHS_PX = { least: 100, most: 8000 };
/** Width of a spectrum in its own units: beyond it, text grows with the picture. */
const SPECTRUM = { least: 480, most: 900 };
/** A structure over a spectrum is at most so many times as large as it is drawn. */
const LARGEST = 1.5;

export function pictureSvg(state: Standing, { what, labels, widthPx, ground }: PictureStyle): string {
  const width = Math.min(Math.max(widthPx, SPECTRUM.least), SPECTRUM.most);
  const parts: Part[] = [];
  if (what !== "spectrum") {
    const part = structurePart(state, labels);
    parts.push(what === "both" ? scaled(part, Math.min(LARGEST, width / part.box[2])) : part);
  }
  if (what !== "structure") parts.push(spectrumPart(state, width, labels === "numbers" || labels === "both"));
  return svgOf(parts, clamped(widthPx), ground);
}

export const clamped = (px: number) => Math.min(Math.max(Math.round(px) || 0, WIDTHS_PX.least), WIDTHS_PX.most);

/** The picture of an SVG as PNG, of the size that it says. Throws where the browser cannot make one. */
export async function pngOf(svg: string): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.naturalWidth;
  canvas.height = image.naturalHeight;
  canvas.getContext("2d")!.drawImage(image, 0, 0);
  return new Promise((resolve, fail) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : fail(new Error("no picture"))), "image/png"),
  );
}
