"""One-to-one assignment of peaks to carbons at minimum total cost.

With at least as many peaks as carbons every carbon gets a peak of its own. With fewer, a symmetry
class first gets one peak; its further members take a peak of their own only where one fits about as
well, else they share their class's.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

_NO_PEAK = 1e6
# A further member of a class takes its own peak up to this much costlier (in nats) than its best.
_OWN_PEAK_MARGIN = 3.0


@dataclass(frozen=True)
class Matching:
    """peak: int64 [carbons], 0-based peak of each carbon, -1 for none; shared: bool [carbons], the
    peak is the one of another carbon of the same symmetry class."""

    peak: np.ndarray
    shared: np.ndarray


def match(costs: np.ndarray, symmetry_class: np.ndarray) -> Matching:
    """Minimum-cost matching of costs float [carbons, peaks]; symmetry_class: int [carbons]."""
    carbons, peaks = costs.shape
    shared = np.zeros(carbons, bool)
    if not peaks:
        return Matching(np.full(carbons, -1), shared)
    if peaks >= carbons:
        _, columns = linear_sum_assignment(costs)
        return Matching(columns.astype(np.int64), shared)
    first = np.zeros(carbons, bool)
    first[np.unique(symmetry_class, return_index=True)[1]] = True
    without = np.full((carbons, carbons), 2 * _NO_PEAK)
    np.fill_diagonal(without, np.where(first, _NO_PEAK, costs.min(1) + _OWN_PEAK_MARGIN))
    _, columns = linear_sum_assignment(np.hstack([costs, without]))
    peak = np.where(columns < peaks, columns, -1).astype(np.int64)
    for carbon in np.flatnonzero((peak < 0) & ~first):
        members = (symmetry_class == symmetry_class[carbon]) & (peak >= 0) & ~shared
        if members.any():
            candidates = peak[members]
            peak[carbon] = candidates[np.argmin(costs[carbon, candidates])]
            shared[carbon] = True
    return Matching(peak, shared)
