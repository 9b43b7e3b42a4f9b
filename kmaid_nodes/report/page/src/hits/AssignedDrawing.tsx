import type { Molecule, PageData } from "../data";
import { bandOf } from "./band";
import { carbonName, multiplicityOf } from "./carbonNames";
import { useSpotKeys, useSpotPointer } from "./handlers";
import { carbonSpot } from "./pointing";
import { rove } from "./roving";

interface Props {
  /** What tells this structure from the others of the list. */
  structure: string;
  molecule: Molecule;
  page: PageData;
}

/** A structure with the shifts that a list gives its carbons; atoms light their peak. */
export function AssignedDrawing({ structure, molecule, page }: Props) {
  const { picture } = molecule;
  return (
    <svg
      class="mol"
      viewBox={picture.box.join(" ")}
      role="group"
      aria-label={`Structure of ${molecule.id}. Arrow keys go from carbon to carbon.`}
      onKeyDown={rove}
    >
      <g dangerouslySetInnerHTML={{ __html: picture.svg }} />
      {molecule.carbons.map((_, at) => (
        <Atom key={at} structure={structure} molecule={molecule} page={page} carbon={at} />
      ))}
    </svg>
  );
}

function Atom({ structure, molecule, page, carbon: at }: Props & { carbon: number }) {
  const carbon = molecule.carbons[at]!;
  const spot = carbonSpot(structure, molecule, at);
  const keys = useSpotKeys(spot);
  const pointer = useSpotPointer(() => spot);
  const [x, y] = molecule.picture.atoms[carbon.atom] ?? [0, 0];
  const [labelX, labelY] = molecule.picture.labels[carbon.atom] ?? [x, y];
  const ppm = carbon.peak === null ? null : molecule.peaks[carbon.peak]!.ppm;
  const words = [carbonName(carbon), multiplicityOf(carbon.hydrogens), ppm === null ? "no peak" : `${ppm} ppm`];
  return (
    <g
      {...keys}
      {...pointer}
      class={`atom ${bandOf(carbon.confidence, page.bands)}`}
      data-mark=""
      data-atom={carbon.atom}
      role="button"
      aria-label={words.join(", ")}
      tabIndex={at === 0 ? 0 : -1}
    >
      <circle class="halo" cx={x} cy={y} r="11" />
      <text x={labelX} y={labelY} text-anchor="middle" dominant-baseline="central">
        {ppm === null ? "–" : ppm.toFixed(1)}
      </text>
    </g>
  );
}
