import { useMemo, useRef } from "preact/hooks";
import type { Molecule, PageData } from "../data";
import { carbonType, fixed, percent, shift } from "../formatting";
import { BandShape } from "../molecule/BandMark";
import { bandOf } from "../molecule/confidence";
import { covered, widthOf, type Shown } from "../molecule/drawingLabels";
import { useSize } from "../useSize";
import { arrows } from "./arrows";
import { carbonName } from "./carbonNames";
import { useSpotKeys, useSpotPointer } from "./handlers";
import { carbonSpot } from "./pointing";

const HALO = 11;
const MOST_ENLARGED = 1.7;
/** Of labels, in px of the screen, which a small card does not make smaller. */
const FONT_PX = 10.5;

interface Props {
  /** What tells this structure from the others of the list. */
  structure: string;
  molecule: Molecule;
  page: PageData;
  /** What stands at the carbons; shifts, if nothing is said. */
  shown?: Shown;
}

/** A structure with the shifts that a list gives its carbons; atoms light their peak. */
export function AssignedDrawing({ structure, molecule, page, shown = "shifts" }: Props) {
  const svg = useRef<SVGSVGElement>(null);
  const size = useSize(svg, { width: 300, height: 210 });
  const [x, y, width, height] = shown === "both" ? molecule.picture.longBox : molecule.picture.box;
  const scale = Math.min(size.width / width, size.height / height, MOST_ENLARGED);
  const font = FONT_PX / scale;
  const hidden = useMemo(() => hiddenLabels(molecule, font, shown), [molecule, font, shown]);
  const view = [
    x + width / 2 - size.width / scale / 2,
    y + height / 2 - size.height / scale / 2,
    size.width / scale,
    size.height / scale,
  ];
  return (
    <svg
      ref={svg}
      class="mol"
      viewBox={view.map((one) => one.toFixed(1)).join(" ")}
      role="group"
      aria-label={`Structure of ${molecule.id}. Arrow keys go from carbon to carbon.`}
      onKeyDown={arrows(svg)}
      font-size={font}
    >
      <g class="picture" dangerouslySetInnerHTML={{ __html: molecule.picture.svg }} />
      {molecule.carbons.map((_, at) => (
        <Atom key={at} structure={structure} molecule={molecule} page={page} shown={shown} carbon={at} font={font} hidden={hidden.has(at)} />
      ))}
    </svg>
  );
}

function labelOf(molecule: Molecule, carbon: number, shown: Shown): { number: string; text: string; x: number; y: number } {
  const { atom, peak, number } = molecule.carbons[carbon]!;
  const { labels, longLabels, atoms } = molecule.picture;
  const [x, y] = (shown === "both" ? longLabels : labels)[atom] ?? atoms[atom] ?? [0, 0];
  const own = number ?? String(atom + 1);
  const ppm = peak === null ? "–" : fixed(molecule.peaks[peak]!.ppm, 1);
  return { number: shown === "both" ? own : "", text: shown === "numbers" ? own : ppm, x, y };
}

/** Carbons whose labels others cover; they show while the carbon is lit. */
function hiddenLabels(molecule: Molecule, font: number, shown: Shown): Set<number> {
  const boxes = molecule.carbons.map((_, at) => {
    const label = labelOf(molecule, at, shown);
    return { x: label.x, y: label.y, width: font * widthOf(label), height: 0.86 * font };
  });
  return covered(boxes, [...boxes.keys()]);
}

interface AtomProps extends Required<Props> {
  carbon: number;
  font: number;
  hidden: boolean;
}

function Atom({ structure, molecule, page, shown, carbon: at, font, hidden }: AtomProps) {
  const carbon = molecule.carbons[at]!;
  const spot = carbonSpot(structure, molecule, at);
  const keys = useSpotKeys(spot);
  const pointer = useSpotPointer(() => spot);
  const [x, y] = molecule.picture.atoms[carbon.atom] ?? [0, 0];
  const label = labelOf(molecule, at, shown);
  const found =
    carbon.peak === null ? "no peak" : `${shift(molecule.peaks[carbon.peak]!.ppm)} ppm, ${percent(carbon.confidence)}`;
  return (
    <g
      {...keys}
      {...pointer}
      class="atom"
      data-mark=""
      data-atom={carbon.atom}
      role="button"
      tabindex={at === 0 ? 0 : -1}
      aria-label={`${carbonName(carbon)}, ${carbonType(carbon.hydrogens)}, ${found}`}
    >
      <circle class="hit-area" cx={x} cy={y} r={HALO} />
      <BandShape band={bandOf(carbon.confidence, page.bands)} x={x} y={y} r={HALO} />
      <circle class="ring" cx={x} cy={y} r={HALO + 2.5} />
      <text class={hidden ? "crowded" : undefined} x={label.x} y={label.y + 0.36 * font} text-anchor="middle">
        {label.number && <tspan class="own">{label.number} </tspan>}
        {label.text}
      </text>
    </g>
  );
}
