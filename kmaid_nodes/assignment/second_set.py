"""Unlabelled second sets of shifts: rotamers, E/Z isomers, anomers or diastereomers, listed together.

A list that holds two sets has more peaks than the structure has kinds of carbon, and most of the surplus lies
near the peak of a carbon where it fits as well. The list is explained twice, with one shift for each carbon
and with up to two. How far the two of a carbon may lie apart depends on its distance from the bond or atom
that makes the isomers, and how much better two sets must explain the list on whether the structure has any.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from kmaid_nodes.assignment.confidence import marginals_with_sharing
from kmaid_nodes.assignment.cost_model import CostModel, solve
from kmaid_nodes.assignment.costs import pair_costs, repetition_costs
from kmaid_nodes.assignment.doublet_bound import costs_more
from kmaid_nodes.assignment.doublets import (
    DoubletProblem,
    Doublets,
    cost_without_doublets,
    solve_doublets,
)
from kmaid_nodes.assignment.extraneous_peaks import extraneous_costs
from kmaid_nodes.assignment.fixed_costs import after_another, each_shift_fixed, followers, without_rejected
from kmaid_nodes.assignment.fixed_pairs import FixedPairs
from kmaid_nodes.assignment.settings import SecondSetLimits, SecondSetSettings
from kmaid_nodes.assignment.solution import AssignmentSolution, SecondShifts
from kmaid_nodes.assignment.sure_solvent import at_solvent_lines
from kmaid_nodes.assignment.unassigned_peaks import Unassigned, splittings
from kmaid_nodes.chemistry.slow_isomers import IsomerCentres, SlowIsomers, isomer_centres
from kmaid_nodes.chemistry.structure import Structure
from kmaid_nodes.codes.peak_kind import PeakKind

# Numerics alone: a cost (nats) that is never paid, and the gain of a peak that must stay without a carbon.
_NEVER = 1e4
_ALWAYS_EXTRANEOUS = -60.0
# The same: how far off the cost (nats) of a programme may be.
_ROUNDING = 1e-3
# Mathematics: the highest value of a Student density with 2 degrees of freedom, on one side of its centre.
_STUDENT_PEAK = 0.7071067812


@dataclass(frozen=True)
class DoubledCarbons:
    """How far the two shifts of each carbon may lie apart, and what a list of two sets must show.

    scale_ppm: float64 [carbons], of a Student density with 2 degrees of freedom; share: float64 [carbons], of
    such carbons whose shifts differ; limits: for isomers such as this structure has.
    """

    scale_ppm: np.ndarray
    share: np.ndarray
    limits: SecondSetLimits


def doubled_carbons(structure: Structure, settings: SecondSetSettings) -> DoubledCarbons:
    """Of a structure, by what isomers it has."""
    return _doubled(isomer_centres(structure.mol, structure.carbons), settings)


@dataclass(frozen=True)
class _Costs:
    """The costs of a list that may hold two sets, in nats.

    pair: [carbons, peaks], as where every shift is listed once; apart: [carbons, peaks, peaks], that these
    two are the shifts of one carbon; extraneous: [peaks]; missing, sharing: [carbons].
    """

    pair: np.ndarray
    apart: np.ndarray
    extraneous: np.ndarray
    missing: np.ndarray
    sharing: np.ndarray


def with_second_set(
    structure: Structure, solution: AssignmentSolution, unassigned: Sequence[Unassigned], solvent: str | None
) -> AssignmentSolution | None:
    """The solution with two sets of shifts, None if the list does not seem to hold a second one.

    unassigned: what its unassigned peaks may be; solvent: canonical name, None if not given; lines of a given
    solvent are never of a second set.
    """
    known = {entry.peak for entry in unassigned if _is_known(entry, solvent)}
    if not _may_hold_two_sets(solution, len(unassigned) - len(known)):
        return None
    centres = isomer_centres(structure.mol, structure.carbons)
    costs = _costs(structure, solution, centres, solvent)
    shifts = [int(k) for k in np.unique(solution.peaks.same_shift.argmax(1)) if int(k) not in known]
    rows = _rows(solution)
    problem = _problem(solution, costs, rows, np.array(shifts))
    if problem is None:
        return None
    # Among two sets, a line near that of an impurity rather is of the second set.
    floor = solution.settings.second_set.least_extraneous
    costs = replace(costs, extraneous=np.maximum(costs.extraneous, floor))
    of_two_sets = replace(problem, extraneous=costs.extraneous[shifts])
    least_gain = _limits(centres.likelihood, solution.settings.second_set).gain
    # Few lists hold two sets, and the programmes take long: first whether they can gain enough at all.
    if costs_more(of_two_sets, cost_without_doublets(problem) - least_gain + _ROUNDING):
        return None
    one, two = solve_doublets(problem, two_sets=False), solve_doublets(of_two_sets)
    if one is None or two is None or not _are_two_sets(solution, centres, problem, one, two, rows):
        return None
    peak, second = _of_carbons(len(solution.peak), rows, np.array(shifts), two, costs, _given(solution))
    return _two_sets(solution, costs, peak, second, one.cost - two.cost)


def of_second_set(structure: Structure, second: SecondShifts) -> list[Unassigned]:
    """The peaks of the second set, each with its carbon, in the order of the list."""
    return [
        Unassigned(peak, PeakKind.SECOND_SET, atom_index=int(structure.carbon_atom_index[carbon]))
        for peak, carbon in sorted(second.carbon_of.items())
    ]


def _is_known(entry: Unassigned, solvent: str | None) -> bool:
    return entry.kind is PeakKind.MULTIPLET_LINE or (entry.kind is PeakKind.SOLVENT and solvent is not None)


def _may_hold_two_sets(solution: AssignmentSolution, surplus: int) -> bool:
    """Whether it is worth looking; surplus: unassigned peaks that are not known.

    Shifts that carbons of one class do not share count as surplus: a second set may have given them.
    """
    if surplus <= 0:
        return False
    limits = solution.settings.second_set
    counted = solution.counted
    with_peak = counted & (solution.peak >= 0)
    of_their_own = int((solution.shifts_of_their_own & ~solution.carbons.classes.is_first).sum())
    return (
        solution.cost_model.pair.size * len(solution.peaks.ppm) <= limits.most_triples
        and surplus + of_their_own >= limits.least
        and int(with_peak.sum()) >= limits.least_with_peak * int(counted.sum())
    )


def _costs(
    structure: Structure, solution: AssignmentSolution, centres: IsomerCentres, solvent: str | None
) -> _Costs:
    settings, peaks, carbons = solution.settings, solution.peaks, solution.carbons
    penalties, first = settings.hypotheses, carbons.classes.is_first
    believed = peaks
    if not solution.multiplicities_believed:
        believed = replace(peaks, hydrogens=np.full_like(peaks.hydrogens, 4), possible=None)
    pair = pair_costs(carbons, believed, settings) + repetition_costs(carbons.classes, peaks, False, settings)
    pair += np.where(~first[:, None] & (peaks.listed == 1), penalties.own_shift, 0.0)
    pair[solution.unseen] = _NEVER
    return _Costs(
        pair,
        _apart_costs(structure, solution, centres),
        extraneous_costs(
            at_solvent_lines(peaks.ppm, solvent, settings.extraneous),
            believed.hydrogens,
            solvent,
            settings,
            solution.solvent_shown,
        ),
        np.where(first & ~solution.unseen, penalties.missing, 0.0),
        np.where(first & ~solution.unseen, penalties.coincidence, np.inf),
    )


def _apart_costs(structure: Structure, solution: AssignmentSolution, centres: IsomerCentres) -> np.ndarray:
    """[carbons, peaks, peaks]: minus the log likelihood that isomers differ so much at a carbon."""
    limits = solution.settings.second_set
    ppm = solution.peaks.ppm
    apart = np.abs(ppm[:, None] - ppm[None, :])
    of_carbons = _doubled(centres, limits)
    scale, doubled = of_carbons.scale_ppm[:, None, None], of_carbons.share[:, None, None]
    density = _STUDENT_PEAK / scale * (1 + (apart / scale) ** 2 / 2) ** -1.5
    costs: np.ndarray = -np.log(doubled * density)
    costs[:, (apart > limits.most_apart_ppm) | solution.peaks.same_shift] = np.inf
    for carbon, split in splittings(structure, solution.settings).items():
        costs[carbon, apart <= split.nuclei * split.most_ppm] = np.inf
    return costs


def _doubled(centres: IsomerCentres, settings: SecondSetSettings) -> DoubledCarbons:
    bonds = np.minimum(centres.bonds_away, len(settings.scale_ppm) - 1)
    scale, share = np.array(settings.scale_ppm)[bonds], np.array(settings.share_doubled)[bonds]
    return DoubledCarbons(scale, share, _limits(centres.likelihood, settings))


def _rows(solution: AssignmentSolution) -> np.ndarray:
    """int [rows]: the carbons that may have shifts of their own, one or two of each class."""
    classes = solution.carbons.symmetry_class
    order = np.argsort(classes, kind="stable")
    number = np.arange(len(classes)) - np.searchsorted(classes[order], classes[order])
    rows: np.ndarray = np.sort(order[(number <= 1) & ~solution.unseen[order]])
    if solution.fixed is None:
        return rows
    given = np.flatnonzero(solution.fixed.has_peak & ~_following(solution, solution.fixed))
    return np.union1d(rows[~_following(solution, solution.fixed)[rows]], given)


def _following(solution: AssignmentSolution, fixed: FixedPairs) -> np.ndarray:
    """bool [carbons]: those that share the peak of another carbon of their class that was given it."""
    return followers(fixed, fixed.representatives(solution.carbons.classes))


def _problem(
    solution: AssignmentSolution, costs: _Costs, rows: np.ndarray, shifts: np.ndarray
) -> DoubletProblem | None:
    """Over some carbons (rows) and one peak of each shift; None where it would be too large."""
    settings = solution.settings
    single = costs.pair[np.ix_(rows, shifts)]
    # A floor keeps a shift that nothing explains on its carbon where it stays so with one set.
    fits = single <= settings.hypotheses.left_to_errors
    own = (solution.peak[rows][:, None] >= 0) & solution.peaks.same_shift[np.ix_(solution.peak[rows], shifts)]
    doublet = (single[:, :, None] + single[:, None, :]) / 2 + costs.apart[np.ix_(rows, shifts, shifts)]
    above = np.triu(np.ones((len(shifts), len(shifts)), bool), 1)
    doublet[~(fits[:, :, None] & fits[:, None, :] & above)] = np.inf
    single[~(fits | own)] = np.inf
    missing = costs.missing[rows]
    if solution.fixed is not None:
        _keep_fixed(solution.fixed, solution, rows, shifts, single, doublet)
        missing = np.where(solution.fixed.has_peak[rows], _NEVER, missing)
    listed = np.maximum(solution.peaks.listed, solution.peaks.carbons)[shifts]
    again = np.full(len(shifts), settings.hypotheses.coincidence)
    problem = DoubletProblem(single, missing, doublet, costs.extraneous[shifts], again, np.maximum(listed, 1))
    return problem if problem.size <= settings.second_set.most_choices else None


def _keep_fixed(
    fixed: FixedPairs,
    solution: AssignmentSolution,
    rows: np.ndarray,
    shifts: np.ndarray,
    single: np.ndarray,
    doublet: np.ndarray,
) -> None:
    """Rule out what is not the peak of a fixed carbon in either set, and rejected pairs, in place."""
    rejected = fixed.rejected[np.ix_(rows, shifts)]
    single[rejected] = np.inf
    doublet[rejected[:, :, None] | rejected[:, None, :]] = np.inf
    for row in np.flatnonzero(fixed.is_fixed[rows]).tolist():
        target = int(fixed.peak[rows[row]])
        own = solution.peaks.same_shift[target, shifts] if target >= 0 else np.zeros(len(shifts), bool)
        if target >= 0 and not np.isfinite(single[row, own]).any():
            single[row, own] = solution.cost_model.pair[rows[row], target]
        single[row, ~own] = np.inf
        doublet[row, ~(own[:, None] | own[None, :])] = np.inf


def _are_two_sets(
    solution: AssignmentSolution,
    centres: IsomerCentres,
    problem: DoubletProblem,
    one: Doublets,
    two: Doublets,
    rows: np.ndarray,
) -> bool:
    settings = solution.settings.second_set
    limits = _limits(centres.likelihood, settings)
    classes = solution.carbons.classes
    is_first = classes.is_first[rows]
    doubled = np.unique(classes.first[rows[two.second >= 0]])
    alone = int((classes.members[doubled] == 1).sum())
    left = set(range(len(problem.extraneous))) - set(two.first.tolist()) - set(two.second.tolist())
    in_no_table = sum(problem.extraneous[shift] >= settings.in_no_table for shift in left)
    explained = int((two.second >= 0).sum())
    return bool(
        one.cost - two.cost >= limits.gain + settings.gain_for_each_left * len(left)
        and len(doubled) >= max(settings.least, limits.of_classes * is_first.sum())
        and alone >= limits.alone
        and explained >= settings.least_of_surplus * (explained + in_no_table)
        and (two.first[is_first] >= 0).sum() >= settings.least_with_peak * is_first.sum()
    )


def _limits(likelihood: SlowIsomers, settings: SecondSetSettings) -> SecondSetLimits:
    match likelihood:
        case SlowIsomers.INTERCONVERTING:
            return settings.if_interconverting
        case SlowIsomers.OPEN:
            return settings.if_open
        case SlowIsomers.DRAWN:
            return settings.if_drawn
        case SlowIsomers.NONE:
            return settings.if_none


def _given(solution: AssignmentSolution) -> np.ndarray:
    """bool [carbons, peaks]: entries of the shift that a carbon was given."""
    given = np.zeros(solution.cost_model.pair.shape, bool)
    if solution.fixed is not None:
        fixed = np.flatnonzero(solution.fixed.has_peak)
        given[fixed] = solution.peaks.same_shift[solution.fixed.peak[fixed]]
    return given


def _of_carbons(
    carbons: int,
    rows: np.ndarray,
    shifts: np.ndarray,
    doublets: Doublets,
    costs: _Costs,
    given: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """int64 [carbons], twice: a peak of each carbon in the first and in the second set, -1 for none.

    Of the two shifts of a carbon, the first set has the one that fits better; which isomer has which cannot
    be told. given: bool [carbons, peaks], which one it has in the first set, where that was fixed.
    """
    first, second = np.full(carbons, -1), np.full(carbons, -1)
    for row, one, other in zip(rows.tolist(), doublets.first.tolist(), doublets.second.tolist()):
        if other < 0:
            first[row] = shifts[one] if one >= 0 else -1
            continue
        better = costs.pair[row, shifts[one]] <= costs.pair[row, shifts[other]]
        if given[row, shifts[one]] != given[row, shifts[other]]:
            better = given[row, shifts[one]]
        first[row], second[row] = (shifts[one], shifts[other]) if better else (shifts[other], shifts[one])
    return first, second


def _two_sets(
    solution: AssignmentSolution, costs: _Costs, peak: np.ndarray, second: np.ndarray, gain: float
) -> AssignmentSolution:
    """The first set as the solution of its own problem, given the second one, and the other way round."""
    same = solution.peaks.same_shift
    of_second = same[second[second >= 0]].any(0) & ~same[peak[peak >= 0]].any(0)
    pair = costs.pair.copy()
    doubled = np.flatnonzero(second >= 0)
    pair[doubled] = _given_other(costs, doubled, second[doubled])
    pair[:, of_second] = _NEVER
    cost_model = CostModel(
        pair,
        costs.missing,
        np.where(of_second, _ALWAYS_EXTRANEOUS, costs.extraneous),
        costs.sharing,
        np.maximum(solution.peaks.carbons, 1),
    )
    before = None
    if solution.fixed is not None:
        before = without_rejected(cost_model, solution.fixed)
        classes = solution.fixed.representatives(solution.carbons.classes)
        penalties = solution.settings.hypotheses
        cost_model = each_shift_fixed(
            cost_model, solution.fixed, classes, solution.peaks.same_shift, penalties
        )
    _, own = solve(cost_model, solution.settings)
    first_set = replace(
        solution,
        cost=solution.cost - gain,
        complete=False,
        cost_model=cost_model,
        one_to_one=False,
        before_fixing=before,
    )
    all_peaks = first_set.with_shared_peaks(own)
    return replace(
        first_set,
        peak=all_peaks,
        shared=all_peaks != own
        if solution.fixed is None
        else after_another(all_peaks, solution.carbons.symmetry_class),
        second=_second_shifts(solution, costs, all_peaks, np.flatnonzero(of_second), gain),
    )


def _given_other(costs: _Costs, carbons: np.ndarray, other: np.ndarray) -> np.ndarray:
    """[carbons, peaks]: what these carbons' peaks cost where the other set has the peak `other`."""
    apart = np.minimum(costs.apart[carbons, other], _NEVER)
    given: np.ndarray = (costs.pair[carbons] + costs.pair[carbons, other][:, None]) / 2 + apart
    return given


