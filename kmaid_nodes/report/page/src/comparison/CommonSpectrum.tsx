import type { ComponentChildren } from "preact";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { PageData, Peak } from "../data";
import { carbonType, fixed, shift } from "../formatting";
import { arrows } from "../hits/arrows";
import { carbonName } from "../hits/carbonNames";
import { useSpotKeys, useSpotPointer } from "../hits/handlers";
import { nearestLine, placeIn } from "../hits/nearest";
import { fromLeft } from "../hits/MirrorPlot";
import { carbonSpot, peakSpot, usePointing, type Spot } from "../hits/pointing";
import { useSize } from "../useSize";
import { bandOf } from "../molecule/confidence";
import { axisFor, ticks, xOf, zoomed, type Axis } from "../spectrum/axis";
import { thin } from "../spectrum/spread";
import { useZoom } from "../zoom";
import { ZoomButtons } from "../ZoomButtons";
import type { Compared } from "./compared";

// In px.
const FIRST_WIDTH = 1000; // until the page is measured
const SIDE = 16;
const GUTTER = 128; // for the names of the structures
const LABELS = 50; // foot of the labels, which are written upwards
const TOP = 72;
const BASE = 150;
const LABEL_GAP = 12.5;
const FARTHEST_SHARE = 0.1; // of the width, from a label to its peak
const MOST_ZOOMED = 400;
const MARKS = 18; // height of predicted shifts
const ROW = 22;
const NARROW = 560; // below, names stand above their rows
const NARROW_ROW = 36;

interface Props {
  page: PageData;
  peaks: readonly Peak[];
  structures: readonly Compared[];
  /** Further tools below it. */
  children?: ComponentChildren;
}

