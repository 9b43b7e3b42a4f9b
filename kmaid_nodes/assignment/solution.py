"""The likeliest assignment of every peak and every carbon of a structure.

A list does not say whether it names every carbon or every shift, whether it is complete, or whether it holds
extraneous peaks. Each list hypothesis is a set of costs; the solution is the cheapest assignment of the
cheapest hypothesis. Costs were chosen on lists of the validation split, as recorded and corrupted
(`benchmarks/corrupted_lists.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from kmaid_nodes.assignment.calibration import ListType
from kmaid_nodes.assignment.confidence import marginals, marginals_with_sharing
from kmaid_nodes.assignment.cost_model import (
    CostModel,
    lower_bound,
    lower_bound_one_to_one,
    solve,
    solve_one_to_one,
)
from kmaid_nodes.assignment.costs import Classes, ExpectedCarbons, PeakList, pair_costs, repetition_costs
from kmaid_nodes.assignment.extraneous_peaks import extraneous_costs
from kmaid_nodes.assignment.fixed_costs import (
    after_another,
    each_carbon_fixed,
    each_shift_fixed,
    with_followers,
    without_rejected,
)
from kmaid_nodes.assignment.fixed_pairs import FixedPairs
from kmaid_nodes.assignment.settings import DEFAULT_SETTINGS, AssignmentSettings, HypothesisSettings
from kmaid_nodes.assignment.sure_solvent import at_solvent_lines, surely_solvent
from kmaid_nodes.chemistry.known_hydrogens import UNKNOWN_HYDROGENS
from kmaid_nodes.codes.experiment import EVERY_CARBON

# Bounds the memory alone: pairs of classes and peaks compared in one go.
_AT_ONCE = 1_000_000
# Numerics alone: a cost (nats) of a peak on a carbon that the experiment cannot show.
_NEVER_FITS = 1e6
# Numerics alone: by how much a bound (nats) must be above a cost that was found, whatever is rounded.
_CLEARLY_DEARER = 1e-4


@dataclass(frozen=True)
class SecondShifts:
    """The second set of shifts of a list that holds two.

    peak: int64 [carbons], the 0-based peak of each carbon in the second set, -1 where it has none of its own
    and shares that of the first; confidence: float64 [carbons], uncalibrated, NaN without a peak; carbon_of:
    by 0-based peak of the second set, a carbon that has it; gain: nats by which two sets explain the list
    better than one.
    """

    peak: np.ndarray
    confidence: np.ndarray
    carbon_of: Mapping[int, int]
    gain: float


@dataclass(frozen=True)
class AssignmentSolution:
    """The likeliest assignment of one peak list.

    peak: int64 [carbons], 0-based peak of each carbon, -1 for none; shared: bool [carbons], another carbon of
    the symmetry class has the same peak, which is listed once; cost: in nats, of the assignment and its list
    hypothesis, comparable among structures of one formula; complete: the list was taken for complete;
    cost_model: the costs of the list hypothesis; one_to_one: every carbon has one peak and every peak one
    carbon; multiplicities_believed: the multiplicities were used; hydrogens_seen: numbers of attached
    hydrogens whose carbons the experiment shows (see `Experiment`); second: the second set of shifts, None if
    the list holds one; fixed: pairs that were given, None for none; before_fixing: the costs without them,
    but without the rejected ones, None where none were given.
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
    hydrogens_seen: frozenset[int] = EVERY_CARBON
    second: SecondShifts | None = None
    fixed: FixedPairs | None = None
    before_fixing: CostModel | None = None

    @cached_property
    def counted(self) -> np.ndarray:
        """bool [carbons]: the first of each class that the experiment shows."""
        counted: np.ndarray = self.carbons.classes.is_first & ~self.unseen
        return counted

    @cached_property
    def unseen(self) -> np.ndarray:
        """bool [carbons]: which ones the experiment cannot show; they have no peak and are not missing."""
        unseen: np.ndarray = ~shown_carbons(self.carbons.hydrogens, self.hydrogens_seen)
        return unseen if self.fixed is None else unseen & ~self.fixed.has_peak

    @property
    def solvent_shown(self) -> bool:
        """Whether the experiment shows the solvent, whose carbons have deuterium in place of hydrogen."""
        return 0 in self.hydrogens_seen

    @property
    def list_type(self) -> ListType:
        """The list hypothesis of the solution."""
        if self.one_to_one:
            return "one_to_one"
        return "complete" if self.complete else "incomplete"

    @property
    def contradictions(self) -> int:
        """How many carbons have a peak of another multiplicity."""
        return int(self.other_multiplicity.sum())

    @cached_property
    def excess(self) -> np.ndarray:
        """float64 [carbons]: how much more a peak costs its carbon than the carbon's own shift on average.

        In nats, for the first carbon of each class that has a peak; NaN for all others.
        """
        excess = np.full(len(self.peak), np.nan)
        counted = np.flatnonzero(self.carbons.classes.is_first & (self.peak >= 0))
        if len(counted) == 1:  # alone, its cost is summed in another order and has other last digits
            ppm, alone = self.peaks.ppm[self.peak[counted]], self.carbons.only(counted)
            excess[counted] = alone.shift_costs(ppm, self.settings)[0] - alone.expected_costs(self.settings)
        elif len(counted):
            own = self.carbons.shift_costs(self.peaks.ppm, self.settings)[counted, self.peak[counted]]
            excess[counted] = own - self.carbons.expected_costs(self.settings)[counted]
        return excess

    @cached_property
    def other_multiplicity(self) -> np.ndarray:
        """bool [carbons]: the carbon has a peak of another multiplicity."""
        differs = np.zeros(len(self.peak), bool)
        carbons = np.flatnonzero(self.peak >= 0)
        peaks, own = self.peak[carbons], self.carbons.hydrogens[carbons]
        given = self.peaks.hydrogens[peaks]
        differs[carbons] = (given != own) & (given < UNKNOWN_HYDROGENS)
        if self.peaks.possible is not None:
            differs[carbons] |= self.peaks.rules_out(own)[np.arange(len(own)), peaks]
        return differs

    @property
    def left_multiplicities_aside(self) -> bool:
        """Whether multiplicities that are not all alike were ignored; then list or structure is wrong."""
        given = self.peaks.hydrogens[self.peaks.hydrogens < UNKNOWN_HYDROGENS]
        return not self.multiplicities_believed and len(np.unique(given)) > 1

    @cached_property
    def unassigned(self) -> list[int]:
        """0-based peaks that no carbon was given, in either set."""
        used = set(self.peak.tolist()) | set(self.second.carbon_of if self.second else ())
        used |= set(self.fixed.marked if self.fixed else ())
        return [k for k in range(len(self.peaks.ppm)) if k not in used]

    @property
    def plausible(self) -> np.ndarray:
        """bool [carbons, peaks]: the carbon could have the peak without a gross error."""
        return self.cost_model.pair <= self.settings.hypotheses.left_to_errors

    @cached_property
    def lies_under(self) -> np.ndarray:
        """int64 [carbons]: the likeliest 0-based peak that may hide a carbon's class, -1 for none."""
        if not len(self.peaks.ppm):
            return np.full(len(self.peak), -1)
        pair = self._by_costs_alone.pair[self.carbons.classes.first]
        return np.where(pair.min(1) <= self.settings.hypotheses.may_well_be, pair.argmin(1), -1)

    @property
    def _by_costs_alone(self) -> CostModel:
        return self.cost_model if self.before_fixing is None else self.before_fixing

    @cached_property
    def probabilities(self) -> tuple[np.ndarray, np.ndarray]:
        """Uncalibrated: [carbons, peaks] that a carbon's class has its shift; [carbons] that it has none."""
        return self._probabilities(self.cost_model)

    def _probabilities(self, costs: CostModel) -> tuple[np.ndarray, np.ndarray]:
        if not len(self.peaks.ppm):
            return np.zeros_like(costs.pair), np.ones(len(self.peak))
        if self.one_to_one:
            none = self.unseen.astype(float)
            own = np.zeros_like(costs.pair)
            listed = np.ones(costs.pair.shape[1], bool)
            listed[list(self.fixed.marked if self.fixed else ())] = False
            own[np.ix_(~self.unseen, listed)] = marginals(costs.pair[np.ix_(~self.unseen, listed)])
        else:
            own, none = marginals_with_sharing(costs)
        classes = self.carbons.symmetry_class
        if len(self.carbons.classes) < len(classes):
            own = (classes[:, None] == classes[None, :]).astype(float) @ own
        if self.peaks.repeats:
            own = own @ self.peaks.same_shift
        return np.minimum(own, 1.0), none[self.carbons.classes.first]

    def with_shared_peaks(self, peak: np.ndarray) -> np.ndarray:
        """int64 [carbons]: an assignment of `solve` under the same list hypothesis, with shared peaks."""
        return _with_shared_peaks(peak, self.carbons.classes, self.fixed) if self.cost_model.shares else peak

    @cached_property
    def shifts_of_their_own(self) -> np.ndarray:
        """bool [carbons]: which carbons differ in shift from another carbon of their symmetry class."""
        classes, has_peak = self.carbons.symmetry_class, self.peak >= 0
        if not has_peak.any() or len(self.carbons.classes) == len(classes):
            return np.zeros(len(classes), bool)
        same_class = (classes[:, None] == classes[None, :]) & has_peak[:, None] & has_peak[None, :]
        differ: np.ndarray = (same_class & ~self.peaks.same_shift[np.ix_(self.peak, self.peak)]).any(1)
        return differ

    @cached_property
    def confidence(self) -> np.ndarray:
        """float64 [carbons], uncalibrated: probability that the peak is right, or that there is none."""
        return self._of_own_peaks(*self.probabilities)

    @property
    def confidence_before_fixing(self) -> np.ndarray:
        """The same by the costs alone, so that an assignment is no surer evidence once it was accepted."""
        if self.before_fixing is None:
            return self.confidence
        return self._of_own_peaks(*self._probabilities(self.before_fixing))

    def _of_own_peaks(self, of_class: np.ndarray, none: np.ndarray) -> np.ndarray:
        if not len(self.peaks.ppm):
            return none
        return np.where(self.peak >= 0, of_class[np.arange(len(self.peak)), self.peak], none)


