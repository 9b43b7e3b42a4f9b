import type { PageData } from "../data";
import { percent } from "../formatting";
import { BandMark } from "./BandMark";

/** What the marks of confidence mean. */
export function BandLegend({ bands }: { bands: PageData["bands"] }) {
  return (
    <span class="legend" title="Confidence: probability that the peak belongs to this carbon or to an equivalent one">
      <BandMark band="high" />≥ {percent(bands.high)} <BandMark band="medium" />≥ {percent(bands.medium)}{" "}
      <BandMark band="low" />&lt; {percent(bands.medium)} <BandMark band="none" />no peak
    </span>
  );
}
