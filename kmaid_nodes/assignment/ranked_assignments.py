"""The next-best assignments of a peak list, by Murty's ranking (Oper. Res. 1968, 16, 682)."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count

import numpy as np

from kmaid_nodes.assignment.cost_model import CostModel, solve
from kmaid_nodes.assignment.settings import AssignmentSettings
from kmaid_nodes.assignment.solution import AssignmentSolution

# Numerics alone: a cost (nats) of what is ruled out, below the cost of what the matching itself forbids.
_NEVER = 1e5


@dataclass(frozen=True)
class RankedPeaks:
    """peak: int64 [carbons], 0-based peak of each, -1 for none; odds: relative to the best assignment."""

    peak: np.ndarray
    odds: float


def ranked_assignments(solution: AssignmentSolution, most: int, slope: float = 1.0) -> list[RankedPeaks]:
    """The likeliest assignments under the list hypothesis of a solution, best first, at most `most`.

    Of assignments that give every symmetry class the same shifts only the best is listed. slope: of the
    calibration, which acts on log odds.
    """
    if not len(solution.peaks.ppm):
        return []
    cost_model = solution.cost_model
    if solution.one_to_one:
        cost_model = replace(
            cost_model,
            missing=np.where(solution.unseen, cost_model.missing, _NEVER),
            extraneous=_never_left(solution),
        )
    ranked: list[RankedPeaks] = []
    seen: set[tuple[tuple[float, ...], ...]] = set()
    lowest: float | None = None
    given = solution.unseen if solution.fixed is None else solution.unseen | solution.fixed.is_fixed
    for cost, choice in _ranked(cost_model, given, solution.settings):
        lowest = cost if lowest is None else lowest
        if cost >= lowest + _NEVER / 2:
            break  # all that is left is ruled out
        peak = solution.with_shared_peaks(choice)
        shifts = _shifts_of_classes(solution, peak)
        if shifts in seen:
            continue
        seen.add(shifts)
        ranked.append(RankedPeaks(peak, float(np.exp(-slope * (cost - lowest)))))
        if len(ranked) == most:
            break
    return ranked


def _never_left(solution: AssignmentSolution) -> np.ndarray:
    """What it costs that a peak has no carbon where each has one, [peaks]; marked peaks have none."""
    costs = np.full(len(solution.peaks.ppm), _NEVER)
    costs[list(solution.fixed.marked if solution.fixed else ())] = 0.0
    return costs


def _ranked(
    cost_model: CostModel, given: np.ndarray, settings: AssignmentSettings
) -> Iterator[tuple[float, np.ndarray]]:
    cost, choice = solve(cost_model, settings)
    number = count()
    queue = [(cost, next(number), choice, cost_model, 0)]
    for _ in range(settings.most_ranked_considered):
        if not queue:
            return
        cost, _, choice, within, start = heapq.heappop(queue)
        yield cost, choice
        # Every other assignment first differs at some carbon; the carbons before it are fixed.
        for carbon in range(start, len(choice)):
            if given[carbon]:
                continue
            other = _without_choice(within, carbon, choice[carbon])
            new_cost, new_choice = solve(other, settings)
            heapq.heappush(queue, (new_cost, next(number), new_choice, other, carbon))
            within = _fixed(within, carbon, choice[carbon])


def _without_choice(cost_model: CostModel, carbon: int, peak: int) -> CostModel:
    pair, missing = cost_model.pair.copy(), cost_model.missing.copy()
    if peak >= 0:
        pair[carbon, peak] = _NEVER
    else:
        missing[carbon] = _NEVER
    return replace(cost_model, pair=pair, missing=missing)


def _fixed(cost_model: CostModel, carbon: int, peak: int) -> CostModel:
    pair, missing = cost_model.pair.copy(), cost_model.missing.copy()
    own_cost = pair[carbon, peak] if peak >= 0 else missing[carbon]
    pair[carbon], missing[carbon] = _NEVER, _NEVER
    if peak >= 0:
        pair[carbon, peak] = own_cost
    else:
        missing[carbon] = own_cost
    return replace(cost_model, pair=pair, missing=missing)


def _shifts_of_classes(solution: AssignmentSolution, peak: np.ndarray) -> tuple[tuple[float, ...], ...]:
    classes = solution.carbons.symmetry_class
    shifts = np.where(peak >= 0, np.append(solution.peaks.ppm, np.nan)[peak], np.inf)
    return tuple(tuple(sorted(shifts[classes == number].tolist())) for number in np.unique(classes))
