// What deserves a second look at one carbon, as `tasks/carbon_flags.py` says it.
import type { Costs, Molecule, Settings } from "../data";
import { shiftsOfTheirOwn } from "./evidence";
import type { Problem } from "./problem";

/** An assignment of all carbons, in the whole list. */
export interface Whole {
  peak: number[];
  shared: boolean[];
  fixed: boolean[];
  believed: boolean;
  unseen: boolean[];
  liesUnder: number[];
  /** By carbon, the lines of its multiplet that no carbon has. */
  lines: number[][];
  against: ReadonlySet<number>;
  seen: readonly number[];
}

export function flagsOf(
  molecule: Molecule,
  problem: Problem,
  costs: Costs,
  settings: Settings,
  whole: Whole,
): string[][] {
  const several = shiftsOfTheirOwn(problem, whole.peak);
  return molecule.carbons.map((_, k) => [
    ...(whole.fixed[k] ? ["fixed"] : []),
    ...(whole.peak[k]! < 0
      ? ofMissing(problem, whole, k)
      : ofAssigned(molecule, problem, costs, settings, whole, k, several[k]!)),
    ...(problem.untaught[k] ? ["not_taught"] : whole.against.has(k) ? ["against_structure"] : []),
  ]);
}

function ofMissing(problem: Problem, whole: Whole, k: number): string[] {
  if (whole.unseen[k])
    return [whole.seen.includes(Math.min(problem.hydrogens[k]!, 3)) ? "negative_not_listed" : "not_in_experiment"];
  if (whole.liesUnder[k]! >= 0) return ["may_lie_under_peak"];
  return problem.hydrogens[k] === 0 ? ["often_too_weak"] : [];
}

function ofAssigned(
  molecule: Molecule,
  problem: Problem,
  costs: Costs,
  settings: Settings,
  whole: Whole,
  k: number,
  several: boolean,
): string[] {
  const carbon = molecule.carbons[k]!;
  const at = whole.peak[k]!;
  const peak = molecule.peaks[at]!;
  const flags = whole.shared[k] ? ["shared_peak"] : [];
  const away = Math.abs(problem.ppm[at]! - (carbon.predicted ?? NaN));
  if (away > Math.max(settings.farPpm, settings.farUncertainties * (carbon.uncertainty ?? 0)))
    flags.push("far_from_prediction");
  const open = problem.possible[at]!;
  const contradicts =
    peak.hydrogens === null ? open.length && !open.includes(carbon.hydrogens) : peak.hydrogens !== carbon.hydrogens;
  if (contradicts) flags.push(whole.believed ? "against_multiplicity" : "multiplicity_not_believed");
  const split = costs.splittings.find(([own]) => own === k);
  if (whole.lines[k]!.length) {
    flags.push("multiplet_line");
    if (whole.lines[k]!.length === split?.[1]) flags.push("multiplet_centre");
  }
  if (several) {
    const shifts = ofClass(problem, whole.peak, k);
    const apart = Math.max(...shifts) - Math.min(...shifts);
    const lines = split !== undefined && apart <= split[1] * split[2];
    flags.push(lines ? "class_shows_several_lines" : "class_shows_several_shifts");
  }
  return flags;
}

function ofClass(problem: Problem, peak: readonly number[], k: number): number[] {
  const own = problem.symmetryClass[k];
  return peak.flatMap((at, j) => (at >= 0 && problem.symmetryClass[j] === own ? [problem.ppm[at]!] : []));
}