def solve_assignment(
    carbons: ExpectedCarbons,
    peaks: PeakList,
    solvent: str | None = None,
    settings: AssignmentSettings = DEFAULT_SETTINGS,
    hydrogens_seen: frozenset[int] = EVERY_CARBON,
    fixed: FixedPairs | None = None,
) -> AssignmentSolution:
    """The likeliest assignment of a peak list. solvent: canonical name, None if not given.

    hydrogens_seen: numbers of attached hydrogens whose carbons the experiment shows; the others take no part
    unless they were given a peak. fixed: pairs that must hold, None for none; it marks no peaks.
    Multiplicities are not believed where they contradict the structure again and again, or where all are
    alike, as programs write them that know none.
    """
    shown = shown_carbons(carbons.hydrogens, hydrogens_seen)
    solvent_shown = 0 in hydrogens_seen
    if shown.all() and solvent_shown:
        return _of_shown(carbons, peaks, solvent, settings, solvent_shown, fixed)
    if fixed is not None:
        shown = shown | fixed.has_peak
    of_shown = None if fixed is None else fixed.of_carbons(shown)
    among_shown = _of_shown(carbons.only(shown), peaks, solvent, settings, solvent_shown, of_shown)
    return replace(_among_all(among_shown, carbons, shown, hydrogens_seen), fixed=fixed)


