"""Peak coverage: how well some carbon of a molecule explains each peak of a list, taken one at a time.

A rough form of the second stage, for every molecule of a library: without order, and not one-to-one. It finds
the molecules of lists that lack half of their peaks, which embeddings and shift quantiles do not. Measured on
validation spectra in a million molecules (`docs/retrieval.md`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kmaid_nodes.assignment.costs import predicted_shift_costs
from kmaid_nodes.assignment.settings import DEFAULT_SETTINGS, AssignmentSettings
from kmaid_nodes.reading.record import Peak
from kmaid_nodes.retrieval.library_shifts import LibraryShifts
from kmaid_nodes.retrieval.settings import DEFAULT_SEARCH_SETTINGS, CoverageSettings, SearchSettings

# Numerics alone: the form of the table, which libraries on disk keep. One point per ppm of the range where
# 13C shifts lie, and how much cheaper a peak is there than an unexplained one, in steps of 0.04 nats that fit
# into a byte.
START_PPM, STOP_PPM = -20, 240
POINTS = STOP_PPM - START_PPM + 1
_STEPS_PER_NAT = 25
_MOST_STEPS = 225
# Numerics alone: the score of molecules that are never hits, and molecules in one go, which bounds the
# memory.
_NEVER = np.iinfo(np.int32).min // 2
_SEARCHED_AT_ONCE = 1 << 20
_BUILT_AT_ONCE = 16_384


@dataclass(frozen=True)
class PeakCoverage:
    """How well each molecule of a library explains a peak at every ppm.

    table: uint8 [POINTS, molecules], in memory or mapped into it; classes: [molecules], symmetry classes
    whose shifts are known, 0 where none are; at_once: how many molecules are compared in one go.
    """

    table: np.ndarray
    classes: np.ndarray
    at_once: int = _SEARCHED_AT_ONCE

    @classmethod
    def of(
        cls,
        shifts: LibraryShifts,
        settings: SearchSettings = DEFAULT_SEARCH_SETTINGS,
        assignment: AssignmentSettings = DEFAULT_SETTINGS,
        at_once: int = _BUILT_AT_ONCE,
    ) -> PeakCoverage:
        """The coverage by molecules in memory, `at_once` of them in one go."""
        table = np.empty((POINTS, len(shifts)), np.uint8)
        for start in range(0, len(shifts), at_once):
            stop = min(start + at_once, len(shifts))
            table[:, start:stop] = columns(shifts.part(start, stop), settings, assignment)
        return cls(table, np.diff(shifts.offsets))

    def nearest(
        self,
        lists: Sequence[Sequence[Peak]],
        top: int,
        among: np.ndarray | None = None,
        settings: SearchSettings = DEFAULT_SEARCH_SETTINGS,
    ) -> list[np.ndarray]:
        """For each list positions int64 [at most top], best first; among: those to search, ascending.

        Molecules without known shifts are left out; no molecule explains peaks outside -20 to 240 ppm.
        """
        shifts = [np.array([peak.ppm for peak in peaks]) for peaks in lists]
        return [self._best(ppm, top, among, settings.coverage) for ppm in shifts]

    def _best(
        self, ppm: np.ndarray, top: int, among: np.ndarray | None, settings: CoverageSettings
    ) -> np.ndarray:
        points = np.unique(np.rint(ppm[(ppm >= START_PPM) & (ppm <= STOP_PPM)]).astype(np.int64))
        positions, scores = [np.zeros(0, np.int64)], [np.zeros(0, np.int32)]
        for start in range(0, len(self.classes), self.at_once):
            stop = min(start + self.at_once, len(self.classes))
            counted: np.ndarray | slice = slice(start, stop)
            if among is not None:
                counted = among[np.searchsorted(among, start) : np.searchsorted(among, stop)]
                if not len(counted):
                    continue
            score = self._scores(points - START_PPM, counted, settings)
            best = largest(score, top)
            best = best[score[best] > _NEVER]
            positions.append(best + start if isinstance(counted, slice) else counted[best])
            scores.append(score[best])
        candidates, score = np.concatenate(positions), np.concatenate(scores)
        best_first: np.ndarray = candidates[np.lexsort((candidates, -score))][:top]
        return best_first

    def _scores(
        self, rows: np.ndarray, counted: np.ndarray | slice, settings: CoverageSettings
    ) -> np.ndarray:
        """int32 [counted]: scores of these molecules, in steps, for peaks in these rows of the table."""
        classes = self.classes[counted].astype(np.int32)
        scores = -np.int32(settings.per_class * _STEPS_PER_NAT) * classes
        for row in rows:
            scores += self.table[row, counted]
        scores[classes == 0] = _NEVER
        return scores


def largest(values: np.ndarray, top: int) -> np.ndarray:
    """int64: positions of the `top` largest values, not sorted; of equal ones the first."""
    if len(values) <= top:
        return np.arange(len(values))
    least = np.partition(values, len(values) - top)[len(values) - top]
    above = np.flatnonzero(values > least)
    return np.concatenate([above, np.flatnonzero(values == least)[: top - len(above)]])


def columns(
    shifts: LibraryShifts,
    settings: SearchSettings = DEFAULT_SEARCH_SETTINGS,
    assignment: AssignmentSettings = DEFAULT_SETTINGS,
) -> np.ndarray:
    """uint8 [POINTS, molecules]: the columns of the table for these molecules."""
    coverage = settings.coverage
    table = np.zeros((POINTS, len(shifts)), np.uint8)
    owner = np.repeat(np.arange(len(shifts)), np.diff(shifts.offsets))
    uncertainty = np.maximum(shifts.uncertainty_ppm, coverage.least_uncertainty_ppm)
    nearest = np.rint(shifts.ppm).astype(np.int64)
    for away in range(-coverage.reach_ppm, coverage.reach_ppm + 1):
        point = nearest + away
        inside = (point >= START_PPM) & (point <= STOP_PPM)
        costs = predicted_shift_costs(point, shifts.ppm, uncertainty, assignment)
        steps = np.clip((coverage.unexplained - costs) * _STEPS_PER_NAT, 0, _MOST_STEPS).astype(np.uint8)
        np.maximum.at(table, (point[inside] - START_PPM, owner[inside]), steps[inside])
    return table
