import type { Molecule } from "../data";
import { useSession } from "../molecule/session";
import { applyAll } from "./changes";
import type { Edited } from "./edited";
import { sameShift } from "./groups";
import { carbonNames, shiftShown } from "./names";

/** The other ranked assignments of the whole list, what each would change, and a button that takes it. */
export function RankedAssignments() {
  const session = useSession();
  const { molecule, edited } = session;
  if (molecule.ranked.length < 2) return null;
  return (
    <details class="ranked">
      <summary>Ranked assignments of the whole list ({molecule.ranked.length})</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">Rank</th>
            <th scope="col" title="How probable it is, relative to the first">
              Odds
            </th>
            <th scope="col">What it changes</th>
            <th scope="col">
              <span class="unseen">Take it</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {molecule.ranked.map(({ odds, peaks }, at) => {
            const changes = differences(molecule, edited, peaks);
            return (
              <tr key={at}>
                <td>{at + 1}</td>
                <td>{oddsShown(odds)}</td>
                <td>{changes.join("; ") || "nothing: this is shown"}</td>
                <td>
                  <button
                    type="button"
                    disabled={!changes.length}
                    title="Take this assignment; it can be undone"
                    onClick={() => session.change(applyAll(molecule, edited, peaks))}
                  >
                    Apply
                  </button>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </details>
  );
}

/** `22.6 to C-16`, for each peak that gets other carbons; `C-17 without a peak`. */
function differences(molecule: Molecule, edited: Edited, peaks: readonly (number | null)[]): string[] {
  const moved = new Map<number, number[]>();
  const freed: number[] = [];
  peaks.forEach((peak, carbon) => {
    if (sameShift(molecule, peak, edited.peakOfCarbon[carbon] ?? null)) return;
    if (peak === null) freed.push(carbon);
    else moved.set(peak, [...(moved.get(peak) ?? []), carbon]);
  });
  const said = [...moved].map(
    ([peak, carbons]) => `${shiftShown(molecule.peaks[peak]!.ppm)} to ${carbonNames(molecule, edited, carbons)}`,
  );
  return freed.length ? [...said, `${carbonNames(molecule, edited, freed)} without a peak`] : said;
}

function oddsShown(odds: number): string {
  return odds >= 0.01 ? odds.toFixed(2) : odds > 0 ? odds.toExponential(0) : "0";
}
