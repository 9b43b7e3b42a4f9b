import type { Hit, PageData, Query } from "../data";
import { fixed } from "../formatting";
import { AssignedDrawing } from "./AssignedDrawing";
import { MirrorPlot } from "./MirrorPlot";
import { probability, signed } from "./numbers";
import { Verdict } from "./Verdict";

interface Props {
  query: Query;
  hit: Hit;
  page: PageData;
  chosen: boolean;
  /** Whether it can be chosen for the comparison. */
  choosable: boolean;
  onChoose(): void;
  onOpen(): void;
}

/** One hit: its structure, its shifts against the query's, and what speaks for it. */
export function HitCard({ query, hit, page, chosen, choosable, onChoose, onOpen }: Props) {
  const structure = String(hit.rank);
  const { molecule } = hit;
  return (
    <section class={`card hit ${hit.isTruth ? "truth" : ""}`} aria-label={`Hit ${hit.rank}: ${hit.id}`}>
      <h3>
        <span class="rank">{hit.rank}</span>
        <span class="name" title={hit.id}>
          {hit.id}
        </span>
        {hit.isTruth && <em>true structure</em>}
        {hit.isGiven && !hit.isTruth && <em>given structure</em>}
      </h3>
      {molecule ? (
        <AssignedDrawing structure={structure} molecule={molecule} page={page} />
      ) : (
        hit.picture && (
          <svg class="mol" viewBox={hit.picture.box.join(" ")} role="img" aria-label={`Structure of ${hit.id}`}>
            <g class="picture" dangerouslySetInnerHTML={{ __html: hit.picture.svg }} />
          </svg>
        )
      )}
      <HitFacts query={query} hit={hit} page={page} />
      <MirrorPlot structure={structure} peaks={query.peaks} hit={hit} page={page} />
      {molecule && (
        <p class="act">
          <label>
            <input type="checkbox" checked={chosen} disabled={!chosen && !choosable} onChange={onChoose} /> Compare
          </label>
          <button type="button" onClick={onOpen}>Open</button>
        </p>
      )}
    </section>
  );
}

function HitFacts({ query, hit, page }: { query: Query; hit: Hit; page: PageData }) {
  return (
    <dl class="hit-facts">
      {hit.probability !== null && <Fact label="Probability" value={probability(hit.probability)} />}
      {hit.verdict && (
        <>
          <dt>Verdict</dt>
          <dd>
            <Verdict code={hit.verdict} pStructure={hit.pStructure} page={page} />
          </dd>
        </>
      )}
      {hit.matchScore !== null && <Fact label="Match score" value={fixed(hit.matchScore, 1)} />}
      {hit.matchedPeaks !== null && (
        <Fact label="Peaks explained" value={`${hit.matchedPeaks} of ${query.peaks.length}`} />
      )}
      <Fact label="Cosine" value={fixed(hit.score, 3)} />
      {hit.betterThanGiven !== null && !hit.isGiven && (
        <Fact label="Against the given" value={againstGiven(hit.betterThanGiven)} />
      )}
      {hit.copies.length > 0 && <Fact label="Copies" value={hit.copies.join(", ")} />}
      {hit.stereoisomers.length > 0 && (
        <Fact
          label="Stereoisomers"
          value={hit.stereoisomers
            .map((one) => (one.worseBy === null ? one.id : `${one.id} (${signed(-one.worseBy)})`))
            .join(", ")}
        />
      )}
    </dl>
  );
}

function againstGiven(nats: number): string {
  return `${Math.abs(nats).toFixed(1)} nats ${nats < 0 ? "worse" : "better"}`;
}

function Fact({ label, value }: { label: string; value: string }) {
  return (
    <>
      <dt>{label}</dt>
      <dd title={value}>{value}</dd>
    </>
  );
}