def _second_shifts(
    solution: AssignmentSolution, costs: _Costs, first: np.ndarray, columns: np.ndarray, gain: float
) -> SecondShifts:
    """The second set, given the first; columns: its peaks."""
    carbons = np.flatnonzero(first >= 0)
    pair = np.full((len(first), len(columns)), _NEVER)
    # Relative to a carbon that shares its peak with the first set.
    alone = costs.pair[carbons, first[carbons]][:, None]
    pair[carbons] = (_given_other(costs, carbons, first[carbons]) - alone)[:, columns]
    classes = solution.carbons.classes
    shared = ~classes.is_first & (first == first[classes.first])
    pair[shared] = _NEVER
    model = CostModel(
        pair,
        np.zeros(len(first)),
        costs.extraneous[columns],
        costs.sharing,
        np.maximum(solution.peaks.carbons[columns], 1),
    )
    _, own = solve(model, solution.settings)
    probability, _ = marginals_with_sharing(model)
    own = np.where(shared, own[classes.first], own)
    same = solution.peaks.same_shift[np.ix_(columns, columns)]
    of_class = (probability @ same)[classes.first]
    chosen = np.where(own >= 0, of_class[np.arange(len(own)), own], np.nan)
    carbon_of = {int(columns[k]): int(pair[:, k].argmin()) for k in range(len(columns))}
    carbon_of |= {int(columns[k]): carbon for carbon, k in reversed(list(enumerate(own.tolist()))) if k >= 0}
    return SecondShifts(np.where(own >= 0, columns[own], -1), np.minimum(chosen, 1.0), carbon_of, gain)
