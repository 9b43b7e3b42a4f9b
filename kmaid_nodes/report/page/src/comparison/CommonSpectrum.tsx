import type { ComponentChildren } from "preact";
import { useMemo, useRef } from "preact/hooks";
import type { PageData, Peak } from "../data";
import { carbonType, fixed, shift } from "../formatting";
import { arrows } from "../hits/arrows";
import { carbonName } from "../hits/carbonNames";
import { useSpotKeys, useSpotPointer } from "../hits/handlers";
import { nearestLine, placeIn } from "../hits/nearest";
import { fromLeft } from "../hits/MirrorPlot";
import { carbonSpot, peakSpot, type Spot } from "../hits/pointing";
import { useSize } from "../useSize";
import { bandOf } from "../molecule/confidence";
import { axisFor, ticks, xOf, type Axis } from "../spectrum/axis";
import type { Compared } from "./compared";

// In px.
const FIRST_WIDTH = 1000; // until the page is measured
const SIDE = 16;
const GUTTER = 128; // for the names of the structures
const TOP = 26;
const BASE = 120;
const ROW = 22;

interface Props {
  page: PageData;
  peaks: readonly Peak[];
  structures: readonly Compared[];
}

/** The list's peaks; below the axis a row for each structure with the shifts predicted for it. */
export function CommonSpectrum({ page, peaks, structures }: Props) {
  const svg = useRef<SVGSVGElement>(null);
  const { width } = useSize(svg, { width: FIRST_WIDTH, height: BASE });
  const axis = useMemo(() => {
    const predicted = structures.flatMap((one) => one.molecule.carbons.flatMap((carbon) => carbon.predicted ?? []));
    return axisFor([...peaks.map((peak) => peak.ppm), ...predicted], GUTTER, width - SIDE);
  }, [peaks, structures, width]);
  const height = BASE + 24 + structures.length * ROW + 6;
  const pointer = useSpotPointer((event) => {
    const { x, y, perPx } = placeIn(svg.current!, event);
    const row = Math.floor((y - BASE - 24) / ROW);
    const lines = row >= 0 && structures[row] ? linesOfRow(structures[row], axis) : linesOfPeaks(peaks, axis);
    return nearestLine(lines, x, perPx, event);
  });
  return (
    <figure class="card common">
      <svg
        ref={svg}
        class="common-spectrum"
        viewBox={`0 0 ${width} ${height}`}
        height={height}
        role="group"
        aria-label="The spectrum and the shifts predicted for each structure. Arrow keys go from line to line."
        onKeyDown={arrows(svg)}
        {...pointer}
      >
        <rect class="ground" width={width} height={height} />
        <PpmScale axis={axis} />
        {fromLeft(peaks).map((at, place) => (
          <PeakLine key={at} at={at} first={place === 0} axis={axis} peak={peaks[at]!} structures={structures} />
        ))}
        {structures.map((one, row) => (
          <Row key={one.key} of={one} y={BASE + 24 + row * ROW} axis={axis} page={page} />
        ))}
      </svg>
      <figcaption>
        Below the axis: the shifts predicted for each structure, joined to their peaks while you point at them.
      </figcaption>
    </figure>
  );
}

function linesOfPeaks(peaks: readonly Peak[], axis: Axis) {
  return peaks.map((peak) => ({ x: xOf(peak.ppm, axis), of: peakSpot(peak) }));
}

function linesOfRow(of: Compared, axis: Axis) {
  return of.molecule.carbons.flatMap((carbon, at) =>
    carbon.predicted === null ? [] : [{ x: xOf(carbon.predicted, axis), of: carbonSpot(of.key, of.molecule, at) }],
  );
}

function PpmScale({ axis }: { axis: Axis }) {
  return (
    <g class="axis">
      <path d={`M${GUTTER} ${BASE}H${axis.right}`} />
      {ticks(axis, 48).at.map((ppm) => (
        <text key={ppm} x={xOf(ppm, axis)} y={BASE + 14} text-anchor="middle">
          {ppm}
        </text>
      ))}
    </g>
  );
}

interface PeakLineProps {
  at: number;
  first: boolean;
  axis: Axis;
  peak: Peak;
  structures: readonly Compared[];
}

function PeakLine({ at, first, axis, peak, structures }: PeakLineProps) {
  const x = xOf(peak.ppm, axis);
  const open = structures.filter((one) => one.molecule.peaks[at]?.left?.kind === "unexplained").length;
  const words = [`${shift(peak.ppm)} ppm`, carbonType(peak.hydrogens), open ? `unexplained by ${open}` : ""];
  return (
    <g
      {...useSpotKeys(peakSpot(peak))}
      class={`mark ${open ? "left" : ""}`}
      data-mark=""
      data-peak={at}
      role="button"
      aria-label={words.filter(Boolean).join(", ")}
      tabindex={first ? 0 : -1}
    >
      <path class="line" d={`M${x} ${BASE}V${TOP}`} />
      {open > 0 && <path class="diamond" d={`M${x} ${TOP - 5}l4 5-4 5-4-5z`} />}
      <text class="reading" x={Math.min(Math.max(x, 50), axis.right - 40)} y="14" text-anchor="middle">
        {shift(peak.ppm)} ppm {carbonType(peak.hydrogens)}
      </text>
    </g>
  );
}

interface RowProps {
  of: Compared;
  y: number;
  axis: Axis;
  page: PageData;
}

function Row({ of, y, axis, page }: RowProps) {
  const { molecule } = of;
  return (
    <g class="row" data-structure={of.key}>
      <path class="rule" d={`M${SIDE} ${y + ROW - 3}H${axis.right}`} />
      <text class="title" x={SIDE} y={y + ROW - 7}>
        {shortened(of.title)}
        <title>{of.title}</title>
      </text>
      {molecule.carbons.map((carbon, at) => {
        if (carbon.predicted === null) return null;
        const x = xOf(carbon.predicted, axis);
        const measured = carbon.peak === null ? null : xOf(molecule.peaks[carbon.peak]!.ppm, axis);
        return (
          <PredictedMark
            key={at}
            spot={carbonSpot(of.key, molecule, at)}
            label={`${of.title}: ${carbonName(carbon)}, predicted at ${fixed(carbon.predicted, 1)} ppm`}
            kind={carbon.peak === null ? "missing" : bandOf(carbon.confidence, page.bands)}
          >
            {measured !== null && <path class="join" d={`M${measured} ${BASE}V${y}L${x} ${y + 4}`} />}
            <path class="line" d={`M${x} ${y + 4}V${y + ROW - 3}`} />
            {carbon.peak === null && <circle class="hole" cx={x} cy={y + 5} r="3.5" />}
          </PredictedMark>
        );
      })}
    </g>
  );
}

function shortened(title: string): string {
  return title.length > 20 ? `${title.slice(0, 19)}…` : title;
}

interface PredictedMarkProps {
  spot: Spot;
  label: string;
  kind: string;
  children: ComponentChildren;
}

function PredictedMark({ spot, label, kind, children }: PredictedMarkProps) {
  return (
    <g
      {...useSpotKeys(spot)}
      class={`mark ${kind}`}
      data-mark=""
      role="button"
      aria-label={label}
      tabindex={-1}
    >
      {children}
    </g>
  );
}
