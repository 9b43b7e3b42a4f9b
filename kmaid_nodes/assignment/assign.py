"""Assigning one spectrum to one structure, given where the model expects the carbons."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from kmaid_nodes.assignment.calibration import ListType, LogOdds
from kmaid_nodes.assignment.confidence import calibrated
from kmaid_nodes.assignment.costs import Carbons, PeakList
from kmaid_nodes.assignment.fixed_pairs import NO_PEAK, FixedPairs
from kmaid_nodes.assignment.referencing import with_common_offset
from kmaid_nodes.assignment.second_set import of_second_set, with_second_set
from kmaid_nodes.assignment.settings import DEFAULT_SETTINGS, AssignmentSettings
from kmaid_nodes.assignment.solution import AssignmentSolution, among_all_peaks, solve_assignment
from kmaid_nodes.assignment.structure_probability import StructureProbability
from kmaid_nodes.assignment.unassigned_peaks import Unassigned, explain_unassigned
from kmaid_nodes.assignment.verdict import Verdict, judge
from kmaid_nodes.chemistry.solvent import canonical_solvent
from kmaid_nodes.chemistry.structure import Structure
from kmaid_nodes.codes.experiment import POSITIVE_IN_DEPT135, Experiment
from kmaid_nodes.codes.peak_kind import PeakKind
from kmaid_nodes.reading.record import Peak


@dataclass(frozen=True)
class Assignment:
    """One spectrum assigned to one structure.

    solution: which carbon has which peak; confidence: float64 [carbons], NaN without a peak; unassigned: what
    each peak may be that no carbon was given; multiplet_lines: bool [carbons, peaks], unassigned peaks that
    are lines of the carbon's multiplet; verdict: whether list and structure agree; slope: of the calibration,
    which acts on the log odds of ranked assignments too; offset_ppm: by how much all shifts of the list are
    too high, 0.0 where no offset was found. The solution is that of the shifts less the offset;
    second_confidence: float64 [carbons], of the peaks of a second set of shifts, NaN without one, None if the
    list holds one set.
    """

    solution: AssignmentSolution
    confidence: np.ndarray
    unassigned: list[Unassigned]
    multiplet_lines: np.ndarray
    verdict: Verdict
    slope: float
    offset_ppm: float = 0.0
    second_confidence: np.ndarray | None = None

    @property
    def is_fixed(self) -> np.ndarray:
        """bool [carbons]: their peak, or that they have none, was given."""
        fixed = self.solution.fixed
        return np.zeros(len(self.solution.peak), bool) if fixed is None else fixed.is_fixed

    @cached_property
    def alternatives(self) -> list[list[tuple[int, float]]]:
        """For each carbon the next-best shifts as (0-based peak, or -1 for none, probability), best first.

        The probabilities share the remainder that the confidence leaves, as far as the costs support these
        peaks. Equal shifts are listed once. Carbons that were fixed have none.
        """
        settings = self.solution.settings
        of_class, none = self.solution.probabilities
        of_class = np.where(self.solution.plausible & ~self.multiplet_lines, of_class, 0.0)
        shifts = self.solution.peaks.same_shift
        first = shifts.argmax(1) if len(shifts) else np.zeros(0, int)
        distinct_peaks = np.append(np.unique(first) if self.solution.peaks.repeats else first, NO_PEAK)
        share = np.column_stack([of_class[:, distinct_peaks[:-1]], none])
        peak = self.solution.peak
        chosen = np.where(peak >= 0, np.append(first, NO_PEAK)[peak], NO_PEAK)
        share[distinct_peaks[None, :] == chosen[:, None]] = 0.0
        share[self.is_fixed] = 0.0
        remainder = 1 - np.where(peak >= 0, self.confidence, none)
        share *= np.minimum(remainder / np.maximum(share.sum(1), 1e-12), settings.most_raised)[:, None]
        ranked = np.argsort(-share, axis=1, kind="stable")[:, : settings.most_alternatives]
        best = distinct_peaks[ranked].tolist(), np.take_along_axis(share, ranked, 1).tolist()
        return [
            [option for option in zip(*of_carbon) if option[1] >= settings.least_alternative]
            for of_carbon in zip(*best)
        ]


def assign_peaks(
    structure: Structure,
    peaks: Sequence[Peak],
    log_density: np.ndarray,
    axis: np.ndarray,
    calibration: Mapping[ListType, LogOdds],
    solvent: str | None = None,
    settings: AssignmentSettings = DEFAULT_SETTINGS,
    experiment: Experiment = Experiment.CARBON,
    structure_probability: StructureProbability | None = None,
    outside_domain: np.ndarray | None = None,
    fixed: FixedPairs | None = None,
) -> Assignment:
    """The likeliest assignment of a peak list. Multiplicities and numbers of carbons are used where given.

    log_density: [carbons, points of axis], calibrated; axis: in ppm; calibration: of the confidences;
    solvent: as the source writes it; experiment: carbons that it cannot show are given no peak;
    structure_probability: of the model, None for a verdict without a probability; outside_domain: bool
    [carbons], as in `Carbons`; fixed: pairs that must hold, None for none. Peaks that it marks cost nothing.
    """
    name = canonical_solvent(solvent)
    carbons = Carbons.of(structure, log_density, axis, outside_domain)

    def solve(listed: PeakList) -> AssignmentSolution:
        return _solved(carbons, listed, name, settings, experiment, None)

    # Without the pairs: what a chemist says of an assignment does not move the zero point.
    referenced = with_common_offset(
        solve(PeakList.of(peaks)),
        solve,
        lambda solved: explain_unassigned(structure, peaks, solved, name),
        name,
    )
    solution, offset = referenced.solution, referenced.offset_ppm
    whole, kept = solution.peaks, np.arange(len(peaks))
    if fixed is not None:
        unmarked, kept = fixed.unmarked()
        price = settings.referencing.price if offset else 0.0
        solution = _solved(carbons, whole.only(kept), name, settings, experiment, unmarked)
        solution = replace(solution, cost=solution.cost + price)
    some = [peaks[k] for k in kept.tolist()]
    solution, unassigned = _in_sets(
        structure, solution, lambda solved: explain_unassigned(structure, some, solved, name), name
    )
    verdict = judge(solution, carbons, unassigned, structure_probability)
    assignment = _with_confidence(structure, solution, unassigned, verdict, calibration, offset)
    return assignment if fixed is None else _with_marked(assignment, whole, kept, fixed)


def _with_confidence(
    structure: Structure,
    solution: AssignmentSolution,
    unassigned: list[Unassigned],
    verdict: Verdict,
    calibration: Mapping[ListType, LogOdds],
    offset_ppm: float,
) -> Assignment:
    odds = calibration[solution.list_type]
    lines = _lines_of_multiplets(structure, unassigned, solution)
    raw = solution.confidence
    if lines.any():  # any line of a carbon's multiplet counts as the right one
        raw = raw + (solution.probabilities[0] * lines).sum(1)
    confidence = calibrated(np.minimum(raw, 1.0), odds)
    if solution.fixed is not None:
        confidence[solution.fixed.is_fixed] = 1.0
    return Assignment(
        solution,
        np.where(solution.peak >= 0, confidence, np.nan),
        unassigned,
        lines,
        verdict,
        odds.slope,
        offset_ppm,
        None if solution.second is None else calibrated(solution.second.confidence, odds),
    )


def _with_marked(assignment: Assignment, peaks: PeakList, kept: np.ndarray, fixed: FixedPairs) -> Assignment:
    """The assignment of a list without its marked peaks as one of the whole list; kept: others' positions."""
    lines = np.zeros((len(assignment.multiplet_lines), len(peaks.ppm)), bool)
    lines[:, kept] = assignment.multiplet_lines
    left = [replace(entry, peak=int(kept[entry.peak])) for entry in assignment.unassigned]
    left += [Unassigned(peak, PeakKind(mark), marked=True) for peak, mark in fixed.marked.items()]
    return replace(
        assignment,
        solution=among_all_peaks(assignment.solution, peaks, kept, fixed),
        unassigned=sorted(left, key=lambda entry: entry.peak),
        multiplet_lines=lines,
    )


