import type { VerdictCode } from "../data";

// A disc with a tick, a triangle, an octagon with a cross, a dashed ring: no two have one shape.
const SHAPES: Record<VerdictCode, [outline: string, sign: string]> = {
  consistent: ["M7 1a6 6 0 1 0 .01 0z", "M4.2 7.2l2 2 3.6-4.2"],
  doubtful: ["M7 .8L13.4 12.6H.6z", "M7 5v3.6M7 10.2v.8"],
  contradicted: ["M4.5 1h5L13 4.5v5L9.5 13h-5L1 9.5v-5z", "M4.7 4.7l4.6 4.6M9.3 4.7L4.7 9.3"],
  too_few_peaks: ["M7 1.5a5.5 5.5 0 1 0 .01 0z", "M4.5 7h5"],
};

/** The mark of a verdict, by shape as well as colour; beside the words. */
export function VerdictMark({ verdict }: { verdict: VerdictCode }) {
  const [outline, sign] = SHAPES[verdict];
  return (
    <svg class={`verdict-mark ${verdict}`} width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
      <path class="outline" d={outline} />
      <path class="sign" d={sign} />
    </svg>
  );
}
