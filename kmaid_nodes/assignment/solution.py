"""What a peak list says of a structure: the likeliest account of every peak and every carbon.

Nobody tells whether a list names every carbon or every shift, whether it is complete, or whether it holds
extraneous peaks. Each of these readings is a set of costs; the cheapest account of the cheapest reading is
taken. Costs were chosen on the validation split, its lists as recorded and disturbed alike
(`benchmarks/corrupted_lists.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from kmaid_nodes.assignment.calibration import ListType
from kmaid_nodes.assignment.confidence import marginals, marginals_with_sharing
from kmaid_nodes.assignment.cost_model import CostModel, solve, solve_one_to_one
from kmaid_nodes.assignment.costs import Classes, ExpectedCarbons, PeakList, pair_costs, repetition_costs
from kmaid_nodes.assignment.extraneous_peaks import extraneous_costs
from kmaid_nodes.assignment.settings import DEFAULT_SETTINGS, AssignmentSettings, HypothesisSettings
from kmaid_nodes.chemistry.known_hydrogens import UNKNOWN_HYDROGENS

# Bounds the memory alone: pairs of classes and peaks compared in one go.
_AT_ONCE = 1_000_000


@dataclass(frozen=True)
class AssignmentSolution:
    """The account of one peak list.

    peak: int64 [carbons], 0-based peak of each carbon, -1 for none; shared: bool [carbons], the peak is the
    one of another carbon of its symmetry class, which is listed once; cost: of the whole account, in nats,
    comparable among structures of one formula; complete: the list was taken for complete;
    multiplicities_believed: they were used; settings: with which the list was interpreted.
    """

    peak: np.ndarray
    shared: np.ndarray
    cost: float
    complete: bool
    cost_model: CostModel
    carbons: ExpectedCarbons
    peaks: PeakList
    one_to_one: bool
    multiplicities_believed: bool = True
    settings: AssignmentSettings = DEFAULT_SETTINGS

    @property
    def reading(self) -> ListType:
        """How the list was read."""
        if self.one_to_one:
            return "one_to_one"
        return "complete" if self.complete else "incomplete"

    @property
    def contradictions(self) -> int:
        """How many carbons have a peak of another multiplicity."""
        has_peak = self.peak >= 0
        given = self.peaks.hydrogens[self.peak[has_peak]]
        return int(((given != self.carbons.hydrogens[has_peak]) & (given < UNKNOWN_HYDROGENS)).sum())

    @property
    def left_multiplicities_aside(self) -> bool:
        """Multiplicities that differ among themselves were not believed: list or structure is wrong there."""
        told = self.peaks.hydrogens[self.peaks.hydrogens < UNKNOWN_HYDROGENS]
        return not self.multiplicities_believed and len(np.unique(told)) > 1

    @property
    def unassigned(self) -> list[int]:
        """0-based peaks that no carbon was given."""
        used = set(self.peak.tolist())
        return [k for k in range(len(self.peaks.ppm)) if k not in used]

    @property
    def plausible(self) -> np.ndarray:
        """bool [carbons, peaks]: something else than a gross error could give the carbon the peak."""
        return self.cost_model.pair <= self.settings.hypotheses.left_to_errors

    @cached_property
    def lies_under(self) -> np.ndarray:
        """int64 [carbons]: the likeliest 0-based peak that a carbon's class may lie under, -1 where none."""
        if not len(self.peaks.ppm):
            return np.full(len(self.peak), -1)
        pair = self.cost_model.pair[self.carbons.classes.first]
        return np.where(pair.min(1) <= self.settings.hypotheses.may_well_be, pair.argmin(1), -1)

    @cached_property
    def probabilities(self) -> tuple[np.ndarray, np.ndarray]:
        """Uncalibrated: [carbons, peaks] that a carbon's class has the peak's shift; [carbons] that none."""
        if not len(self.peaks.ppm):
            return np.zeros_like(self.cost_model.pair), np.ones(len(self.peak))
        if self.one_to_one:
            own, none = marginals(self.cost_model.pair), np.zeros(len(self.peak))
        else:
            own, none = marginals_with_sharing(self.cost_model)
        classes = self.carbons.symmetry_class
        same_class = (classes[:, None] == classes[None, :]).astype(float)
        of_class = np.minimum(same_class @ own @ self.peaks.same_shift, 1.0)
        return of_class, none[self.carbons.classes.first]

    def with_shared_peaks(self, peak: np.ndarray) -> np.ndarray:
        """int64 [carbons]: another account in the same reading, as `solve` gives it, with shared peaks."""
        return _with_shared_peaks(peak, self.carbons.classes) if self.cost_model.shares else peak

    @cached_property
    def shifts_of_their_own(self) -> np.ndarray:
        """bool [carbons]: which carbons have another shift than some carbon of their symmetry class."""
        classes, has_peak = self.carbons.symmetry_class, self.peak >= 0
        if not has_peak.any():
            return has_peak
        same_class = (classes[:, None] == classes[None, :]) & has_peak[:, None] & has_peak[None, :]
        differ: np.ndarray = (same_class & ~self.peaks.same_shift[np.ix_(self.peak, self.peak)]).any(1)
        return differ

    @property
    def confidence(self) -> np.ndarray:
        """float64 [carbons], uncalibrated: probability that the peak is right, or that there is none."""
        of_class, none = self.probabilities
        if not len(self.peaks.ppm):
            return none
        return np.where(self.peak >= 0, of_class[np.arange(len(self.peak)), self.peak], none)


