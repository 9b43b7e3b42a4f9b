import { useMemo, useRef } from "preact/hooks";
import type { Hit, Molecule, PageData, Peak } from "../data";
import { axisFor, type PpmAxis } from "./axis";
import { bandOf } from "./band";
import { carbonName, multiplicityOf } from "./carbonNames";
import { useSpotKeys, useSpotPointer } from "./handlers";
import { nearestLine, placeIn, type Line } from "./nearest";
import { carbonSpot, peakSpot, type Spot } from "./pointing";
import { rove } from "./roving";

// In units of the view box, which is about as wide as a card.
const WIDTH = 320;
const HEIGHT = 132;
const TOP = 16;
const UP = 58; // foot of the query's peaks
const DOWN = 76; // head of the predicted shifts; between the two, lines join what belongs together
const FOOT = 116;

interface Props {
  structure: string;
  peaks: readonly Peak[];
  hit: Hit;
  page: PageData;
}

/** The query's peaks upwards, the hit's predicted shifts downwards, joined where a peak was assigned. */
export function MirrorPlot({ structure, peaks, hit, page }: Props) {
  const svg = useRef<SVGSVGElement>(null);
  const axis = useMemo(() => {
    return axisFor([...peaks.map((peak) => peak.ppm), ...hit.predicted], 8, WIDTH - 8);
  }, [peaks, hit]);
  const lines = useMemo(() => linesOf(structure, peaks, hit, axis), [structure, peaks, hit, axis]);
  const pointer = useSpotPointer((event) => {
    const { x, y, perPx } = placeIn(svg.current!, event);
    return nearestLine(y < (UP + DOWN) / 2 ? lines.up : lines.down, x, perPx, event);
  });
  return (
    <svg
      ref={svg}
      class="mirror"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="group"
      aria-label={`Peaks of the query above, predicted shifts of ${hit.id} below. Arrow keys go from line to line.`}
      onKeyDown={rove}
      {...pointer}
    >
      <rect class="ground" width={WIDTH} height={HEIGHT} />
      <Axis axis={axis} />
      {hit.molecule && <Joins structure={structure} molecule={hit.molecule} axis={axis} page={page} />}
      {fromLeft(peaks).map((at) => (
        <QueryLine key={at} at={at} axis={axis} peaks={peaks} molecule={hit.molecule} page={page} />
      ))}
      {hit.molecule
        ? hit.molecule.carbons.map((_, at) => (
            <PredictedLine key={at} carbon={at} structure={structure} molecule={hit.molecule!} axis={axis} page={page} />
          ))
        : hit.predicted.map((ppm, at) => <path key={at} class="line none" d={`M${axis.x(ppm)} ${DOWN}V${FOOT}`} />)}
    </svg>
  );
}

function linesOf(structure: string, peaks: readonly Peak[], hit: Hit, axis: PpmAxis) {
  const { molecule } = hit;
  const up: Line<Spot>[] = peaks
    .map((peak) => ({ x: axis.x(peak.ppm), of: peakSpot(peak) }));
  const down: Line<Spot>[] = (molecule?.carbons ?? []).flatMap((carbon, at) =>
    carbon.predicted === null ? [] : [{ x: axis.x(carbon.predicted), of: carbonSpot(structure, molecule!, at) }],
  );
  return { up, down };
}

/** Positions of the peaks from the left of the plot: falling shifts. */
export function fromLeft(peaks: readonly Peak[]): number[] {
  return peaks.map((_, at) => at).sort((a, b) => peaks[b]!.ppm - peaks[a]!.ppm);
}

function Axis({ axis }: { axis: PpmAxis }) {
  return (
    <g class="axis">
      <path d={`M8 ${UP}H${WIDTH - 8}M8 ${DOWN}H${WIDTH - 8}`} />
      {axis.ticks(44).map((ppm) => (
        <text key={ppm} x={axis.x(ppm)} y={HEIGHT - 4} text-anchor="middle">
          {ppm}
        </text>
      ))}
    </g>
  );
}

interface Within {
  structure: string;
  molecule: Molecule;
  axis: PpmAxis;
  page: PageData;
}

/** From each peak to the predicted shift of its carbon. */
function Joins({ structure, molecule, axis, page }: Within) {
  return (
    <g class="joins">
      {molecule.carbons.map((carbon, at) => {
        if (carbon.peak === null || carbon.predicted === null) return null;
        const band = bandOf(carbon.confidence, page.bands);
        const from = axis.x(molecule.peaks[carbon.peak]!.ppm);
        return (
          <path
            key={at}
            class={`join ${band}`}
            data-spot={carbonSpot(structure, molecule, at)}
            d={`M${from} ${UP}L${axis.x(carbon.predicted)} ${DOWN}`}
          />
        );
      })}
    </g>
  );
}

interface QueryLineProps {
  at: number;
  axis: PpmAxis;
  peaks: readonly Peak[];
  molecule: Molecule | null;
  page: PageData;
}

function QueryLine({ at, axis, peaks, molecule, page }: QueryLineProps) {
  const peak = peaks[at]!;
  const x = axis.x(peak.ppm);
  const own = molecule?.carbons.filter((carbon) => carbon.peak === at) ?? [];
  const left = molecule?.peaks[at]?.left ?? null;
  const band = left ? "left" : bandOf(own[0]?.confidence ?? null, page.bands);
  const of = own.length ? own.map(carbonName).join(", ") : (left?.reason ?? "");
  const words = [`${peak.ppm} ppm`, multiplicityOf(peak.hydrogens), of].filter(Boolean).join(", ");
  return (
    <g
      {...useSpotKeys(peakSpot(peak))}
      class={`mark ${band}`}
      data-mark=""
      data-peak={at}
      role="button"
      aria-label={words}
      tabIndex={at === fromLeft(peaks)[0] ? 0 : -1}
    >
      <path class="line" d={`M${x} ${UP}V${TOP}`} />
      {left && <path class="diamond" d={`M${x} ${TOP - 5}l4 5-4 5-4-5z`} />}
      <text class="reading" x={Math.min(Math.max(x, 60), WIDTH - 60)} y="9" text-anchor="middle">
        {peak.ppm.toFixed(1)} {own.length ? `→ ${own.map(carbonName).join(", ")}` : left ? "no carbon" : ""}
      </text>
    </g>
  );
}

function PredictedLine({ structure, molecule, axis, page, carbon: at }: Within & { carbon: number }) {
  const carbon = molecule.carbons[at]!;
  const spot = carbonSpot(structure, molecule, at);
  const keys = useSpotKeys(spot);
  if (carbon.predicted === null) return null;
  const x = axis.x(carbon.predicted);
  const peak = carbon.peak === null ? "no peak" : `peak at ${molecule.peaks[carbon.peak]!.ppm} ppm`;
  return (
    <g
      {...keys}
      class={`mark ${carbon.peak === null ? "missing" : bandOf(carbon.confidence, page.bands)}`}
      data-mark=""
      data-carbon={at}
      role="button"
      aria-label={`${carbonName(carbon)}, predicted at ${carbon.predicted.toFixed(1)} ppm, ${peak}`}
      tabIndex={-1}
    >
      <path class="line" d={`M${x} ${DOWN}V${FOOT}`} />
      {carbon.peak === null && <circle class="hole" cx={x} cy={FOOT} r="3.5" />}
    </g>
  );
}
