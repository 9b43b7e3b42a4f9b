"""The cheapest account of a peak list: which carbon owns which peak, who goes without.

An exact optimum (rectangular linear assignment, Crouse 2016, as scipy has it): a peak may stay without a
carbon and a carbon without a peak, each at its cost; several carbons may share a peak where that is allowed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

# No more carbons than this share one peak, besides those of one symmetry class.
_MOST_SHARING = 3
_FORBIDDEN = 1e6


@dataclass(frozen=True)
class Terms:
    """What every part of an account costs, in nats.

    pair: [carbons, peaks], the peak belongs to the carbon; without: [carbons], the carbon has no peak of
    its own; foreign: [peaks], the peak belongs to no carbon; sharing: [carbons], the carbon takes a peak
    that another one has too, infinite where it must not.
    """

    pair: np.ndarray
    without: np.ndarray
    foreign: np.ndarray
    sharing: np.ndarray

    @property
    def shares(self) -> bool:
        """Whether any carbon may share a peak."""
        return bool(np.isfinite(self.sharing).any())


def cheapest(terms: Terms) -> tuple[float, np.ndarray]:
    """The lowest cost of a whole account, and int64 [carbons]: the 0-based peak of each, -1 for none."""
    carbons, peaks = terms.pair.shape
    blocks = _MOST_SHARING if terms.shares else 1
    # Filled in place: most of the time went into joining small arrays.
    costs = np.empty((carbons, peaks * blocks + carbons))
    np.subtract(terms.pair, terms.foreign, out=costs[:, :peaks])
    if terms.shares:
        sharing = np.minimum(terms.sharing, _FORBIDDEN)[:, None]
        for times in range(1, blocks):
            np.add(terms.pair, sharing * times, out=costs[:, peaks * times : peaks * (times + 1)])
    without = costs[:, peaks * blocks :]
    without[:] = _FORBIDDEN
    np.fill_diagonal(without, np.minimum(terms.without, _FORBIDDEN))
    rows, columns = linear_sum_assignment(costs)  # rows: all of them, in order
    total = float(costs[rows, columns].sum() + terms.foreign.sum())
    has_peak = columns < peaks * blocks
    return total, np.where(has_peak, columns % max(peaks, 1), -1).astype(np.int64)


def cheapest_one_to_one(pair: np.ndarray) -> tuple[float, np.ndarray]:
    """The same where every carbon has one peak of its own and none is left: pair float [carbons, carbons]."""
    rows, columns = linear_sum_assignment(pair)
    return float(pair[rows, columns].sum()), columns.astype(np.int64)
