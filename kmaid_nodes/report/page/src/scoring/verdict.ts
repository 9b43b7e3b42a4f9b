// Whether a list and a structure belong together, as `assignment/verdict.py` judges it.
import type { Rules, Settings, VerdictCode } from "../data";
import { isFirst } from "./classes";
import type { Assigned, Evidence } from "./evidence";
import { evidenceOf, multiplicitiesAside } from "./evidence";
import { structureProbability, verdictOf } from "./network";
import { sum } from "./numbers";
import { partialList } from "./partialList";

export interface Verdict {
  code: VerdictCode;
  pStructure: number | null;
  /** Positions of the carbons that speak against the structure. */
  against: number[];
}

/** knowsAll: the list shows all carbons and one set of shifts, which the network knows alone. */
export function judge(assigned: Assigned, rules: Rules, knowsAll: boolean): Verdict {
  const limits = rules.settings.verdict;
  const evidence = evidenceOf(assigned);
  const network = knowsAll ? rules.network : null;
  let code: VerdictCode;
  let pStructure: number | null = null;
  if (!assigned.solution.peak.some((peak) => peak >= 0)) {
    const nothing = assigned.left.every((one) => one.kind === "solvent" || one.kind === "reference");
    [code, pStructure] = [nothing ? "too_few_peaks" : "contradicted", network ? 0 : null];
  } else if (!network) code = bySurprise(assigned, evidence, limits);
  else {
    pStructure = structureProbability(network, evidence.numbers);
    const cannot = cannotBe(evidence, limits);
    if (cannot) pStructure = Math.min(pStructure, network.consistentFrom);
    code = verdictOf(network, pStructure);
    if (cannot && code === "consistent") code = "doubtful";
  }
  code = withoutUntaught(code, assigned, evidence, limits);
  const untaught = mostlyUntaught(assigned, limits);
  if (code === "consistent" && (untaught || mayBeMixture(assigned, limits))) code = "doubtful";
  const part = partialList(assigned, rules.settings);
  if (part?.fits) code = "too_few_peaks";
  else if (part?.mostlyFits && code === "contradicted") code = "doubtful";
  if (untaught || code === "too_few_peaks") pStructure = null;
  return { code, pStructure, against: speakingAgainst(evidence, limits) };
}

type Limits = Settings["verdict"];

function cannotBe({ value }: Evidence, limits: Limits): boolean {
  const lacks = value.missingProtonated! + value.missingQuaternary! > 0;
  const far =
    value.deviation1! > limits.impossibleDeviation! && value.largestErrorPpm! > limits.impossibleErrorPpm!;
  return (lacks && value.unexplained! > 0) || far;
}

function mayBeMixture({ left }: Assigned, limits: Limits): boolean {
  const second = left.filter((one) => one.kind === "second_set").length;
  const unexplained = left.filter((one) => one.kind === "unexplained").length;
  return second > 0 && unexplained > limits.mostLeftOfSecondSet! * second;
}

function firstOf({ classes, solution }: Assigned): number[] {
  return solution.peak.map((_, carbon) => carbon).filter((carbon) => isFirst(classes, carbon));
}

function mostlyUntaught(assigned: Assigned, limits: Limits): boolean {
  const first = firstOf(assigned);
  const untaught = first.filter((carbon) => assigned.problem.untaught[carbon]).length;
  return first.length > 0 && untaught / first.length > limits.mostUntaught!;
}

/** Doubtful in place of contradicted where only carbons that the model was not taught contradict. */
function withoutUntaught(code: VerdictCode, assigned: Assigned, evidence: Evidence, limits: Limits): VerdictCode {
  const { problem, solution } = assigned;
  const first = firstOf(assigned);
  if (code !== "contradicted" || !first.some((k) => problem.untaught[k])) return code;
  const taught = first.filter((k) => !problem.untaught[k]);
  const excess = (k: number) =>
    (Number.isNaN(evidence.excess[k]!) ? 0 : evidence.excess[k]!) +
    limits.missing! * (Number(evidence.missing[k]) + Number(evidence.otherMultiplicity[k])) +
    limits.covered! * Number(evidence.covered[k]);
  const without = first.filter((k) => problem.untaught[k] && solution.peak[k]! < 0).length;
  const ofOthers = Math.max(evidence.value.unexplained! - without, 0);
  const variance = sum(taught.map((k) => problem.variance[k]!));
  const surprise = (sum(taught.map(excess)) + limits.unexplained! * ofOthers) / Math.sqrt(variance + 1);
  const showsNone = taught.length > 0 && !first.some((k) => solution.peak[k]! >= 0);
  return surprise >= limits.contradictedFrom! || showsNone ? code : "doubtful";
}

function speakingAgainst(evidence: Evidence, limits: Limits): number[] {
  return evidence.excess
    .map((nats, carbon) => {
      const lacks = evidence.missing[carbon] || evidence.otherMultiplicity[carbon];
      return (Number.isNaN(nats) ? 0 : nats) + (lacks ? limits.missing! : 0);
    })
    .flatMap((nats, carbon) => (nats >= limits.speaksAgainst! ? [carbon] : []));
}

/** The verdict where there is no network for it. */
function bySurprise(assigned: Assigned, evidence: Evidence, limits: Limits): VerdictCode {
  const { value } = evidence;
  const spread = value.spread!;
  const total =
    value.surprise! * spread +
    limits.missing! * (value.missingProtonated! + value.missingQuaternary! + value.otherMultiplicity!) +
    limits.covered! * (value.coveredProtonated! + value.coveredQuaternary!) +
    limits.unexplained! * value.unexplained! +
    limits.impurity! * value.impurity!;
  const surprise = total / spread;
  if (surprise >= limits.contradictedFrom!) return "contradicted";
  const first = firstOf(assigned);
  const protonated = first.filter((k) => assigned.problem.hydrogens[k]! > 0);
  const lacksMuch = (lacking: number, of: number, share: number) => lacking > Math.max(limits.always!, share * of);
  const lacking = first.filter((k) => evidence.missing[k] || evidence.covered[k]).length;
  const doubtful =
    surprise >= limits.doubtfulFrom! ||
    lacksMuch(lacking, first.length, limits.much!) ||
    lacksMuch(protonated.filter((k) => evidence.missing[k]).length, protonated.length, limits.muchOfProtonated!) ||
    multiplicitiesAside(assigned);
  return doubtful ? "doubtful" : "consistent";
}
