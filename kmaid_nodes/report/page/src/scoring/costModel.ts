// The cheapest assignment of a peak list, as `assignment/cost_model.py` finds it.
import { matched } from "./hungarian";

/** A cost that no assignment pays. */
export const FORBIDDEN = 1e6;

export interface CostModel {
  /** [carbons][peaks] */
  pair: number[][];
  missing: number[];
  extraneous: number[];
  /** Infinite for a carbon that must not share. */
  sharing: number[];
  /** By peak, how many carbons share it at no cost. */
  counted: number[];
  /** By peak, how many carbons must have it. */
  owners: number[] | null;
}

export interface SharingLimits {
  mostSharing: number;
  mostCounted: number;
}

/** The lowest cost, and the peak of each carbon, -1 for none of its own. */
export function solve(model: CostModel, limits: SharingLimits): { cost: number; peak: number[] } {
  const { pair, missing, extraneous, sharing, counted } = model;
  const peaks = extraneous.length;
  const places = furtherPlaces(model, limits);
  const columns = peaks + places.length + pair.length;
  const costs = pair.map((own, carbon) => {
    const row = new Array<number>(columns).fill(FORBIDDEN);
    own.forEach((cost, peak) => (row[peak] = cost - extraneous[peak]!));
    if (Number.isFinite(sharing[carbon]))
      places.forEach(({ peak, number }, at) => {
        const times = Math.max(number - (counted[peak]! - 1), 0);
        row[peaks + at] = own[peak]! + Math.max(sharing[carbon]! * times, -extraneous[peak]!);
      });
    row[peaks + places.length + carbon] = Math.min(missing[carbon]!, FORBIDDEN);
    return row;
  });
  const chosen = matched(costs);
  const start = extraneous.reduce((total, cost) => total + cost, 0);
  return {
    cost: chosen.reduce((total, column, carbon) => total + costs[carbon]![column]!, start),
    peak: chosen.map((column) => (column < peaks ? column : (places[column - peaks]?.peak ?? -1))),
  };
}

/** The same where every carbon has one peak and every peak one carbon. */
export function solveOneToOne(pair: number[][]): { cost: number; peak: number[] } {
  const peak = matched(pair);
  return { cost: peak.reduce((total, at, carbon) => total + pair[carbon]![at]!, 0), peak };
}

/** Where a carbon can share a peak; number: the how-manieth further carbon that would be. */
function furtherPlaces(model: CostModel, limits: SharingLimits): { peak: number; number: number }[] {
  if (!model.sharing.some(Number.isFinite)) return [];
  const most = Math.min(Math.max(model.pair.length, limits.mostSharing), limits.mostCounted);
  return model.counted.flatMap((counted, peak) => {
    const foreseen = Math.min(limits.mostSharing + counted - 2, most - 1);
    const further = Math.max(foreseen, (model.owners?.[peak] ?? 0) - 1, 0);
    return Array.from({ length: further }, (_, at) => ({ peak, number: at + 1 }));
  });
}
