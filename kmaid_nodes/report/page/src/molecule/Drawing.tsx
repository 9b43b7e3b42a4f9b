import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { ZoomButtons } from "../ZoomButtons";
import { counted } from "../formatting";
import { useSize } from "../useSize";
import { useZoom } from "../zoom";
import { Atom } from "./Atom";
import { BandLegend } from "./BandLegend";
import { covered, labelOf, widthOf, type Shown } from "./drawingLabels";
import { LabelChoice } from "./LabelChoice";
import { useDrawingKeys } from "./drawingKeys";
import { useSession } from "./session";
import "./drawing.css";

const MOST_ENLARGED = 1.7;
const MOST_ZOOMED = 12;
const SIZE = { width: 400, height: 300 };
const PRINTED = { width: 700, height: 345 };
/** What labels have in the drawing's own px, and what they may have on the screen. */
const FONT = { own: 10.5, least: 10, most: 13 };

/** The structure with the shift of each carbon. */
export function Drawing({ large, enlarge }: { large: boolean; enlarge(large: boolean): void }) {
  const { molecule, edited, judged, page, pointing } = useSession();
  const [shown, show] = useState<Shown>("shifts");
  const svg = useRef<SVGSVGElement>(null);
  const size = useSize(svg, SIZE, PRINTED);
  const zoom = useZoom(svg, size, MOST_ZOOMED);
  const keys = useDrawingKeys(svg, zoom);
  const { picture } = molecule;
  const long = shown === "both";
  const { view, scale } = viewOf(long ? picture.longBox : picture.box, size, zoom.transform);
  const font = Math.min(FONT.most, Math.max(FONT.least, FONT.own * scale)) / scale;
  const labels = useMemo(
    () => molecule.carbons.map((_, at) => labelOf(at, shown, molecule, edited)),
    [shown, molecule, edited],
  );
  const places = molecule.carbons.map(({ atom }) => (long ? picture.longLabels : picture.labels)[atom] ?? picture.atoms[atom]!);
  const boxes = labels.map((label, at) => ({
    x: places[at]![0],
    y: places[at]![1],
    width: font * widthOf(label),
    height: 0.86 * font,
  }));
  const doubtful = judged.carbons.map(({ confidence }, at) => [confidence ?? 0, at] as const);
  const order = doubtful.sort((a, b) => a[0] - b[0] || a[1] - b[1]).map(([, at]) => at);
  const hidden = covered(boxes, order);
  useLayoutEffect(() => pointing.refresh());
  return (
    <figure class="drawing card">
      <svg ref={svg} class="mol" viewBox={view} role="group" aria-label={`Structure of ${molecule.id}`} onKeyDown={keys} font-size={font}>
        <g class="picture" dangerouslySetInnerHTML={{ __html: picture.svg }} />
        {molecule.carbons.map((_, at) => (
          <Atom key={at} carbon={at} label={{ ...labels[at]!, at: places[at]!, hidden: hidden.has(at), font }} reach={Math.max(11, 8 / scale)} />
        ))}
      </svg>
      <figcaption>
        <BandLegend bands={page.bands} />
        {hidden.size > 0 && <span class="hint">{counted(hidden.size, "label")} hidden: enlarge or zoom</span>}
        <span class="tools">
          <LabelChoice shown={shown} show={show} />
          <button type="button" class="enlarge" aria-pressed={large} title="Give the drawing the whole width" onClick={() => enlarge(!large)}>
            enlarge
          </button>
          <ZoomButtons zoom={zoom} of="structure" />
        </span>
      </figcaption>
    </figure>
  );
}

/** The part of the picture that is seen, and how many px of the screen one of its own takes. */
function viewOf(
  [x, y, width, height]: readonly [number, number, number, number],
  size: { width: number; height: number },
  zoomed: { k: number; x: number; y: number },
): { view: string; scale: number } {
  const whole = Math.min(size.width / width, size.height / height, MOST_ENLARGED);
  const left = x + width / 2 - size.width / whole / 2;
  const top = y + height / 2 - size.height / whole / 2;
  const scale = whole * zoomed.k;
  const view = [left - zoomed.x / scale, top - zoomed.y / scale, size.width / scale, size.height / scale];
  return { view: view.map((one) => one.toFixed(2)).join(" "), scale };
}
