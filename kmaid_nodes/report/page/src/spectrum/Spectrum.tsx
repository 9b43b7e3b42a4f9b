import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { useSession } from "../molecule/session";
import { useSize } from "../useSize";
import { useZoom } from "../zoom";
import { axisFor, xOf, zoomed } from "./axis";
import { layoutOf, placed, sides } from "./layout";
import { HiddenLabels } from "./HiddenLabels";
import { PpmAxis } from "./PpmAxis";
import { Predictions } from "./Predictions";
import { Readout } from "./Readout";
import { Sticks } from "./Sticks";
import { sticksOf } from "./stick";
import { ZoomButtons } from "../ZoomButtons";
import { useSpectrumKeys } from "./keys";
import "./spectrum.css";

const MOST_ZOOMED = 400;

/** The list as sticks above the axis, and below it where each carbon is expected. */
export function Spectrum() {
  const { molecule, edited, judged, page, pointing } = useSession();
  const svg = useRef<SVGSVGElement>(null);
  const size = useSize(svg, { width: 640, height: 280 });
  const zoom = useZoom(svg, size, MOST_ZOOMED);
  const sticks = useMemo(
    () => sticksOf(molecule, edited, judged, page),
    [molecule, edited, judged, page],
  );
  const whole = useMemo(() => {
    const expected = molecule.carbons.flatMap(({ predicted }) => predicted ?? []);
    return axisFor([...molecule.peaks.map(({ ppm }) => ppm), ...expected], ...sides(size.width));
  }, [molecule, size.width]);
  const axis = zoomed(whole, zoom.transform.k, zoom.transform.x);
  const layout = layoutOf(size, Math.max(0, ...sticks.map(({ label }) => label.length)));
  const { labels, hidden } = placed(sticks, axis, layout);
  const keys = useSpectrumKeys(svg, zoom, size.width);
  // What was made anew by zooming is lit as before.
  useLayoutEffect(() => pointing.refresh());
  const show = (ppm: number[]) => {
    const x = ppm.map((one) => xOf(one, whole));
    const margin = Math.max(6, 0.15 * (Math.max(...x) - Math.min(...x)));
    zoom.show(Math.min(...x) - margin, Math.max(...x) + margin);
  };
  return (
    <figure class="spectrum card">
      <svg
        ref={svg}
        class="plot"
        viewBox={`0 0 ${size.width} ${size.height}`}
        role="group"
        aria-label={`Spectrum of ${molecule.id}. Plus and minus zoom, arrows move, 0 shows all.`}
        tabindex={0}
        onKeyDown={keys}
      >
        <rect class="ground" width={size.width} height={size.height} />
        <Predictions axis={axis} layout={layout} />
        <PpmAxis axis={axis} layout={layout} />
        <Sticks sticks={sticks} axis={axis} layout={layout} labels={labels} />
        <HiddenLabels hidden={hidden} layout={layout} show={show} />
      </svg>
      <figcaption>
        <Readout sticks={sticks} />
        <ZoomButtons zoom={zoom} of="spectrum" />
      </figcaption>
    </figure>
  );
}
