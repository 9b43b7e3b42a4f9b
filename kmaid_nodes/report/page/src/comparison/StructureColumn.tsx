import type { Molecule, PageData } from "../data";
import { fixed, shift } from "../formatting";
import { AssignedDrawing } from "../hits/AssignedDrawing";
import { carbonName, missingCarbons, unexplainedPeaks } from "../hits/carbonNames";
import { useSpotKeys, useSpotPointer } from "../hits/handlers";
import { probability } from "../hits/numbers";
import { carbonSpot, peakSpot, type Spot } from "../hits/pointing";
import { Verdict } from "../hits/Verdict";
import type { Shown } from "../molecule/drawingLabels";
import type { Compared } from "./compared";

interface Props {
  page: PageData;
  of: Compared;
  /** What stands at the carbons. */
  shown: Shown;
  all: readonly Compared[];
  /** Scores of different formulas do not compare. */
  oneFormula: boolean;
  onOpen(): void;
}

/** One of the structures: drawing, verdict, scores, and what it leaves open. */
export function StructureColumn({ page, of, shown, all, oneFormula, onOpen }: Props) {
  const { molecule } = of;
  return (
    <section class="card column" aria-label={of.title} data-structure={of.key}>
      <h3>
        <span class="name" title={of.title}>
          {of.title}
        </span>
        {molecule !== of.original && <em>edited</em>}
        <button type="button" onClick={onOpen}>Open</button>
      </h3>
      <AssignedDrawing structure={of.key} molecule={molecule} page={page} shown={shown} />
      <dl class="hit-facts">
        <dt>Formula</dt>
        <dd>{molecule.formula}</dd>
        <dt>Verdict</dt>
        <dd>
          <Verdict code={molecule.verdict} pStructure={molecule.pStructure} page={page} />
        </dd>
        {of.probability !== null && (
          <>
            <dt>Probability</dt>
            <dd>{probability(of.probability)}</dd>
          </>
        )}
        <Score label="Match score" own={of.matchScore} all={all.map((one) => one.matchScore)} />
        {oneFormula && <Score label="Score" own={molecule.score} all={all.map((one) => one.molecule.score)} />}
        <Open of={of} molecule={molecule} />
      </dl>
    </section>
  );
}

/** A log likelihood, and by how many nats it is below the best. */
function Score({ label, own, all }: { label: string; own: number | null; all: (number | null)[] }) {
  const known = all.filter((one) => one !== null);
  if (own === null || known.length < 2) return null;
  const behind = Math.max(...known) - own;
  return (
    <>
      <dt>{label}</dt>
      <dd>
        {fixed(own, 1)} <small>{behind < 0.05 ? "best" : `${fixed(-behind, 1)} nats`}</small>
      </dd>
    </>
  );
}

/** Peaks that nothing explains and carbons that have no peak. */
function Open({ of, molecule }: { of: Compared; molecule: Molecule }) {
  const peaks = unexplainedPeaks(molecule);
  const carbons = missingCarbons(molecule);
  return (
    <>
      <dt>Unexplained peaks</dt>
      <dd>
        {peaks.length === 0 && "none"}
        {peaks.map((at) => (
          <Chip key={at} spot={peakSpot(molecule.peaks[at]!)} text={shift(molecule.peaks[at]!.ppm)} />
        ))}
      </dd>
      <dt>Missing carbons</dt>
      <dd>
        {carbons.length === 0 && "none"}
        {carbons.map((at) => (
          <Chip key={at} spot={carbonSpot(of.key, molecule, at)} text={carbonName(molecule.carbons[at]!)} />
        ))}
      </dd>
    </>
  );
}

function Chip({ spot, text }: { spot: Spot; text: string }) {
  const keys = useSpotKeys(spot);
  const pointer = useSpotPointer(() => spot);
  return (
    <button type="button" class="chip" {...keys} {...pointer}>
      {text}
    </button>
  );
}
