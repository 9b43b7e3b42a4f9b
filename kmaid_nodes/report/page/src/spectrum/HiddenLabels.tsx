import { counted } from "../formatting";
import type { Hidden, Layout } from "./layout";

interface Props {
  hidden: readonly Hidden[];
  layout: Layout;
  /** Shows these shifts as large as can be. */
  show(ppm: number[]): void;
}

/** How many labels had no room, and where; a click brings them out. */
export function HiddenLabels({ hidden, layout, show }: Props) {
  return (
    <g class="hidden-labels">
      {hidden.map(({ sticks, at }) => {
        const words = `${counted(sticks.length, "more label")} here: zoom in`;
        const open = () => show(sticks.map(({ ppm }) => ppm));
        return (
          <g
            key={sticks[0]!.peak}
            role="button"
            tabindex={0}
            aria-label={words}
            transform={`translate(${Math.min(Math.max(at, 16), layout.width - 16).toFixed(1)} ${layout.labels + 11})`}
            onClick={open}
            onKeyDown={(event) => (event.key === "Enter" || event.key === " ") && open()}
          >
            <title>{words}</title>
            <rect x="-13" y="-8" width="26" height="15" rx="7.5" />
            <text y="3.5" text-anchor="middle">
              +{sticks.length}
            </text>
          </g>
        );
      })}
    </g>
  );
}
