"""What a peak list says of a structure: the likeliest account of every peak and every carbon.

Nobody tells whether a list names every carbon or every shift, whether it is complete, or whether it holds
foreign peaks. Each of these readings is a set of costs; the cheapest account of the cheapest reading is
taken. Costs were chosen on the validation split, its lists as recorded and disturbed alike
(`benchmarks/disturbed_lists.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from kmaid_nodes.assignment.calibration import Reading
from kmaid_nodes.assignment.confidence import marginals, marginals_of_accounts
from kmaid_nodes.assignment.costs import Classes, ExpectedCarbons, PeakList, pair_costs, repetition_costs
from kmaid_nodes.assignment.foreign_peaks import foreign_costs
from kmaid_nodes.assignment.matching import Terms, cheapest, cheapest_one_to_one
from kmaid_nodes.chemistry.known_hydrogens import UNKNOWN_HYDROGENS

# What a carbon without a peak costs in a list that is taken for complete, and in one that is not; how much
# rarer foreign peaks are in the first (as a cost); and what the second reading costs by itself.
_LOST_IF_COMPLETE, _LOST = 5.0, 1.5
_FOREIGN_IF_COMPLETE = 3.0
_INCOMPLETE = 3.0
# As many peaks as carbons, and yet not one each.
_COUNTS_AGREE_BY_CHANCE = 2.0
# A list of shifts, each once, in place of one entry for each carbon.
_EACH_SHIFT_ONCE = 1.0
# Multiplicities that contradict this often are looked at again: letters may be wrong throughout, or mean
# nothing because a program wrote the same one everywhere.
_CONTRADICTIONS = 2
_WRONG_LETTERS, _MEANINGLESS, _MANY_ALIKE = 6.0, 3.0, 3
# Two classes at the same shift; two carbons of a class at different ones (diastereotopic).
_COINCIDENCE, _OWN_SHIFT = 2.0, 4.0
# The first where both classes are expected at the same shift, as in a chain: no peak of the list is likelier
# or less likely by more than this (nats) for one of them.
_COINCIDENCE_EXPECTED, _SAME_COSTS, _UNLIKELY = 1.0, 0.5, 8.0
_AT_ONCE = 1_000_000


# A pair beyond the first (nats) is left to gross errors; up to the second is where a carbon may well be.
_LEFT_TO_ERRORS, _MAY_WELL_BE = 9.0, 6.0


@dataclass(frozen=True)
class Interpretation:
    """The account of one peak list.

    peak: int64 [carbons], 0-based peak of each carbon, -1 for none; shared: bool [carbons], the peak is the
    one of another carbon of its symmetry class, which is listed once; cost: of the whole account, in nats,
    comparable among structures of one formula; complete: the list was taken for complete;
    multiplicities_believed: they were used.
    """

    peak: np.ndarray
    shared: np.ndarray
    cost: float
    complete: bool
    terms: Terms
    carbons: ExpectedCarbons
    peaks: PeakList
    one_to_one: bool
    multiplicities_believed: bool = True

    @property
    def reading(self) -> Reading:
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
    def foreign(self) -> list[int]:
        """0-based peaks that no carbon was given."""
        used = set(self.peak.tolist())
        return [k for k in range(len(self.peaks.ppm)) if k not in used]

    @property
    def plausible(self) -> np.ndarray:
        """bool [carbons, peaks]: something else than a gross error could give the carbon the peak."""
        return self.terms.pair <= _LEFT_TO_ERRORS

    @cached_property
    def lies_under(self) -> np.ndarray:
        """int64 [carbons]: the likeliest 0-based peak that a carbon's class may lie under, -1 where none."""
        if not len(self.peaks.ppm):
            return np.full(len(self.peak), -1)
        pair = self.terms.pair[self.carbons.classes.first]
        return np.where(pair.min(1) <= _MAY_WELL_BE, pair.argmin(1), -1)

    @cached_property
    def probabilities(self) -> tuple[np.ndarray, np.ndarray]:
        """Uncalibrated: [carbons, peaks] that a carbon's class has the peak's shift; [carbons] that none."""
        if not len(self.peaks.ppm):
            return np.zeros_like(self.terms.pair), np.ones(len(self.peak))
        if self.one_to_one:
            own, none = marginals(self.terms.pair), np.zeros(len(self.peak))
        else:
            own, none = marginals_of_accounts(self.terms)
        classes = self.carbons.symmetry_class
        same_class = (classes[:, None] == classes[None, :]).astype(float)
        of_class = np.minimum(same_class @ own @ self.peaks.same_shift, 1.0)
        return of_class, none[self.carbons.classes.first]

    def with_shared_peaks(self, peak: np.ndarray) -> np.ndarray:
        """int64 [carbons]: another account in the same reading, as `cheapest` gives it, with shared peaks."""
        return _with_shared_peaks(peak, self.carbons.classes) if self.terms.shares else peak

    @cached_property
    def shifts_of_their_own(self) -> np.ndarray:
        """bool [carbons]: which carbons have another shift than some carbon of their symmetry class."""
        classes, has_peak = self.carbons.symmetry_class, self.peak >= 0
        if not has_peak.any():
            return has_peak
        same_class = (classes[:, None] == classes[None, :]) & has_peak[:, None] & has_peak[None, :]
        return (same_class & ~self.peaks.same_shift[np.ix_(self.peak, self.peak)]).any(1)

    @property
    def confidence(self) -> np.ndarray:
        """float64 [carbons], uncalibrated: probability that the peak is right, or that there is none."""
        of_class, none = self.probabilities
        if not len(self.peaks.ppm):
            return none
        return np.where(self.peak >= 0, of_class[np.arange(len(self.peak)), self.peak], none)