def solve_assignment(
    carbons: ExpectedCarbons,
    peaks: PeakList,
    solvent: str | None = None,
    settings: AssignmentSettings = DEFAULT_SETTINGS,
) -> AssignmentSolution:
    """The likeliest account of a peak list. solvent: canonical name, None if not told.

    Multiplicities that contradict the structure again and again, or are all alike as programs write them
    that know none, are not believed.
    """
    prices = settings.hypotheses
    found = _as_listed(carbons, peaks, solvent, settings)
    known = peaks.hydrogens < UNKNOWN_HYDROGENS
    if found.contradictions < prices.contradictions:
        return found
    doubted = replace(peaks, hydrogens=np.full_like(peaks.hydrogens, UNKNOWN_HYDROGENS))
    otherwise = _as_listed(carbons, doubted, solvent, settings)
    all_alike = known.sum() >= prices.many_alike and len(np.unique(peaks.hydrogens[known])) == 1
    wrong_throughout = prices.wrong_letters + np.log(UNKNOWN_HYDROGENS) * known.sum()
    price = prices.meaningless if all_alike else wrong_throughout
    if otherwise.cost + price >= found.cost:
        return found
    return replace(otherwise, cost=otherwise.cost + price, peaks=peaks, multiplicities_believed=False)


def _as_listed(
    carbons: ExpectedCarbons, peaks: PeakList, solvent: str | None, settings: AssignmentSettings
) -> AssignmentSolution:
    pair = pair_costs(carbons, peaks, settings)
    extraneous = extraneous_costs(peaks.ppm, peaks.hydrogens, solvent, settings)
    readings = _each_carbon_listed(carbons, peaks, pair, extraneous, settings) + _each_shift_listed(
        carbons, peaks, pair, extraneous, settings
    )
    # Equal costs are not rare; rounded, they do not leave the choice to the order of a sum.
    return min(readings, key=lambda reading: round(reading.cost, 6))


def _each_carbon_listed(
    carbons: ExpectedCarbons,
    peaks: PeakList,
    pair: np.ndarray,
    extraneous: np.ndarray,
    settings: AssignmentSettings,
) -> list[AssignmentSolution]:
    prices = settings.hypotheses
    pair = pair + repetition_costs(carbons.classes, peaks, True, settings)
    n_carbons, n_peaks = pair.shape
    not_shared, once = np.full(n_carbons, np.inf), np.ones(n_peaks, int)
    nobody = np.zeros(n_carbons, bool)
    found = []
    for complete in (True, False):
        cost_model = CostModel(
            pair,
            np.full(n_carbons, prices.missing_if_complete if complete else prices.missing),
            extraneous + prices.extraneous_if_complete * complete,
            not_shared,
            once,
        )
        cost, peak = solve(cost_model, settings)
        cost += _cost_of_reading(pair, complete, prices)
        found.append(
            AssignmentSolution(
                peak, nobody, cost, complete, cost_model, carbons, peaks, one_to_one=False, settings=settings
            )
        )
    if n_carbons == n_peaks:
        cost, peak = solve_one_to_one(pair)
        cost_model = found[0].cost_model
        found.append(
            AssignmentSolution(
                peak, nobody, cost, True, cost_model, carbons, peaks, one_to_one=True, settings=settings
            )
        )
    return found


def _each_shift_listed(
    carbons: ExpectedCarbons,
    peaks: PeakList,
    pair: np.ndarray,
    extraneous: np.ndarray,
    settings: AssignmentSettings,
) -> list[AssignmentSolution]:
    prices = settings.hypotheses
    classes = carbons.classes
    first = classes.is_first
    pair = pair + repetition_costs(classes, peaks, False, settings)
    pair = pair + np.where(~first[:, None] & (peaks.listed == 1), prices.own_shift, 0.0)
    sharing = np.where(_told_apart(pair, first, prices), prices.coincidence, prices.coincidence_expected)
    found = []
    for complete in (True, False):
        missing = prices.missing_if_complete if complete else prices.missing
        cost_model = CostModel(
            pair,
            np.where(first, missing, 0.0),
            extraneous + prices.extraneous_if_complete * complete,
            np.where(first, sharing, np.inf),
            np.maximum(peaks.carbons, 1),
        )
        cost, peak = solve(cost_model, settings)
        cost += prices.each_shift_once + _cost_of_reading(pair, complete, prices)
        whole = _with_shared_peaks(peak, classes)
        shared = whole != peak
        found.append(
            AssignmentSolution(
                whole, shared, cost, complete, cost_model, carbons, peaks, one_to_one=False, settings=settings
            )
        )
    return found


def _told_apart(pair: np.ndarray, first: np.ndarray, prices: HypothesisSettings) -> np.ndarray:
    """bool [carbons]: no carbon of another class is expected where this one is; pair: [carbons, peaks]."""
    costs = np.minimum(pair[first], prices.unlikely)
    unique = np.ones(len(costs), int)
    # Large molecules a few classes at a time, to bound the memory.
    at_once = max(1, _AT_ONCE // max(costs.size, 1))
    for start in range(0, len(costs), at_once):
        apart_by = np.abs(costs[start : start + at_once, None] - costs[None, :]).max(2, initial=0.0)
        unique[start : start + at_once] = (apart_by <= prices.same_costs).sum(1)
    apart = np.ones(len(first), bool)
    apart[first] = unique == 1
    return apart


def _cost_of_reading(pair: np.ndarray, complete: bool, prices: HypothesisSettings) -> float:
    """What a reading costs by itself in which not every carbon has just one entry; pair: [carbons, peaks]."""
    n_carbons, n_peaks = pair.shape
    counts_agree = bool(n_carbons == n_peaks)
    return prices.incomplete * (not complete) + prices.counts_agree_by_chance * counts_agree


def _with_shared_peaks(peak: np.ndarray, classes: Classes) -> np.ndarray:
    return np.where(~classes.is_first & (peak < 0), peak[classes.first], peak)
