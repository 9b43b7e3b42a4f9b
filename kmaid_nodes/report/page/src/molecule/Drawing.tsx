import { useSession } from "./session";

/** The structure with the shift of each carbon. */
export function Drawing() {
  const { molecule, edited } = useSession();
  const { picture } = molecule;
  return (
    <svg class="mol" viewBox={picture.box.join(" ")} role="group" aria-label={`Structure of ${molecule.id}`}>
      <g dangerouslySetInnerHTML={{ __html: picture.svg }} />
      {molecule.carbons.map((carbon, at) => {
        const [x, y] = picture.atoms[carbon.atom]!;
        const [labelX, labelY] = picture.labels[carbon.atom] ?? [x, y];
        const peak = edited.peakOfCarbon[at] ?? null;
        return (
          <g key={at} data-carbon={at} data-atom={carbon.atom}>
            <circle cx={x} cy={y} r="11" fill="transparent" />
            <text x={labelX} y={labelY} text-anchor="middle" dominant-baseline="central" font-size="10.5">
              {peak === null ? "–" : molecule.peaks[peak]!.ppm.toFixed(1)}
            </text>
          </g>
        );
      })}
    </svg>
  );
}
