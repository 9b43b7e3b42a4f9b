import { ticks, xOf, type Axis } from "./axis";
import type { Layout } from "./layout";

/** The line of the axis with round shifts below it. */
export function PpmAxis({ axis, layout }: { axis: Axis; layout: Layout }) {
  const { at, digits } = ticks(axis, 44);
  const marks = at.map((ppm) => `M${xOf(ppm, axis).toFixed(1)} ${layout.height - 20}v4`).join("");
  return (
    <g class="axis" aria-hidden="true">
      <path d={`M0 ${layout.base}H${layout.width}M0 ${layout.height - 20}H${layout.width}${marks}`} />
      {at.map((ppm) => {
        const x = xOf(ppm, axis);
        return x < 14 || x > layout.width - 40 ? null : (
          <text key={ppm} x={x} y={layout.height - 5} text-anchor="middle">
            {ppm.toFixed(digits).replace("-", "−")}
          </text>
        );
      })}
      <text x={layout.width - 4} y={layout.height - 5} text-anchor="end">
        ppm
      </text>
    </g>
  );
}
