import type { Band } from "./confidence";

/** The mark of a band, told apart by its shape as well as its colour; x, y: its centre, r: its radius. */
export function BandShape({ band, x, y, r }: { band: Band; x: number; y: number; r: number }) {
  const at = { cx: x, cy: y };
  if (band === "high") return <circle class="halo high" {...at} r={r} />;
  if (band === "medium") return <circle class="halo medium" {...at} r={r * 0.92} stroke-width={r * 0.24} stroke-dasharray={`${r * 0.42} ${r * 0.22}`} />;
  if (band === "low") {
    return (
      <g class="halo low" stroke-width={r * 0.16}>
        <circle {...at} r={r * 0.95} />
        <circle {...at} r={r * 0.6} />
      </g>
    );
  }
  const d = r * 0.55;
  return <path class="halo none" stroke-width={r * 0.2} d={`M${x - d} ${y - d}l${2 * d} ${2 * d}M${x + d} ${y - d}l${-2 * d} ${2 * d}`} />;
}

/** The same beside text. */
export function BandMark({ band }: { band: Band }) {
  return (
    <svg class="band-mark" width="12" height="12" viewBox="-6 -6 12 12" aria-hidden="true">
      <BandShape band={band} x={0} y={0} r={5.5} />
    </svg>
  );
}
