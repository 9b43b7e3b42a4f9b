"""Molecules and peak lists compared by the quantiles of their shifts.

An embedding knows which shifts go together, but blurs them. For a complete list, the shift quantiles alone
say more. Each finds molecules that the other misses (`docs/retrieval.md` has figures).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from kmaid_nodes.assignment.same_shift import has_repeats
from kmaid_nodes.reading.record import Peak
from kmaid_nodes.retrieval.nearest import NearestVectors

OnePer = Literal["carbon", "class"]
# The form of the vectors, which indices on disk keep.
QUANTILES = 32
# The quantiles, and how many shifts there are.
LENGTH = QUANTILES + 1
_LEVELS = (np.arange(QUANTILES) + 0.5) / QUANTILES
# Numerics alone: quantiles that put a molecule without known shifts far from every list.
_NOWHERE = -1e4


@dataclass(frozen=True)
class NearestShifts:
    """Indices over the shift quantiles of a library's molecules, one entry per carbon and one per class.

    Closeness is minus the mean square of the quantiles' differences in ppm, minus the square of the
    difference in the number of shifts.
    """

    by_carbon: NearestVectors
    by_class: NearestVectors

    def nearest(
        self, lists: Sequence[Sequence[Peak]], top: int, among: np.ndarray | None = None
    ) -> np.ndarray:
        """int64 [lists, top]: positions, best first; see `NearestVectors.nearest`.

        A list with repeated shifts is compared by carbon, any other by symmetry class.
        """
        ppm = [np.array([peak.ppm for peak in peaks]) for peaks in lists]
        repeated = np.array([has_repeats(shifts) for shifts in ppm], bool)
        vectors = np.stack([quantile_vector(shifts) for shifts in ppm])
        best = np.empty((len(lists), 0), np.int64)
        for index, rows in ((self.by_carbon, repeated), (self.by_class, ~repeated)):
            if rows.any():
                positions, _ = index.nearest(vectors[rows], top, among)
                if not best.shape[1]:
                    best = np.empty((len(lists), positions.shape[1]), np.int64)
                best[rows] = positions
        return best


def quantile_vector(ppm: np.ndarray) -> np.ndarray:
    """float32 [LENGTH] of the shifts of one list in ppm, at least one."""
    return np.append(quantiles(ppm) / np.sqrt(QUANTILES), len(ppm)).astype(np.float32)


def quantiles(ppm: np.ndarray) -> np.ndarray:
    """float [QUANTILES] in ppm of one list of shifts, at least one."""
    ordered = np.sort(ppm)
    chosen: np.ndarray = ordered[np.minimum((_LEVELS * len(ordered)).astype(np.int64), len(ordered) - 1)]
    return chosen


def quantile_vectors(ppm: np.ndarray, members: np.ndarray, offsets: np.ndarray) -> np.ndarray:
    """float32 [molecules, LENGTH] of many molecules; each shift counts as often as it has members.

    ppm: [classes]; members: [classes]; offsets: int64 [molecules + 1], of each molecule's classes.
    """
    counts = np.diff(offsets)
    order = np.lexsort((ppm, np.repeat(np.arange(len(counts)), counts)))
    vectors = np.full((len(counts), LENGTH), _NOWHERE, np.float32)
    reached = np.concatenate([[0], np.cumsum(members[order], dtype=np.int64)])
    totals = reached[offsets[1:]] - reached[offsets[:-1]]
    known = totals > 0
    before, total = reached[offsets[:-1]][known], totals[known]
    ordered = ppm[order]
    for k, level in enumerate(_LEVELS):
        number = np.minimum((level * total).astype(np.int64), total - 1)
        row = np.searchsorted(reached, before + number, side="right") - 1
        vectors[known, k] = ordered[row] / np.sqrt(QUANTILES)
    vectors[known, QUANTILES] = total
    return vectors
