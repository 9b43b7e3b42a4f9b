import { useMemo, useState } from "preact/hooks";
import type { Molecule, PageData, Peak } from "../data";
import { carbonType, shift } from "../formatting";
import { carbonName } from "../hits/carbonNames";
import { useSpotKeys, useSpotPointer } from "../hits/handlers";
import { signed } from "../hits/numbers";
import { peakSpot } from "../hits/pointing";
import type { Compared } from "./compared";
import { decidingPeaks, inNats, type DecidingPeak, type PeakIn } from "./difference";

const FIRST = 8;
const IN_NATS = "Cost: minus the log likelihood (nats) of shift and multiplicity for the carbon, or of a peak without one. Lower is better.";
const IN_UNCERTAINTIES = "Cost: distance from the prediction in uncertainties, at most 5; 5 for an unexplained peak.";

interface Props {
  page: PageData;
  peaks: readonly Peak[];
  structures: readonly Compared[];
}

/** The peaks about which the structures differ most: carbon, Δ and cost in each. */
export function DecidingPeaks({ page, peaks, structures }: Props) {
  const deciding = useMemo(() => decidingPeaks(structures, page.rules), [structures, page]);
  const [all, showAll] = useState(false);
  return (
    <section class="card deciding">
      <h3>Peaks that decide</h3>
      <div class="scrolled" tabindex={0} role="region" aria-label="Peaks that decide">
        <table>
          <thead>
            <tr>
              <th>Peak</th>
              {structures.map((one) => (
                <th key={one.key} class="first" colSpan={3} title={one.title}>
                  {one.title}
                </th>
              ))}
              <th class="first" title="Largest less smallest cost">Differ by</th>
            </tr>
            <tr class="under">
              <th>ppm</th>
              {structures.map((one) => (
                <HeadOfStructure key={one.key} />
              ))}
              <th class="first" />
            </tr>
          </thead>
          <tbody>
            {(all ? deciding : deciding.slice(0, FIRST)).map((one) => (
              <Row key={one.peak} of={one} peak={peaks[one.peak]!} structures={structures} />
            ))}
          </tbody>
        </table>
      </div>
      <p class="act">
        {deciding.length > FIRST && (
          <button type="button" onClick={() => showAll(!all)}>{all ? `First ${FIRST} only` : `All ${deciding.length} peaks`}</button>
        )}
        <small>{inNats(structures, page.rules) ? IN_NATS : IN_UNCERTAINTIES}</small>
      </p>
    </section>
  );
}

function HeadOfStructure() {
  return (
    <>
      <th class="first">Carbon</th>
      <th class="n">Δ</th>
      <th class="n">Cost</th>
    </>
  );
}

function Row({ of, peak, structures }: { of: DecidingPeak; peak: Peak; structures: readonly Compared[] }) {
  const spot = peakSpot(peak);
  const pointer = useSpotPointer(() => spot);
  return (
    <tr data-spot={spot} data-peak={of.peak} {...pointer}>
      <th scope="row">
        <button type="button" class="plain" {...useSpotKeys(spot)}>
          {shift(peak.ppm)} {carbonType(peak.hydrogens)}
        </button>
      </th>
      {of.within.map((one, at) => (
        <Cells key={structures[at]!.key} of={one} peak={of.peak} molecule={structures[at]!.molecule} />
      ))}
      <td class="n first">{of.differs.toFixed(1)}</td>
    </tr>
  );
}

function Cells({ of, peak, molecule }: { of: PeakIn; peak: number; molecule: Molecule }) {
  const left = molecule.peaks[peak]!.left;
  return (
    <>
      <td class="first" title={left?.reason}>
        {of.carbons.length ? of.carbons.map(carbonName).join(", ") : words(left?.kind)}
        {of.otherType && <em> {[...new Set(of.carbons.map((carbon) => carbonType(carbon.hydrogens)))].join(", ")}</em>}
      </td>
      <td class="n">{of.delta === null ? "–" : signed(of.delta)}</td>
      <td class="n">{of.cost.toFixed(1)}</td>
    </>
  );
}

function words(kind: string | undefined): string {
  return kind ? kind.replace(/_/g, " ") : "–";
}