def _in_sets(
    structure: Structure,
    solution: AssignmentSolution,
    explain: Callable[[AssignmentSolution], list[Unassigned]],
    solvent: str | None,
) -> tuple[AssignmentSolution, list[Unassigned]]:
    """The solution, of two sets of shifts where the list seems to hold two, and its unassigned peaks."""
    unassigned = explain(solution)
    two_sets = with_second_set(structure, solution, unassigned, solvent)
    if two_sets is None or two_sets.second is None:
        return solution, unassigned
    second = of_second_set(structure, two_sets.second)
    return two_sets, sorted(explain(two_sets) + second, key=lambda entry: entry.peak)


def _solved(
    carbons: Carbons,
    peaks: PeakList,
    solvent: str | None,
    settings: AssignmentSettings,
    experiment: Experiment,
    fixed: FixedPairs | None,
) -> AssignmentSolution:
    """The solution; of a DEPT-135 also under the hypothesis that only its positive peaks are listed."""
    solution = solve_assignment(carbons, peaks, solvent, settings, experiment.hydrogens_seen, fixed)
    if experiment is not Experiment.DEPT135 or (peaks.hydrogens == 2).any():
        return solution
    positive = solve_assignment(carbons, peaks, solvent, settings, POSITIVE_IN_DEPT135, fixed)
    return positive if positive.cost + settings.hypotheses.incomplete < solution.cost else solution


def _lines_of_multiplets(
    structure: Structure, unassigned: Sequence[Unassigned], solution: AssignmentSolution
) -> np.ndarray:
    """bool [carbons, peaks]: unassigned lines of the multiplet of each carbon's symmetry class."""
    lines = np.zeros(solution.cost_model.pair.shape, bool)
    for entry in unassigned:
        if entry.kind is PeakKind.MULTIPLET_LINE:
            (carbon,) = np.flatnonzero(structure.carbon_atom_index == entry.atom_index)
            same_peak = solution.peak == solution.peak[carbon]
            lines[same_peak & (structure.symmetry_class == structure.symmetry_class[carbon]), entry.peak] = (
                True
            )
    return lines
