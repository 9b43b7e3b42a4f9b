import type { Zoom } from "./zoom";

/** Larger, smaller, all. */
export function ZoomButtons({ zoom, of }: { zoom: Zoom; of: string }) {
  const whole = zoom.transform.k === 1;
  return (
    <span class="zoom-buttons tools">
      <button type="button" aria-label={`Zoom out of the ${of}`} title="Smaller (−)" disabled={whole} onClick={() => zoom.by(1 / 1.6)}>
        −
      </button>
      <button type="button" aria-label={`Zoom into the ${of}`} title="Larger (+)" onClick={() => zoom.by(1.6)}>
        +
      </button>
      <button type="button" aria-label={`Show the whole ${of}`} title="Show all (0)" disabled={whole} onClick={zoom.reset}>
        all
      </button>
    </span>
  );
}