/** The list's peaks; below the axis a row for each structure with the shifts predicted for it. */
export function CommonSpectrum({ page, peaks, structures, children }: Props) {
  const svg = useRef<SVGSVGElement>(null);
  const { width } = useSize(svg, { width: FIRST_WIDTH, height: BASE });
  const [gutter, rowHeight] = width < NARROW ? [SIDE, NARROW_ROW] : [GUTTER, ROW];
  const whole = useMemo(() => {
    const predicted = structures.flatMap((one) => one.molecule.carbons.flatMap((carbon) => carbon.predicted ?? []));
    return axisFor([...peaks.map((peak) => peak.ppm), ...predicted], gutter, width - SIDE);
  }, [peaks, structures, width, gutter]);
  const height = BASE + 24 + structures.length * rowHeight + 6;
  const zoom = useZoom(svg, { width, height }, MOST_ZOOMED);
  const axis = zoomed(whole, zoom.transform.k, zoom.transform.x);
  const labels = useMemo(() => labelsOf(peaks, axis), [peaks, axis.high, axis.low, axis.left, axis.right]);
  const pointing = usePointing();
  // What was made anew by zooming is lit as before.
  useLayoutEffect(() => pointing.light());
  const steps = arrows(svg);
  const keys = (event: KeyboardEvent) => {
    if (event.key === "+" || event.key === "=") zoom.by(1.6);
    else if (event.key === "-") zoom.by(1 / 1.6);
    else if (event.key === "0") zoom.reset();
    else steps(event);
  };
  const pointer = useSpotPointer((event) => {
    const { x, y, perPx } = placeIn(svg.current!, event);
    const row = Math.floor((y - BASE - 24) / rowHeight);
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
        aria-label="The spectrum and the shifts predicted for each structure. Arrow keys go from line to line. Plus and minus zoom, 0 shows all."
        onKeyDown={keys}
        {...pointer}
      >
        <rect class="ground" width={width} height={height} />
        <PpmScale axis={axis} />
        {fromLeft(peaks).map((at, place) => (
          <PeakLine key={at} at={at} first={place === 0} axis={axis} peak={peaks[at]!} label={labels.get(at)} structures={structures} />
        ))}
        {structures.map((one, row) => (
          <Row key={one.key} of={one} foot={BASE + 24 + (row + 1) * rowHeight - 3} above={width < NARROW} axis={axis} page={page} />
        ))}
      </svg>
      <figcaption>
        Below the axis: the shifts predicted for each structure, joined to their peaks while you point at them.
        {children}
        <ZoomButtons zoom={zoom} of="spectrum" />
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
  const { at, digits } = ticks(axis, 48);
  return (
    <g class="axis">
      <path d={`M${axis.left} ${BASE}H${axis.right}`} />
      {at.map((ppm) => (
        <text key={ppm} x={xOf(ppm, axis)} y={BASE + 14} text-anchor="middle">
          {ppm.toFixed(digits)}
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
  /** Where its label stands, if there is room for one. */
  label: number | undefined;
  structures: readonly Compared[];
}

/** The labels that there is room for: by peak, where each stands (px). */
function labelsOf(peaks: readonly Peak[], axis: Axis): Map<number, number> {
  const seen = fromLeft(peaks).filter((at) => within(peaks[at]!.ppm, axis));
  const room = { gap: LABEL_GAP, low: axis.left, high: axis.right, farthest: FARTHEST_SHARE * (axis.right - axis.left) };
  const kept = thin(seen.map((at) => xOf(peaks[at]!.ppm, axis)), seen.map(() => false), room);
  return new Map(kept.map(({ label, at }) => [seen[label]!, at]));
}

function within(ppm: number, { high, low }: Axis): boolean {
  return ppm <= high && ppm >= low;
}

function PeakLine({ at, first, axis, peak, label, structures }: PeakLineProps) {
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
      {within(peak.ppm, axis) && <path class="line" d={`M${x} ${BASE}V${TOP}`} />}
      {open > 0 && within(peak.ppm, axis) && <path class="diamond" d={`M${x} ${TOP - 5}l4 5-4 5-4-5z`} />}
      {label === undefined ? (
        within(peak.ppm, axis) && (
          <text class="reading" transform={`translate(${x + 3.8} ${LABELS})rotate(-90)`}>
            {shift(peak.ppm)}
          </text>
        )
      ) : (
        <>
          <path class="leader" d={`M${x} ${TOP - (open ? 6 : 2)}V${TOP - 5}L${label} ${LABELS + 4}`} />
          <text class="ppm" transform={`translate(${label + 3.8} ${LABELS})rotate(-90)`}>
            {shift(peak.ppm)} {carbonType(peak.hydrogens)}
          </text>
        </>
      )}
    </g>
  );
}

interface RowProps {
  of: Compared;
  /** Where the row ends. */
  foot: number;
  /** Whether its name stands above it. */
  above: boolean;
  axis: Axis;
  page: PageData;
}

function Row({ of, foot, above, axis, page }: RowProps) {
  const { molecule } = of;
  const head = foot - MARKS + 3;
  return (
    <g class="row" data-structure={of.key}>
      <path class="rule" d={`M${SIDE} ${foot}H${axis.right}`} />
      <text class="title" x={SIDE} y={above ? head - 5 : foot - 4}>
        {above ? of.title : shortened(of.title)}
        <title>{of.title}</title>
      </text>
      {molecule.carbons.map((carbon, at) => {
        if (carbon.predicted === null || !within(carbon.predicted, axis)) return null;
        const x = xOf(carbon.predicted, axis);
        const measured = carbon.peak === null || !within(molecule.peaks[carbon.peak]!.ppm, axis) ? null : xOf(molecule.peaks[carbon.peak]!.ppm, axis);
        return (
          <PredictedMark
            key={at}
            spot={carbonSpot(of.key, molecule, at)}
            label={`${of.title}: ${carbonName(carbon)}, predicted at ${fixed(carbon.predicted, 1)} ppm`}
            kind={carbon.peak === null ? "missing" : bandOf(carbon.confidence, page.bands)}
          >
            {measured !== null && <path class="join" d={`M${measured} ${BASE}V${head - 4}L${x} ${head}`} />}
            <path class="line" d={`M${x} ${head}V${foot}`} />
            {carbon.peak === null && <circle class="hole" cx={x} cy={head + 1} r="3.5" />}
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
