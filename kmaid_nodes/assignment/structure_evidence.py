"""What speaks for and against a structure in the assignment of a list: the numbers behind `p_structure`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from kmaid_nodes.assignment.costs import Carbons
from kmaid_nodes.assignment.solution import AssignmentSolution
from kmaid_nodes.assignment.unassigned_peaks import Unassigned
from kmaid_nodes.chemistry.known_hydrogens import UNKNOWN_HYDROGENS
from kmaid_nodes.codes.peak_kind import PeakKind

# Estimates: uncertainties count as at least this, and one carbon as no more surprising than this.
_LEAST_UNCERTAINTY_PPM = 0.1
_MOST_SURPRISE = 30.0
# Nats by which a shift is more surprising than expected, from which on a carbon is counted.
_SURPRISING = (2.0, 3.0, 5.0)
# ppm. Lines of the solvent that are closer together are one multiplet.
_MULTIPLET_APART_PPM = 1.0
# How many of the most surprising carbons have a number of their own.
_WORST = 3


@dataclass(frozen=True)
class Against:
    """Numbers of which more never speaks for the structure.

    surprise: of all shifts, in standard deviations of what is expected; excess, per_carbon: the same in nats,
    summed over surprising carbons and on average; worst_1, worst_2, worst_3: of the most surprising carbons;
    deviation_1, deviation_2, deviation_3: largest differences of shift and prediction, in uncertainties;
    deviation, error_ppm, largest_error_ppm: root mean square in uncertainties, mean and largest in ppm;
    surprising_2, surprising_3, surprising_5: carbons more surprising than so many nats; missing_protonated,
    missing_quaternary: symmetry classes without a peak; covered_protonated, covered_quaternary: those that
    may lie under a peak; unexplained, impurity: peaks without a carbon; other_multiplicity: carbons of
    another multiplicity than their peak; multiplicities_ignored: 1 where the list makes more sense without.
    """

    surprise: float
    excess: float
    per_carbon: float
    worst_1: float
    worst_2: float
    worst_3: float
    deviation_1: float
    deviation_2: float
    deviation_3: float
    deviation: float
    error_ppm: float
    largest_error_ppm: float
    surprising_2: float
    surprising_3: float
    surprising_5: float
    missing_protonated: float
    missing_quaternary: float
    covered_protonated: float
    covered_quaternary: float
    unexplained: float
    impurity: float
    other_multiplicity: float
    multiplicities_ignored: float


@dataclass(frozen=True)
class Context:
    """What the numbers of `Against` have to be seen with.

    classes, carbons, peaks: how many there are, peaks of a second set left out and a multiplet of the solvent
    as one; multiplicities_known: share of the peaks; sharing: classes that share the peak of another;
    own_shifts: carbons with another shift than their class; solvent: lines of it; multiplet_lines: unassigned
    peaks; complete, one_to_one: the list hypothesis; mean_confidence, lowest_confidence: not calibrated, of
    the carbons with a peak; uncertainty_ppm, mean_uncertainty_ppm: median and mean; spread: standard
    deviation of the expected surprise, nats; expected_per_carbon, cost_per_carbon: nats; untaught: classes
    outside the model's domain.
    """

    classes: float
    carbons: float
    peaks: float
    multiplicities_known: float
    sharing: float
    own_shifts: float
    solvent: float
    multiplet_lines: float
    complete: float
    one_to_one: float
    mean_confidence: float
    lowest_confidence: float
    uncertainty_ppm: float
    mean_uncertainty_ppm: float
    spread: float
    expected_per_carbon: float
    cost_per_carbon: float
    untaught: float


AGAINST = tuple(f.name for f in fields(Against))
CONTEXT = tuple(f.name for f in fields(Context))
# Compressed by their logarithm; the others are as they are, within bounds.
_COUNTS = frozenset(AGAINST) - {"surprise", "per_carbon", "multiplicities_ignored"} | {
    "classes",
    "carbons",
    "peaks",
    "sharing",
    "own_shifts",
    "solvent",
    "multiplet_lines",
    "uncertainty_ppm",
    "mean_uncertainty_ppm",
    "spread",
    "untaught",
}
_IS_COUNT = np.array([name in _COUNTS for name in AGAINST + CONTEXT])


@dataclass(frozen=True)
class StructureEvidence:
    """Everything that `p_structure` is calculated from, and the carbons that speak against the structure.

    excess: float64 [carbons], how much more surprising each shift is than expected, in nats, the same for all
    carbons of a class; NaN for those without a peak; missing, covered: bool [carbons], of the classes without
    one; other_multiplicity: bool [carbons], the class has another multiplicity than its peak; variance:
    float64 [carbons], of the surprise that is expected, 0 for carbons that are not the first of their class.
    """

    against: Against
    context: Context
    excess: NDArray[np.float64]
    missing: NDArray[np.bool_]
    covered: NDArray[np.bool_]
    other_multiplicity: NDArray[np.bool_]
    variance: NDArray[np.float64]

    @property
    def excess_or_zero(self) -> NDArray[np.float64]:
        """float64 [carbons]: 0 for those without a peak."""
        return np.where(np.isnan(self.excess), 0.0, self.excess)

    def vector(self) -> NDArray[np.float64]:
        """float64 [numbers]: those of `Against`, then those of `Context`, on scales that suit a network."""
        values = np.array(
            [getattr(self.against, name) for name in AGAINST]
            + [getattr(self.context, name) for name in CONTEXT]
        )
        return np.where(_IS_COUNT, np.log1p(np.maximum(values, 0.0)), np.clip(values, -10.0, 20.0))


def evidence_of(
    solution: AssignmentSolution, carbons: Carbons, unassigned: Sequence[Unassigned]
) -> StructureEvidence:
    """The evidence of a solution for these carbons; unassigned: its peaks that no carbon was given.

    Carbons that the experiment cannot show do not count.
    """
    shifts = _Shifts(solution, carbons)
    counts = Counter(entry.kind for entry in unassigned)
    of_kind = {kind: float(counts[kind]) for kind in PeakKind}
    lines = _lines([solution.peaks.ppm[entry.peak] for entry in unassigned if entry.kind is PeakKind.SOLVENT])
    of_class = np.full(len(carbons.symmetry_class), np.nan)
    of_class[shifts.first[shifts.has_peak]] = shifts.excess
    missing, covered, other = np.zeros((3, len(of_class)), bool)
    missing[shifts.first], covered[shifts.first] = shifts.missing, shifts.covered
    other[shifts.first[shifts.has_peak]] = shifts.other_multiplicity
    variance = np.zeros(len(of_class))
    variance[shifts.first] = shifts.variance
    owner = carbons.classes.first
    return StructureEvidence(
        _against(solution, carbons, shifts, of_kind),
        _context(solution, carbons, shifts, of_kind, lines),
        of_class[owner],
        missing[owner],
        covered[owner],
        other[owner],
        variance,
    )


class _Shifts:
    """How the shifts of the symmetry classes compare with what is expected of them.

    first: int [classes], a carbon of each class; has_peak, missing, covered: bool [classes]; variance:
    float64 [classes], of the expected surprise; excess, deviation, error_ppm, other_multiplicity, expected
    (nats): of the classes with a peak.
    """

    def __init__(self, solution: AssignmentSolution, carbons: Carbons):
        peaks = solution.peaks
        self.first = np.flatnonzero(solution.counted)
        expected, variance = (of_all[self.first] for of_all in carbons.expected_surprise)
        self.variance = variance
        self.spread = float(np.sqrt(variance.sum() + 1.0))
        given = solution.peak[self.first]
        self.has_peak = given >= 0
        self.covered = ~self.has_peak & (solution.lies_under[self.first] >= 0)
        self.missing = ~self.has_peak & ~self.covered
        own, of_peak = self.first[self.has_peak], given[self.has_peak]
        ppm = peaks.ppm[of_peak]
        self.expected = expected[self.has_peak]
        self.excess = np.minimum(solution.excess[own], _MOST_SURPRISE)
        middle, uncertainty = (of_all[self.first] for of_all in carbons.median_and_uncertainty)
        self.uncertainty = uncertainty
        self.error_ppm = np.abs(ppm - middle[self.has_peak])
        least = np.maximum(self.uncertainty[self.has_peak], _LEAST_UNCERTAINTY_PPM)
        self.deviation = self.error_ppm / least
        self.other_multiplicity = solution.other_multiplicity[own] & solution.multiplicities_believed


def _against(
    solution: AssignmentSolution, carbons: Carbons, shifts: _Shifts, of_kind: dict[PeakKind, float]
) -> Against:
    protonated = carbons.hydrogens[shifts.first] > 0
    ordered = np.sort(shifts.excess)[::-1]
    worst = np.concatenate([np.maximum(ordered, 0.0), np.zeros(_WORST)]).tolist()
    deviations = np.concatenate([np.sort(shifts.deviation)[::-1], np.zeros(_WORST)]).tolist()
    total = float(shifts.excess.sum())
    surprising = [_number(shifts.excess > nats) for nats in _SURPRISING]
    return Against(
        surprise=total / shifts.spread,
        excess=float(np.maximum(shifts.excess, 0.0).sum()),
        per_carbon=total / max(len(shifts.first), 1),
        worst_1=worst[0],
        worst_2=worst[1],
        worst_3=worst[2],
        deviation_1=deviations[0],
        deviation_2=deviations[1],
        deviation_3=deviations[2],
        deviation=_root_mean_square(shifts.deviation),
        error_ppm=float(shifts.error_ppm.mean()) if len(shifts.error_ppm) else 0.0,
        largest_error_ppm=float(shifts.error_ppm.max(initial=0.0)),
        surprising_2=surprising[0],
        surprising_3=surprising[1],
        surprising_5=surprising[2],
        missing_protonated=_number(shifts.missing & protonated),
        missing_quaternary=_number(shifts.missing & ~protonated),
        covered_protonated=_number(shifts.covered & protonated),
        covered_quaternary=_number(shifts.covered & ~protonated),
        unexplained=of_kind[PeakKind.UNEXPLAINED],
        impurity=of_kind[PeakKind.IMPURITY],
        other_multiplicity=_number(shifts.other_multiplicity),
        multiplicities_ignored=float(solution.left_multiplicities_aside),
    )


def _lines(ppm: Sequence[float]) -> float:
    """How many lines of the solvent these peaks are; a multiplet by deuterium is one."""
    return float(1 + (np.diff(np.sort(ppm)) > _MULTIPLET_APART_PPM).sum()) if ppm else 0.0


def _context(
    solution: AssignmentSolution,
    carbons: Carbons,
    shifts: _Shifts,
    of_kind: dict[PeakKind, float],
    solvent_lines: float,
) -> Context:
    peaks, classes, listed = solution.peaks, max(len(shifts.first), 1), max(len(solution.peaks.ppm), 1)
    confidence = solution.confidence_before_fixing[shifts.first[shifts.has_peak]]
    own = solution.peak[shifts.first[shifts.has_peak]]
    first_of_shift = peaks.same_shift[own].argmax(1) if peaks.repeats and len(own) else own
    distinct = len(set(first_of_shift.tolist()))
    return Context(
        float(len(shifts.first)),
        _number(~solution.unseen),
        len(peaks.ppm) - of_kind[PeakKind.SECOND_SET] - (of_kind[PeakKind.SOLVENT] - solvent_lines),
        _number(peaks.hydrogens < UNKNOWN_HYDROGENS) / listed,
        float(len(own) - distinct),
        _number(solution.shifts_of_their_own),
        solvent_lines,
        of_kind[PeakKind.MULTIPLET_LINE],
        float(solution.complete),
        float(solution.one_to_one),
        float(confidence.mean()) if len(confidence) else 0.0,
        float(confidence.min()) if len(confidence) else 0.0,
        _median(shifts.uncertainty) if len(shifts.first) else 0.0,
        float(shifts.uncertainty.mean()) if len(shifts.first) else 0.0,
        shifts.spread,
        float(shifts.expected.sum()) / classes,
        solution.cost / (classes + of_kind[PeakKind.SECOND_SET]),
        0.0 if carbons.outside_domain is None else _number(carbons.outside_domain[shifts.first]),
    )


def _number(chosen: NDArray[np.bool_]) -> float:
    """How many are chosen."""
    return float(np.count_nonzero(chosen))


def _median(values: NDArray[np.float64]) -> float:
    """As of NumPy, which takes longer for a few values."""
    ordered, half = np.sort(values), len(values) // 2
    return float(ordered[half] if len(values) % 2 else (ordered[half - 1] + ordered[half]) / 2)


def _root_mean_square(deviation: NDArray[np.float64]) -> float:
    """Of deviations in uncertainties, each counted as at most ten."""
    return float(np.sqrt((np.minimum(deviation, 10.0) ** 2).mean())) if len(deviation) else 0.0