def interpret(carbons: ExpectedCarbons, peaks: PeakList, solvent: str | None = None) -> Interpretation:
    """The likeliest account of a peak list. solvent: canonical name, None if not told.

    Multiplicities that contradict the structure again and again, or are all alike as programs write them
    that know none, are not believed.
    """
    found = _as_listed(carbons, peaks, solvent)
    known = peaks.hydrogens < UNKNOWN_HYDROGENS
    if found.contradictions < _CONTRADICTIONS:
        return found
    doubted = replace(peaks, hydrogens=np.full_like(peaks.hydrogens, UNKNOWN_HYDROGENS))
    otherwise = _as_listed(carbons, doubted, solvent)
    all_alike = known.sum() >= _MANY_ALIKE and len(np.unique(peaks.hydrogens[known])) == 1
    price = _MEANINGLESS if all_alike else _WRONG_LETTERS + np.log(UNKNOWN_HYDROGENS) * known.sum()
    if otherwise.cost + price >= found.cost:
        return found
    return replace(otherwise, cost=otherwise.cost + price, peaks=peaks, multiplicities_believed=False)


def _as_listed(carbons: ExpectedCarbons, peaks: PeakList, solvent: str | None) -> Interpretation:
    pair = pair_costs(carbons, peaks)
    foreign = foreign_costs(peaks.ppm, peaks.hydrogens, solvent)
    readings = _each_carbon_listed(carbons, peaks, pair, foreign) + _each_shift_listed(
        carbons, peaks, pair, foreign
    )
    # Equal costs are not rare; rounded, they do not leave the choice to the order of a sum.
    return min(readings, key=lambda reading: round(reading.cost, 6))


def _each_carbon_listed(
    carbons: ExpectedCarbons, peaks: PeakList, pair: np.ndarray, foreign: np.ndarray
) -> list[Interpretation]:
    pair = pair + repetition_costs(carbons.classes, peaks, each_carbon_listed=True)
    n_carbons, n_peaks = pair.shape
    not_shared, once = np.full(n_carbons, np.inf), np.ones(n_peaks, int)
    nobody = np.zeros(n_carbons, bool)
    found = []
    for complete in (True, False):
        terms = Terms(
            pair,
            np.full(n_carbons, _LOST_IF_COMPLETE if complete else _LOST),
            foreign + _FOREIGN_IF_COMPLETE * complete,
            not_shared,
            once,
        )
        cost, peak = cheapest(terms)
        cost += _cost_of_reading(pair, complete)
        found.append(Interpretation(peak, nobody, cost, complete, terms, carbons, peaks, False))
    if n_carbons == n_peaks:
        cost, peak = cheapest_one_to_one(pair)
        found.append(Interpretation(peak, nobody, cost, True, found[0].terms, carbons, peaks, True))
    return found


def _each_shift_listed(
    carbons: ExpectedCarbons, peaks: PeakList, pair: np.ndarray, foreign: np.ndarray
) -> list[Interpretation]:
    classes = carbons.classes
    first = classes.is_first
    pair = pair + repetition_costs(classes, peaks, each_carbon_listed=False)
    pair = pair + np.where(~first[:, None] & (peaks.listed == 1), _OWN_SHIFT, 0.0)
    sharing = np.where(_told_apart(pair, first), _COINCIDENCE, _COINCIDENCE_EXPECTED)
    found = []
    for complete in (True, False):
        lost = _LOST_IF_COMPLETE if complete else _LOST
        terms = Terms(
            pair,
            np.where(first, lost, 0.0),
            foreign + _FOREIGN_IF_COMPLETE * complete,
            np.where(first, sharing, np.inf),
            np.maximum(peaks.carbons, 1),
        )
        cost, peak = cheapest(terms)
        cost += _EACH_SHIFT_ONCE + _cost_of_reading(pair, complete)
        whole = _with_shared_peaks(peak, classes)
        found.append(Interpretation(whole, (whole != peak), cost, complete, terms, carbons, peaks, False))
    return found


def _told_apart(pair: np.ndarray, first: np.ndarray) -> np.ndarray:
    """bool [carbons]: no carbon of another class is expected where this one is; pair: [carbons, peaks]."""
    costs = np.minimum(pair[first], _UNLIKELY)
    alike = np.ones(len(costs), int)
    # Large molecules a few classes at a time, to bound the memory.
    at_once = max(1, _AT_ONCE // max(costs.size, 1))
    for start in range(0, len(costs), at_once):
        apart_by = np.abs(costs[start : start + at_once, None] - costs[None, :]).max(2, initial=0.0)
        alike[start : start + at_once] = (apart_by <= _SAME_COSTS).sum(1)
    apart = np.ones(len(first), bool)
    apart[first] = alike == 1
    return apart


def _cost_of_reading(pair: np.ndarray, complete: bool) -> float:
    """What a reading costs by itself in which not every carbon has just one entry; pair: [carbons, peaks]."""
    n_carbons, n_peaks = pair.shape
    return _INCOMPLETE * (not complete) + _COUNTS_AGREE_BY_CHANCE * (n_carbons == n_peaks)


def _with_shared_peaks(peak: np.ndarray, classes: Classes) -> np.ndarray:
    return np.where(~classes.is_first & (peak < 0), peak[classes.first], peak)
