import { useCarbonHandlers } from "../editing/handlers";
import { carbonName } from "../editing/names";
import { carbonType, percent, shift } from "../formatting";
import { BandShape } from "./BandMark";
import { bandOf } from "./confidence";
import { useSession } from "./session";

interface Props {
  carbon: number;
  label: { number: string; text: string; at: readonly [number, number]; hidden: boolean; font: number };
  /** How far from its centre the atom is pointed at, in the drawing's own px. */
  reach: number;
}

const HALO = 11;

/** A carbon of the drawing: the mark of its confidence, and its label. */
export function Atom({ carbon, label, reach }: Props) {
  const { molecule, edited, judged, page } = useSession();
  const handlers = useCarbonHandlers();
  const one = molecule.carbons[carbon]!;
  const [x, y] = molecule.picture.atoms[one.atom]!;
  const { confidence } = judged.carbons[carbon]!;
  const peak = edited.peakOfCarbon[carbon] ?? null;
  const found = peak === null ? "no peak" : `${shift(molecule.peaks[peak]!.ppm)} ppm, ${percent(confidence)}`;
  const [labelX, labelY] = label.at;
  return (
    <g
      class="atom"
      data-carbon={carbon}
      data-atom={one.atom}
      role="button"
      tabindex={carbon === 0 ? 0 : -1}
      aria-label={`${carbonName(molecule, edited, carbon)}, ${carbonType(one.hydrogens)}, ${found}`}
      {...handlers(carbon)}
    >
      <circle class="hit" cx={x} cy={y} r={reach} />
      <BandShape band={bandOf(confidence, page.bands)} x={x} y={y} r={HALO} />
      <circle class="ring" cx={x} cy={y} r={HALO + 2.5} />
      <text class={label.hidden ? "crowded" : undefined} x={labelX} y={labelY + label.font * 0.36} text-anchor="middle">
        {label.number && <tspan class="own">{label.number} </tspan>}
        {label.text}
      </text>
    </g>
  );
}