def shown_carbons(hydrogens: np.ndarray, hydrogens_seen: frozenset[int]) -> np.ndarray:
    """bool [carbons]: which ones an experiment shows; hydrogens: int [carbons], attached."""
    if hydrogens_seen == EVERY_CARBON:
        return np.ones(len(hydrogens), bool)
    seen = np.array([count in hydrogens_seen for count in range(UNKNOWN_HYDROGENS)])
    shown: np.ndarray = seen[np.minimum(hydrogens, UNKNOWN_HYDROGENS - 1)]
    return shown


def _among_all(
    solution: AssignmentSolution, carbons: ExpectedCarbons, shown: np.ndarray, hydrogens_seen: frozenset[int]
) -> AssignmentSolution:
    """The solution of the carbons that are shown as one of all carbons."""

    def spread(values: np.ndarray, of_unseen: float) -> np.ndarray:
        spread_out = np.full((len(shown), *values.shape[1:]), of_unseen, values.dtype)
        spread_out[shown] = values
        return spread_out

    def spread_costs(costs: CostModel) -> CostModel:
        return replace(
            costs,
            pair=spread(costs.pair, _NEVER_FITS),
            missing=spread(costs.missing, 0.0),
            sharing=spread(costs.sharing, np.inf),
        )

    before = solution.before_fixing
    return replace(
        solution,
        peak=spread(solution.peak, -1),
        shared=spread(solution.shared, False),
        cost_model=spread_costs(solution.cost_model),
        before_fixing=None if before is None else spread_costs(before),
        carbons=carbons,
        hydrogens_seen=hydrogens_seen,
    )


