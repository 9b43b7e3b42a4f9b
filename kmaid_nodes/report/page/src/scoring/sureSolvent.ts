// Which peaks of a list surely are the solvent's, as `assignment/sure_solvent.py` counts them.
import type { Settings } from "../data";

// Lines on each side of the middle one: of CD3, CD2 and CD.
const SIDES = [3, 2, 1];

/** lines: the solvent's own, in ppm; told: whether the list or its table names it. */
export function surelySolvent(
  ppm: readonly number[],
  solvent: { told: boolean; lines: readonly number[] },
  settings: Settings,
): number {
  let count = 0;
  for (const line of solvent.lines) {
    const ofMultiplet = multiplet(ppm, line, settings);
    const near = ppm.filter((one) => Math.abs(one - line) <= settings.extraneous.namedWithinPpm!).length;
    if (solvent.told) count += ofMultiplet || Math.min(near, 1);
    else if (ofMultiplet === 3) count += ofMultiplet;
  }
  return count;
}

/** How many peaks the largest set of 7, 5 or 3 equidistant ones about a line has, 0 for none. */
function multiplet(ppm: readonly number[], line: number, settings: Settings): number {
  const { multipletReachPpm, namedWithinPpm, multipletApartPpm, tripletUnevenPpm } = settings.extraneous;
  const near = ppm.filter((one) => Math.abs(one - line) <= multipletReachPpm!);
  if (near.length < 3) return 0;
  let best = 0;
  for (const middle of near.filter((one) => Math.abs(one - line) <= namedWithinPpm!))
    for (const other of near) {
      const apart = Math.abs(other - middle);
      if (apart > 0 && apart <= multipletApartPpm!)
        best = Math.max(best, equidistant(near, middle, apart, tripletUnevenPpm! / 2));
    }
  return best;
}

function equidistant(near: readonly number[], middle: number, apart: number, uneven: number): number {
  for (const sides of SIDES) {
    const nearest = new Set<number>();
    let fits = true;
    for (let step = -sides; step <= sides; step++) {
      if (!step) continue;
      const wanted = middle + apart * step;
      const away = near.map((one) => Math.abs(one - wanted));
      const best = away.indexOf(Math.min(...away));
      fits &&= away[best]! <= uneven;
      nearest.add(best);
    }
    if (fits && nearest.size === 2 * sides) return 2 * sides + 1;
  }
  return 0;
}
