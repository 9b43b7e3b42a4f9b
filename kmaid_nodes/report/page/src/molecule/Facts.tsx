import { VerdictMark } from "../verdict/VerdictMark";
import { counted, fixed } from "../formatting";
import { probability } from "../hits/numbers";
import { useSession } from "./session";

/** What is known of the molecule as a whole. */
export function Facts() {
  const { molecule, edited, judged, page } = useSession();
  const { offsetPpm, readAs, carbons, peaks } = molecule;
  const assigned = edited.peakOfCarbon.filter((peak) => peak !== null).length;
  const used = new Set(edited.peakOfCarbon);
  const left = peaks.flatMap((_, at) => (used.has(at) ? [] : [at]));
  const second = left.filter((at) => judged.left.get(at)?.kind === "second_set").length;
  return (
    <div class="facts">
      <h2>{molecule.id}</h2>
      <span class={`verdict ${judged.verdict}`}>
        <VerdictMark verdict={judged.verdict} />
        {page.words.verdict[judged.verdict] ?? judged.verdict}
      </span>
      {judged.pStructure !== null && (
        <span title="Probability that list and structure belong together, if right and similar wrong structures were equally frequent">
          fit probability <b>{probability(judged.pStructure)}</b>
        </span>
      )}
      <span title="Log likelihood of the assignment in nats; compare structures of one formula with it">
        score <b>{fixed(judged.score, 1)}</b>
      </span>
      <Formula of={molecule.formula} />
      <span>
        {assigned} of {counted(carbons.length, "carbon")} assigned · {counted(peaks.length, "peak")}
        {second > 0 && `, ${second} of a second set`}
        {left.length > second && `, ${left.length - second} unassigned`}
      </span>
      {Math.abs(offsetPpm) >= 0.005 && (
        <span>all shifts about {`${fixed(Math.abs(offsetPpm), 1)} ppm too ${offsetPpm > 0 ? "high" : "low"}; Δ is without that`}</span>
      )}
      {readAs && <span class="read">Read as: {readAs}</span>}
      <code title={molecule.smiles}>{molecule.smiles}</code>
    </div>
  );
}

/** A molecular formula with its counts below the line. */
export function Formula({ of }: { of: string }) {
  const parts = of.split(/(?<=[A-Za-z])(\d+)/);
  return <span class="formula">{parts.map((part, at) => (at % 2 ? <sub key={at}>{part}</sub> : part))}</span>;
}

