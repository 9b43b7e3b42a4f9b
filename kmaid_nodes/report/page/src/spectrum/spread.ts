// Where labels stand that would cover each other at the places of their peaks.

/**
 * Places at least `gap` apart within `low` to `high`, as near to the ascending `wanted` as can be: places that
 * would collide are pooled and centred on their mean (the least-squares answer).
 */
export function spread(wanted: readonly number[], gap: number, low: number, high: number): number[] {
  const blocks: { mean: number; count: number }[] = [];
  wanted.forEach((place, at) => {
    let block = { mean: place - at * gap, count: 1 };
    for (let last = blocks.at(-1); last && last.mean > block.mean; last = blocks.at(-1)) {
      blocks.pop();
      const count = block.count + last.count;
      block = { mean: (block.mean * block.count + last.mean * last.count) / count, count };
    }
    blocks.push(block);
  });
  const flat = blocks.flatMap(({ mean, count }) => Array<number>(count).fill(mean));
  const top = Math.max(low, high - (flat.length - 1) * gap);
  return flat.map((place, at) => Math.min(Math.max(place, low), top) + at * gap);
}

/**
 * Which labels are written and where: labels are left out until none stands more than `farthest` from its place,
 * those not in `first` before the others.
 */
export function thin(
  places: readonly number[],
  first: readonly boolean[],
  room: { gap: number; low: number; high: number; farthest: number },
): { label: number; at: number }[] {
  let chosen = places.map((_, label) => label);
  const most = Math.max(1, Math.floor((room.high - room.low) / room.gap));
  if (chosen.length > most) chosen = mostApart(places, first, most);
  for (;;) {
    const where = spread(chosen.map((label) => places[label]!), room.gap, room.low, room.high);
    const away = where.map((at, i) => Math.abs(at - places[chosen[i]!]!));
    const worst = Math.max(0, ...away);
    if (worst <= room.farthest) return chosen.map((label, i) => ({ label, at: where[i]! }));
    const crowd = places[chosen[away.indexOf(worst)]!]!;
    chosen.splice(leastMissed(places, first, chosen, crowd, 3 * room.farthest), 1);
  }
}

/** That many labels: those in `first`, and others evenly. */
function mostApart(places: readonly number[], first: readonly boolean[], most: number): number[] {
  const all = places.map((_, label) => label);
  const kept = all.filter((label) => first[label]).slice(0, most);
  const others = all.filter((label) => !first[label]);
  const share = Math.min(others.length, most - kept.length);
  const evenly = Array.from({ length: share }, (_, i) => others[Math.floor(((i + 0.5) * others.length) / share)]!);
  return [...new Set([...kept, ...evenly])].sort((a, b) => a - b);
}

function leastMissed(
  places: readonly number[],
  first: readonly boolean[],
  chosen: readonly number[],
  crowd: number,
  within: number,
): number {
  let best = -1;
  let least = Infinity;
  chosen.forEach((label, i) => {
    const place = places[label]!;
    if (Math.abs(place - crowd) > within) return;
    const beside = [chosen[i - 1], chosen[i + 1]].flatMap((one) => (one === undefined ? [] : [places[one]! - place]));
    const elbowRoom = beside.reduce((sum, one) => sum + Math.abs(one), 0) / Math.max(beside.length, 1);
    const loss = elbowRoom + (first[label] ? 1e9 : 0);
    if (loss < least) [best, least] = [i, loss];
  });
  return best;
}
