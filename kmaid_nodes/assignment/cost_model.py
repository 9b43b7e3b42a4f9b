"""The cheapest assignment of a peak list: which carbon has which peak, and which carbons have none.

The optimum is exact (rectangular linear assignment, Crouse 2016, as in scipy). A peak may stay without a
carbon and a carbon without a peak, each at its cost. Several carbons may share a peak where that is allowed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from kmaid_nodes.assignment.settings import DEFAULT_SETTINGS, AssignmentSettings

# Numerics alone: a cost (nats) that no assignment ever pays.
_FORBIDDEN = 1e6


@dataclass(frozen=True)
class CostModel:
    """What every part of an assignment costs, in nats.

    pair: [carbons, peaks], the peak belongs to the carbon; missing: [carbons], the carbon has no peak of
    its own; extraneous: [peaks], the peak belongs to no carbon; sharing: [carbons], the carbon takes a peak
    that another one has too, infinite where it must not; counted: int [peaks], how many carbons the list says
    that a peak stands for, 1 where it does not say; so many share it at no cost. Where a peak gains by being
    extraneous (a negative cost), sharing it costs at least that gain. owners: int [peaks], how many carbons
    must have it, None for none.
    """

    pair: np.ndarray
    missing: np.ndarray
    extraneous: np.ndarray
    sharing: np.ndarray
    counted: np.ndarray
    owners: np.ndarray | None = None

    @property
    def shares(self) -> bool:
        """Whether any carbon may share a peak."""
        return bool(np.isfinite(self.sharing).any())


def solve(cost_model: CostModel, settings: AssignmentSettings = DEFAULT_SETTINGS) -> tuple[float, np.ndarray]:
    """The lowest total cost in nats, and int64 [carbons]: the 0-based peak of each, -1 for none."""
    carbons, peaks = cost_model.pair.shape
    shared, again = _further_places(cost_model, settings)
    places = peaks + len(shared)
    # Filled in place: most of the time went into joining small arrays.
    costs = np.empty((carbons, places + carbons))
    np.subtract(cost_model.pair, cost_model.extraneous, out=costs[:, :peaks])
    if len(shared):
        sharing = np.minimum(cost_model.sharing, _FORBIDDEN)[:, None]
        np.multiply(sharing, again, out=costs[:, peaks:places])
        # No cheaper than the peak's own place, which would otherwise stay empty.
        np.maximum(costs[:, peaks:places], -cost_model.extraneous[shared], out=costs[:, peaks:places])
        costs[:, peaks:places] += cost_model.pair[:, shared]
        costs[np.isinf(cost_model.sharing), peaks:places] = _FORBIDDEN
    missing = costs[:, places:]
    missing[:] = _FORBIDDEN
    np.fill_diagonal(missing, np.minimum(cost_model.missing, _FORBIDDEN))
    rows, columns = linear_sum_assignment(costs)  # rows: all of them, in order
    total = float(costs[rows, columns].sum() + cost_model.extraneous.sum())
    peak_of_place = np.concatenate([np.arange(peaks), shared, np.full(carbons, -1)])
    return total, peak_of_place[columns]


def _further_places(cost_model: CostModel, settings: AssignmentSettings) -> tuple[np.ndarray, np.ndarray]:
    """Where a carbon can share a peak: int [places], the peak, and how many times `sharing` that costs."""
    carbons, peaks = cost_model.pair.shape
    if not cost_model.shares:
        return np.zeros(0, np.int64), np.zeros(0)
    most_sharing = settings.hypotheses.most_sharing
    most = min(max(carbons, most_sharing), settings.hypotheses.most_counted)
    further = np.minimum(most_sharing + cost_model.counted - 2, most - 1)
    if cost_model.owners is not None:
        further = np.maximum(further, cost_model.owners - 1)
    shared = np.repeat(np.arange(peaks), further)
    number = np.arange(len(shared)) - np.repeat(np.cumsum(further) - further, further) + 1
    return shared, np.maximum(number - (cost_model.counted[shared] - 1), 0)


def solve_one_to_one(pair: np.ndarray) -> tuple[float, np.ndarray]:
    """The same where every carbon has one peak and every peak one carbon; pair: float [carbons, carbons]."""
    rows, columns = linear_sum_assignment(pair)
    return float(pair[rows, columns].sum()), columns.astype(np.int64)


def lower_bound(cost_model: CostModel) -> float:
    """In nats: no assignment costs less. Each carbon has the best for itself, whatever the others have."""
    best = (cost_model.pair - cost_model.extraneous).min(1, initial=np.inf)
    return float(np.minimum(best, cost_model.missing).sum() + cost_model.extraneous.sum())


def lower_bound_one_to_one(pair: np.ndarray) -> float:
    """The same where every carbon has one peak and every peak one carbon; pair: float [carbons, carbons]."""
    best = pair.min(1, initial=np.inf)
    return float(best.sum() + (pair - best[:, None]).min(0, initial=np.inf).sum())
