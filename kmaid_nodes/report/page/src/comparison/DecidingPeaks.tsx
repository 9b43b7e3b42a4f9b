import { useMemo, useState } from "preact/hooks";
import type { Molecule, Peak } from "../data";
import { carbonType, shift } from "../formatting";
import { carbonName } from "../hits/carbonNames";
import { useSpotKeys, useSpotPointer } from "../hits/handlers";
import { signed } from "../hits/numbers";
import { peakSpot } from "../hits/pointing";
import type { Compared } from "./compared";
import { decidingPeaks, type DecidingPeak, type PeakIn } from "./difference";

const FIRST = 8;

interface Props {
  peaks: readonly Peak[];
  structures: readonly Compared[];
}

/** The peaks about which the structures differ most: carbon, Δ and cost in each. */
export function DecidingPeaks({ peaks, structures }: Props) {
  const deciding = useMemo(() => decidingPeaks(structures), [structures]);
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
                <th key={one.key} colSpan={3} title={one.title}>
                  {one.title}
                </th>
              ))}
              <th title="Largest less smallest cost">Differ by</th>
            </tr>
            <tr class="under">
              <th>ppm</th>
              {structures.map((one) => (
                <HeadOfStructure key={one.key} />
              ))}
              <th />
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
        <small>Cost: distance from the prediction in uncertainties, at most 5; 5 for an unexplained peak.</small>
      </p>
    </section>
  );
}

function HeadOfStructure() {
  return (
    <>
      <th>Carbon</th>
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
      <td class="n">{of.differs.toFixed(1)}</td>
    </tr>
  );
}

function Cells({ of, peak, molecule }: { of: PeakIn; peak: number; molecule: Molecule }) {
  const left = molecule.peaks[peak]!.left;
  return (
    <>
      <td title={left?.reason}>{of.carbons.length ? of.carbons.map(carbonName).join(", ") : (left?.kind ?? "–")}</td>
      <td class="n">{of.delta === null ? "–" : signed(of.delta)}</td>
      <td class="n">{of.cost.toFixed(1)}</td>
    </>
  );
}
