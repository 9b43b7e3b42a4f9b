import { useMemo } from "preact/hooks";
import { usePeakHandlers } from "../editing/handlers";
import { useSession } from "../molecule/session";
import { xOf, type Axis } from "./axis";
import type { Layout, PlacedLabel } from "./layout";
import { crowdOf, type Stick } from "./stick";

/** A peak is pointed at within so many px of its stick. */
const NEAR_PX = 6;

interface Props {
  sticks: readonly Stick[];
  axis: Axis;
  layout: Layout;
  labels: readonly PlacedLabel[];
}

/** The peaks. Each has the ground nearest to it, up to 6 px away, so that it need not be hit. */
export function Sticks({ sticks, axis, layout, labels }: Props) {
  const { picked } = useSession();
  const handlers = usePeakHandlers();
  const x = sticks.map(({ ppm }) => xOf(ppm, axis));
  const labelOf = useMemo(() => new Map(labels.map((label) => [label.stick.peak, label])), [labels]);
  return (
    <g class="sticks">
      {sticks.map((stick, at) => {
        const peak = taken(at, sticks, x, picked?.peak);
        return (
          <g
            key={stick.peak}
            class={`stick ${stick.left ? "left" : stick.band}`}
            data-peak={stick.peak}
            data-x={x[at]!.toFixed(1)}
            role="button"
            tabindex={at === 0 ? 0 : -1}
            aria-label={stick.described}
            {...handlers(peak)}
          >
            <OneStick stick={stick} x={x[at]!} ground={groundOf(at, x)} layout={layout} label={labelOf.get(stick.peak)} />
          </g>
        );
      })}
    </g>
  );
}

/** The peak that a click on this one takes: where several lie close together, each click takes the next. */
function taken(at: number, sticks: readonly Stick[], x: readonly number[], picked: number | undefined): number {
  if (picked === undefined) return sticks[at]!.peak;
  const crowd = crowdOf(at, x, NEAR_PX).map((one) => sticks[one]!.peak);
  const place = crowd.indexOf(picked);
  return place < 0 || crowd.length === 1 ? sticks[at]!.peak : crowd[(place + 1) % crowd.length]!;
}

/** From half way to the peak before to half way to the next. */
function groundOf(at: number, x: readonly number[]): [number, number] {
  const here = x[at]!;
  const before = at > 0 ? (here + x[at - 1]!) / 2 : -Infinity;
  const after = at + 1 < x.length ? (here + x[at + 1]!) / 2 : Infinity;
  return [Math.max(here - NEAR_PX, before), Math.min(here + NEAR_PX, after)];
}

/** Tall if it stands for several carbons, short if for none. */
function heightOf({ carbons, left }: Stick, tallest: number): number {
  return tallest * (left ? 0.55 : [0.78, 0.78, 0.9][carbons.length] ?? 1);
}

function OneStick(props: { stick: Stick; x: number; ground: [number, number]; layout: Layout; label: PlacedLabel | undefined }) {
  const { stick, x, ground, layout, label } = props;
  const { base, top, width } = layout;
  if (x < -NEAR_PX || x > width + NEAR_PX) return null;
  const end = base - heightOf(stick, base - top);
  return (
    <>
      <rect class="hit" x={ground[0]} y={top - 6} width={Math.max(0, ground[1] - ground[0])} height={base - top + 6} />
      {label && <path class="leader" d={`M${x.toFixed(1)} ${end - (stick.left ? 7 : 2)}V${top - 3}L${label.at.toFixed(1)} ${layout.labels + 5}v-3`} />}
      <path class="line" d={`M${x.toFixed(1)} ${base}V${end.toFixed(1)}`} />
      {stick.left && <path class="diamond" d={`M${x.toFixed(1)} ${end - 5}l4 5-4 5-4-5z`} />}
      {label && (
        <text transform={`translate(${(label.at + 3.8).toFixed(1)} ${layout.labels})rotate(-90)`}>{label.text}</text>
      )}
    </>
  );
}