def among_all_peaks(
    solution: AssignmentSolution, peaks: PeakList, kept: np.ndarray, fixed: FixedPairs
) -> AssignmentSolution:
    """The solution of a list without its marked peaks as one of the whole list.

    peaks: the whole list; kept: int64 [peaks of the solution], their positions in it; fixed: with its marks.
    """

    def spread_costs(costs: CostModel) -> CostModel:
        pair = np.full((len(costs.pair), len(peaks.ppm)), _NEVER_FITS)
        pair[:, kept] = costs.pair
        extraneous, counted = np.zeros(len(peaks.ppm)), np.ones(len(peaks.ppm), int)
        extraneous[kept], counted[kept] = costs.extraneous, costs.counted
        owners = None
        if costs.owners is not None:
            owners = np.zeros(len(peaks.ppm), int)
            owners[kept] = costs.owners
        return replace(costs, pair=pair, extraneous=extraneous, counted=counted, owners=owners)

    place = np.append(kept, -1)
    second, before = solution.second, solution.before_fixing
    if second is not None:
        carbon_of = {int(kept[peak]): carbon for peak, carbon in second.carbon_of.items()}
        second = replace(second, peak=place[second.peak], carbon_of=carbon_of)
    return replace(
        solution,
        peak=place[solution.peak],
        cost_model=spread_costs(solution.cost_model),
        before_fixing=None if before is None else spread_costs(before),
        peaks=peaks,
        second=second,
        fixed=fixed,
    )


def _of_shown(
    carbons: ExpectedCarbons,
    peaks: PeakList,
    solvent: str | None,
    settings: AssignmentSettings,
    solvent_shown: bool,
    fixed: FixedPairs | None,
) -> AssignmentSolution:
    penalties = settings.hypotheses
    solution = _as_listed(carbons, peaks, solvent, settings, solvent_shown, fixed)
    if solution.contradictions < penalties.contradictions:
        return solution
    known = peaks.hydrogens < UNKNOWN_HYDROGENS
    if peaks.possible is not None:
        known |= ~peaks.possible.all(1)
    doubted = replace(peaks, hydrogens=np.full_like(peaks.hydrogens, UNKNOWN_HYDROGENS), possible=None)
    otherwise = _as_listed(carbons, doubted, solvent, settings, solvent_shown, fixed)
    all_alike = known.sum() >= penalties.many_alike and len(np.unique(peaks.hydrogens[known])) == 1
    wrong_throughout = penalties.wrong_letters + np.log(UNKNOWN_HYDROGENS) * known.sum()
    penalty = penalties.meaningless if all_alike else wrong_throughout
    if otherwise.cost + penalty >= solution.cost:
        return solution
    return replace(otherwise, cost=otherwise.cost + penalty, peaks=peaks, multiplicities_believed=False)


def _as_listed(
    carbons: ExpectedCarbons,
    peaks: PeakList,
    solvent: str | None,
    settings: AssignmentSettings,
    solvent_shown: bool,
    fixed: FixedPairs | None,
) -> AssignmentSolution:
    pair = pair_costs(carbons, peaks, settings)
    ppm = at_solvent_lines(peaks.ppm, solvent, settings.extraneous) if solvent_shown else peaks.ppm
    extraneous = extraneous_costs(ppm, peaks.hydrogens, solvent, settings, solvent_shown)
    of_solvent = surely_solvent(peaks.ppm, solvent, settings.extraneous) if solvent_shown else 0
    by_chance = _cost_of_equal_numbers(carbons.classes, pair, of_solvent, settings.hypotheses)
    hypotheses = _each_carbon_listed(carbons, peaks, pair, extraneous, by_chance, settings, fixed)
    hypotheses += _each_shift_listed(carbons, peaks, pair, extraneous, by_chance, settings, fixed)
    likeliest, cost, peak = _likeliest(hypotheses, settings)
    shared = np.zeros(len(peak), bool)
    if likeliest.by_shift:
        own, peak = peak, _with_shared_peaks(peak, carbons.classes, fixed)
        shared = peak != own if fixed is None else after_another(peak, carbons.symmetry_class)
    return AssignmentSolution(
        peak,
        shared,
        cost,
        likeliest.complete,
        likeliest.costs,
        carbons,
        peaks,
        likeliest.one_to_one,
        settings=settings,
        fixed=fixed,
        before_fixing=likeliest.before_fixing,
    )


