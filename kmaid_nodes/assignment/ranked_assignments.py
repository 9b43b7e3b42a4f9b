"""The next-best accounts of a whole peak list, by Murty's ranking (Oper. Res. 1968, 16, 682)."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count

import numpy as np

from kmaid_nodes.assignment.cost_model import CostModel, solve
from kmaid_nodes.assignment.settings import AssignmentSettings
from kmaid_nodes.assignment.solution import AssignmentSolution

# Numerics alone: a cost (nats) of what is ruled out, below that of what the matching itself forbids.
_NEVER = 1e5


@dataclass(frozen=True)
class RankedPeaks:
    """peak: int64 [carbons], 0-based peak of each, -1 for none; odds: against the best account, 1 for it."""

    peak: np.ndarray
    odds: float


def ranked_assignments(found: AssignmentSolution, most: int, slope: float = 1.0) -> list[RankedPeaks]:
    """The likeliest accounts in the reading of an interpretation, the best first, at most `most`.

    Accounts that give every symmetry class the same shifts are told once. slope: of the calibration, which
    acts on odds.
    """
    if not len(found.peaks.ppm):
        return []
    cost_model = found.cost_model
    if found.one_to_one:
        cost_model = replace(
            cost_model,
            without=np.full(len(cost_model.without), _NEVER),
            extraneous=np.full(len(cost_model.extraneous), _NEVER),
        )
    ranked: list[RankedPeaks] = []
    told: set[tuple[tuple[float, ...], ...]] = set()
    lowest: float | None = None
    for cost, choice in _ranked(cost_model, found.settings):
        lowest = cost if lowest is None else lowest
        peak = found.with_shared_peaks(choice)
        shifts = _shifts_of_classes(found, peak)
        if shifts in told:
            continue
        told.add(shifts)
        ranked.append(RankedPeaks(peak, float(np.exp(-slope * (cost - lowest)))))
        if len(ranked) == most:
            break
    return ranked


def _ranked(cost_model: CostModel, settings: AssignmentSettings) -> Iterator[tuple[float, np.ndarray]]:
    cost, choice = solve(cost_model, settings)
    number = count()
    queue = [(cost, next(number), choice, cost_model, 0)]
    for _ in range(settings.most_ranked_considered):
        if not queue:
            return
        cost, _, choice, within, start = heapq.heappop(queue)
        if cost >= _NEVER * max(1, len(cost_model.extraneous)) + _NEVER / 2:
            return
        yield cost, choice
        # Every other account differs first at some carbon; those before it are held.
        for carbon in range(start, len(choice)):
            other = _without_choice(within, carbon, choice[carbon])
            new_cost, new_choice = solve(other, settings)
            heapq.heappush(queue, (new_cost, next(number), new_choice, other, carbon))
            within = _held(within, carbon, choice[carbon])


def _without_choice(cost_model: CostModel, carbon: int, peak: int) -> CostModel:
    pair, without = cost_model.pair.copy(), cost_model.without.copy()
    if peak >= 0:
        pair[carbon, peak] = _NEVER
    else:
        without[carbon] = _NEVER
    return replace(cost_model, pair=pair, without=without)


def _held(cost_model: CostModel, carbon: int, peak: int) -> CostModel:
    pair, without = cost_model.pair.copy(), cost_model.without.copy()
    kept = pair[carbon, peak] if peak >= 0 else without[carbon]
    pair[carbon], without[carbon] = _NEVER, _NEVER
    if peak >= 0:
        pair[carbon, peak] = kept
    else:
        without[carbon] = kept
    return replace(cost_model, pair=pair, without=without)


def _shifts_of_classes(found: AssignmentSolution, peak: np.ndarray) -> tuple[tuple[float, ...], ...]:
    classes = found.carbons.symmetry_class
    shifts = np.where(peak >= 0, np.append(found.peaks.ppm, np.nan)[peak], np.inf)
    return tuple(tuple(sorted(shifts[classes == number].tolist())) for number in np.unique(classes))
