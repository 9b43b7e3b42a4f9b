import { useMemo } from "preact/hooks";
import type { Molecule } from "../data";
import { useCarbonHandlers } from "../editing/handlers";
import { fixed } from "../formatting";
import { bandOf } from "../molecule/confidence";
import { carbonName } from "../editing/names";
import { useSession } from "../molecule/session";
import { xOf, type Axis } from "./axis";
import type { Layout } from "./layout";

const LANE_PX = 6;

/** Where each carbon is expected, with its uncertainty; the common offset of the list is added. */
export function Predictions({ axis, layout }: { axis: Axis; layout: Layout }) {
  const { molecule, edited, judged, page } = useSession();
  const handlers = useCarbonHandlers();
  const lanes = useMemo(() => lanesOf(molecule, axis, layout.base < layout.height - 40 ? 3 : 1), [molecule, axis, layout]);
  return (
    <g class="predictions">
      {molecule.carbons.map(({ predicted, uncertainty }, at) => {
        if (predicted === null) return null;
        const ppm = predicted + molecule.offsetPpm;
        const [x, left, right] = [ppm, ppm + (uncertainty ?? 0), ppm - (uncertainty ?? 0)].map((one) => xOf(one, axis));
        if (right! < 0 || left! > layout.width) return null;
        const y = layout.predictions + LANE_PX * lanes[at]!;
        return (
          <g key={at} class={`prediction ${bandOf(judged.carbons[at]!.confidence, page.bands)}`} data-carbon={at} {...handlers(at)}>
            <title>
              {carbonName(molecule, edited, at)}: expected at {fixed(ppm, 1)} ± {fixed(uncertainty, 1)} ppm
            </title>
            <rect class="hit" x={left! - 2} y={y - LANE_PX / 2} width={right! - left! + 4} height={LANE_PX} />
            <path d={`M${left!.toFixed(1)} ${y}H${right!.toFixed(1)}M${x!.toFixed(1)} ${y - 3}v6`} />
          </g>
        );
      })}
    </g>
  );
}

/** Side by side where there is room, else one below the other. */
function lanesOf({ carbons }: Molecule, axis: Axis, lanes: number): number[] {
  const ends = Array<number>(lanes).fill(-Infinity);
  const laneOf = new Map<number, number>();
  const expected = carbons.flatMap(({ predicted }, at) => (predicted === null ? [] : [at]));
  expected.sort((a, b) => carbons[b]!.predicted! - carbons[a]!.predicted!);
  for (const at of expected) {
    const { predicted, uncertainty } = carbons[at]!;
    if (laneOf.has(predicted!)) continue;
    const [left, right] = [predicted! + (uncertainty ?? 0), predicted! - (uncertainty ?? 0)].map((one) => xOf(one, axis));
    let lane = ends.findIndex((end) => end + 2 < left!);
    if (lane < 0) lane = ends.indexOf(Math.min(...ends));
    ends[lane] = Math.max(ends[lane]!, right!);
    laneOf.set(predicted!, lane);
  }
  return carbons.map(({ predicted }) => (predicted === null ? 0 : laneOf.get(predicted)!));
}