@dataclass(frozen=True)
class _Hypothesis:
    """A list hypothesis, of which the cheapest assignment is not known yet.

    costs, complete, one_to_one, before_fixing: as in `AssignmentSolution`; price: what the hypothesis itself
    costs, in nats; by_shift: every shift is listed once, not every carbon.
    """

    costs: CostModel
    price: float
    complete: bool
    one_to_one: bool = False
    by_shift: bool = False
    before_fixing: CostModel | None = None

    def bound(self) -> float:
        """In nats: no assignment under the hypothesis costs less."""
        least = lower_bound_one_to_one(self.costs.pair) if self.one_to_one else lower_bound(self.costs)
        return least + self.price

    def solved(self, settings: AssignmentSettings) -> tuple[float, np.ndarray]:
        """What the cheapest assignment costs, and int64 [carbons]: the 0-based peak of each, -1 for none."""
        solve_it = solve_one_to_one(self.costs.pair) if self.one_to_one else solve(self.costs, settings)
        cost, peak = solve_it
        return cost + self.price, peak


def _likeliest(
    hypotheses: Sequence[_Hypothesis], settings: AssignmentSettings
) -> tuple[_Hypothesis, float, np.ndarray]:
    """The cheapest hypothesis, its cost in nats, and its peak of each carbon; the first among equals.

    Those that cannot be cheapest are not solved: most lists are explained well by one of them.
    """
    bounds = [hypothesis.bound() for hypothesis in hypotheses]
    found: dict[int, tuple[float, np.ndarray]] = {}
    least = np.inf
    for k in sorted(range(len(bounds)), key=lambda k: bounds[k]):
        if bounds[k] > least + _CLEARLY_DEARER:
            break
        found[k] = hypotheses[k].solved(settings)
        least = min(least, found[k][0])
    # Equal costs are not rare; rounded, they do not leave the choice to the order of a sum.
    best = min(found, key=lambda k: (round(found[k][0], 6), k))
    return hypotheses[best], *found[best]


def _each_carbon_listed(
    carbons: ExpectedCarbons,
    peaks: PeakList,
    pair: np.ndarray,
    extraneous: np.ndarray,
    by_chance: float,
    settings: AssignmentSettings,
    fixed: FixedPairs | None,
) -> list[_Hypothesis]:
    penalties = settings.hypotheses
    pair = pair + repetition_costs(carbons.classes, peaks, True, settings)
    n_carbons, n_peaks = pair.shape
    not_shared, once = np.full(n_carbons, np.inf), np.ones(n_peaks, int)
    hypotheses = []
    kinds = _kinds(n_carbons, n_peaks, penalties.incomplete, penalties)
    if by_chance and n_peaks > n_carbons:
        # Besides those of the solvent, there is a peak for each carbon.
        kinds[-1] = replace(kinds[-1], missing=penalties.missing_if_complete)
    for kind in kinds:
        costs = CostModel(
            pair, np.full(n_carbons, kind.missing), extraneous + kind.extraneous, not_shared, once
        )
        before = None
        if fixed is not None:
            before = without_rejected(costs, fixed)
            costs = each_carbon_fixed(costs, fixed, peaks.same_shift)
        price = kind.cost + by_chance * (not kind.surplus)
        hypotheses.append(_Hypothesis(costs, price, kind.complete, before_fixing=before))
    if n_carbons == n_peaks:
        hypotheses.append(replace(hypotheses[0], price=0.0, one_to_one=True))
    return hypotheses


