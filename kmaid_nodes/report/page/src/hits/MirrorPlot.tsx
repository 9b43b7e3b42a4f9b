import { useMemo, useRef } from "preact/hooks";
import type { Hit, Molecule, PageData, Peak } from "../data";
import { carbonType, fixed, shift } from "../formatting";
import { bandOf } from "../molecule/confidence";
import { axisFor, ticks, xOf, type Axis } from "../spectrum/axis";
import { useSize } from "../useSize";
import { arrows } from "./arrows";
import { carbonName } from "./carbonNames";
import { useSpotKeys, useSpotPointer } from "./handlers";
import { nearestLine, placeIn, type Line } from "./nearest";
import { carbonSpot, peakSpot, type Spot } from "./pointing";

// In px.
const SIDE = 10;
const FIRST_WIDTH = 320; // until the card is measured
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
  const { width } = useSize(svg, { width: FIRST_WIDTH, height: HEIGHT });
  const axis = useMemo(() => {
    return axisFor([...peaks.map((peak) => peak.ppm), ...hit.predicted], SIDE, width - SIDE);
  }, [peaks, hit, width]);
  const lines = useMemo(() => linesOf(structure, peaks, hit, axis), [structure, peaks, hit, axis]);
  const pointer = useSpotPointer((event) => {
    const { x, y, perPx } = placeIn(svg.current!, event);
    return nearestLine(y < (UP + DOWN) / 2 ? lines.up : lines.down, x, perPx, event);
  });
  return (
    <svg
      ref={svg}
      class="mirror"
      viewBox={`0 0 ${width} ${HEIGHT}`}
      role="group"
      aria-label={`Peaks of the query above, predicted shifts of ${hit.id} below. Arrow keys go from line to line.`}
      onKeyDown={arrows(svg)}
      {...pointer}
    >
      <rect class="ground" width={width} height={HEIGHT} />
      <PpmScale axis={axis} />
      {hit.molecule && <Joins structure={structure} molecule={hit.molecule} axis={axis} page={page} />}
      {fromLeft(peaks).map((at) => (
        <QueryLine key={at} at={at} axis={axis} peaks={peaks} molecule={hit.molecule} page={page} />
      ))}
      {hit.molecule
        ? hit.molecule.carbons.map((_, at) => (
            <PredictedLine key={at} carbon={at} structure={structure} molecule={hit.molecule!} axis={axis} page={page} />
          ))
        : hit.predicted.map((ppm, at) => <path key={at} class="line none" d={`M${xOf(ppm, axis)} ${DOWN}V${FOOT}`} />)}
    </svg>
  );
}

function linesOf(structure: string, peaks: readonly Peak[], hit: Hit, axis: Axis) {
  const { molecule } = hit;
  const up: Line<Spot>[] = peaks
    .map((peak) => ({ x: xOf(peak.ppm, axis), of: peakSpot(peak) }));
  const down: Line<Spot>[] = (molecule?.carbons ?? []).flatMap((carbon, at) =>
    carbon.predicted === null ? [] : [{ x: xOf(carbon.predicted, axis), of: carbonSpot(structure, molecule!, at) }],
  );
  return { up, down };
}

/** Positions of the peaks from the left of the plot: falling shifts. */
export function fromLeft(peaks: readonly Peak[]): number[] {
  return peaks.map((_, at) => at).sort((a, b) => peaks[b]!.ppm - peaks[a]!.ppm);
}

function PpmScale({ axis }: { axis: Axis }) {
  return (
    <g class="axis">
      <path d={`M${axis.left} ${UP}H${axis.right}M${axis.left} ${DOWN}H${axis.right}`} />
      {ticks(axis, 44).at.map((ppm) => (
        <text key={ppm} x={xOf(ppm, axis)} y={HEIGHT - 4} text-anchor="middle">
          {ppm}
        </text>
      ))}
    </g>
  );
}

interface Within {
  structure: string;
  molecule: Molecule;
  axis: Axis;
  page: PageData;
}

/** From each peak to the predicted shift of its carbon. */
function Joins({ structure, molecule, axis, page }: Within) {
  return (
    <g class="joins">
      {molecule.carbons.map((carbon, at) => {
        if (carbon.peak === null || carbon.predicted === null) return null;
        const band = bandOf(carbon.confidence, page.bands);
        const from = xOf(molecule.peaks[carbon.peak]!.ppm, axis);
        return (
          <path
            key={at}
            class={`join ${band}`}
            data-spot={carbonSpot(structure, molecule, at)}
            d={`M${from} ${UP}L${xOf(carbon.predicted, axis)} ${DOWN}`}
          />
        );
      })}
    </g>
  );
}

interface QueryLineProps {
  at: number;
  axis: Axis;
  peaks: readonly Peak[];
  molecule: Molecule | null;
  page: PageData;
}

function QueryLine({ at, axis, peaks, molecule, page }: QueryLineProps) {
  const peak = peaks[at]!;
  const x = xOf(peak.ppm, axis);
  const own = molecule?.carbons.filter((carbon) => carbon.peak === at) ?? [];
  const left = molecule?.peaks[at]?.left ?? null;
  const band = left ? "left" : bandOf(own[0]?.confidence ?? null, page.bands);
  const of = own.length ? own.map(carbonName).join(", ") : (left?.reason ?? "");
  const words = [`${shift(peak.ppm)} ppm`, carbonType(peak.hydrogens), of].filter(Boolean).join(", ");
  return (
    <g
      {...useSpotKeys(peakSpot(peak))}
      class={`mark ${band}`}
      data-mark=""
      data-peak={at}
      role="button"
      aria-label={words}
      tabindex={at === fromLeft(peaks)[0] ? 0 : -1}
    >
      <path class="line" d={`M${x} ${UP}V${TOP}`} />
      {left && <path class="diamond" d={`M${x} ${TOP - 5}l4 5-4 5-4-5z`} />}
      <text class="reading" x={Math.min(Math.max(x, 60), axis.right - 50)} y="9" text-anchor="middle">
        {shift(peak.ppm)} {own.length ? `→ ${own.map(carbonName).join(", ")}` : left ? "no carbon" : ""}
      </text>
    </g>
  );
}

function PredictedLine({ structure, molecule, axis, page, carbon: at }: Within & { carbon: number }) {
  const carbon = molecule.carbons[at]!;
  const spot = carbonSpot(structure, molecule, at);
  const keys = useSpotKeys(spot);
  if (carbon.predicted === null) return null;
  const x = xOf(carbon.predicted, axis);
  const peak = carbon.peak === null ? "no peak" : `peak at ${shift(molecule.peaks[carbon.peak]!.ppm)} ppm`;
  return (
    <g
      {...keys}
      class={`mark ${carbon.peak === null ? "missing" : bandOf(carbon.confidence, page.bands)}`}
      data-mark=""
      data-carbon={at}
      role="button"
      aria-label={`${carbonName(carbon)}, predicted at ${fixed(carbon.predicted, 1)} ppm, ${peak}`}
      tabindex={-1}
    >
      <path class="line" d={`M${x} ${DOWN}V${FOOT}`} />
      {carbon.peak === null && <circle class="hole" cx={x} cy={FOOT} r="3.5" />}
    </g>
  );
}