def _each_shift_listed(
    carbons: ExpectedCarbons,
    peaks: PeakList,
    pair: np.ndarray,
    extraneous: np.ndarray,
    by_chance: float,
    settings: AssignmentSettings,
    fixed: FixedPairs | None,
) -> list[_Hypothesis]:
    penalties = settings.hypotheses
    classes = carbons.classes if fixed is None else fixed.representatives(carbons.classes)
    first = classes.is_first
    pair, sharing = _costs_by_shift(classes, peaks, pair, settings)
    counted = np.maximum(peaks.carbons, 1)
    hypotheses = []
    shifts = len(classes) + int((first & classes.diastereotopic).sum())
    # Equal entries are of equivalent carbons, unless there are more than carbons.
    n_carbons, n_peaks = pair.shape
    listed = n_peaks if n_peaks > n_carbons else round(float((1 / peaks.listed).sum()))
    for kind in _kinds(shifts, listed, penalties.incomplete_by_shift, penalties):
        missing = np.where(first, kind.missing, 0.0)
        costs = CostModel(pair, missing, extraneous + kind.extraneous, sharing, counted)
        before = None
        if fixed is not None:
            before = without_rejected(costs, fixed)
            costs = each_shift_fixed(costs, fixed, classes, peaks.same_shift, penalties)
        price = penalties.each_shift_once + kind.cost + by_chance
        hypotheses.append(_Hypothesis(costs, price, kind.complete, by_shift=True, before_fixing=before))
    return hypotheses


def _costs_by_shift(
    classes: Classes, peaks: PeakList, pair: np.ndarray, settings: AssignmentSettings
) -> tuple[np.ndarray, np.ndarray]:
    """[carbons, peaks] and [carbons]: what a pair costs, and a shared peak, where shifts are listed once."""
    penalties, first = settings.hypotheses, classes.is_first
    pair = pair + repetition_costs(classes, peaks, False, settings)
    if not first.all():
        own_shift = np.where(classes.diastereotopic, penalties.diastereotopic, penalties.own_shift)
        pair += np.where(~first[:, None] & (peaks.listed == 1), own_shift[:, None], 0.0)
    sharing = np.where(
        _distinct_by_shift(pair, first, penalties), penalties.coincidence, penalties.coincidence_expected
    )
    return pair, np.where(first, sharing, np.inf)


def _distinct_by_shift(pair: np.ndarray, first: np.ndarray, penalties: HypothesisSettings) -> np.ndarray:
    """bool [carbons]: no carbon of another class is expected at the same shift; pair: [carbons, peaks]."""
    costs = np.minimum(pair[first], penalties.unlikely)
    unique = np.ones(len(costs), int)
    # Large molecules a few classes at a time, to bound the memory.
    at_once = max(1, _AT_ONCE // max(costs.size, 1))
    for start in range(0, len(costs), at_once):
        apart_by = np.abs(costs[start : start + at_once, None] - costs[None, :]).max(2, initial=0.0)
        unique[start : start + at_once] = (apart_by <= penalties.same_costs).sum(1)
    apart = np.ones(len(first), bool)
    apart[first] = unique == 1
    return apart


@dataclass(frozen=True)
class _Kind:
    """How complete and how clean a list is: what that costs, and a missing carbon and an extraneous peak.

    surplus: every expected peak is there, and others besides.
    """

    complete: bool
    missing: float
    extraneous: float
    cost: float
    surplus: bool = False


def _kinds(expected: int, listed: int, incomplete: float, penalties: HypothesisSettings) -> list[_Kind]:
    """The kinds to try; expected: how many entries or shifts a complete and clean list has; listed: how many
    the list has; incomplete: what it costs that a list is not complete."""
    kinds = [
        _Kind(True, penalties.missing_if_complete, penalties.extraneous_if_complete, 0.0),
        _Kind(False, penalties.missing, 0.0, incomplete),
    ]
    if listed > expected:
        kinds.append(_Kind(True, penalties.missing_beside_surplus, 0.0, penalties.surplus, True))
    return kinds


def _cost_of_equal_numbers(
    classes: Classes, pair: np.ndarray, of_solvent: int, penalties: HypothesisSettings
) -> float:
    """What the numbers alone cost where they agree and not every carbon has a peak of its own.

    pair: [carbons, peaks]; of_solvent: how many peaks surely are the solvent's.
    """
    n_carbons, n_peaks = pair.shape
    if n_carbons not in (n_peaks, n_peaks - of_solvent):
        return 0.0
    symmetric = len(classes) < n_carbons
    return penalties.counts_agree_by_chance * (1.0 if symmetric else penalties.times_without_symmetry)


def _with_shared_peaks(peak: np.ndarray, classes: Classes, fixed: FixedPairs | None) -> np.ndarray:
    if fixed is not None:
        return with_followers(peak, fixed, fixed.representatives(classes))
    return np.where(~classes.is_first & (peak < 0), peak[classes.first], peak)
