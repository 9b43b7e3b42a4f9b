"""The second stage: candidates ranked by how well their expected shifts explain the peak list.

Every candidate gets the likeliest account of the whole list (`assignment.solution`), which knows of
missing and extraneous peaks, coincidences and multiplicities. Its log likelihood ranks, less something for a
molecule that should show more or fewer peaks, or whose shifts lie elsewhere on the whole. Those that come
near the best are looked at closer, with all that the model knows of their shifts. How far one stands above
the others, and above what a right structure should reach, gives the probability that a hit is right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from kmaid_nodes.assignment.calibration import HitProbability
from kmaid_nodes.assignment.costs import ExpectedCarbons, PeakList, PredictedCarbons
from kmaid_nodes.assignment.settings import DEFAULT_SETTINGS, AssignmentSettings
from kmaid_nodes.assignment.solution import AssignmentSolution, solve_assignment
from kmaid_nodes.retrieval.settings import DEFAULT_SEARCH_SETTINGS, RankingSettings, SearchSettings
from kmaid_nodes.retrieval.shift_quantiles import quantiles
from kmaid_nodes.retrieval.surprise import surprise_of


@dataclass(frozen=True)
class Candidate:
    """position: in the library; cosine: of the embeddings; likelihood: log, of the peak list, see `Weighed`;
    matched: peaks that a carbon explains; surprise: see `surprise_of`; probability: that this is the
    molecule, 0 to 1."""

    position: int
    cosine: float
    likelihood: float
    matched: int
    surprise: float
    probability: float


class Weighed:
    """Candidates for one peak list, weighed by how well their carbons explain it.

    positions, cosines, carbons: of each candidate; the last what it is expected to show; hits: of the model
    that predicted the carbons; solvent: canonical name, None if not known.
    """

    def __init__(
        self,
        positions: Sequence[int],
        cosines: Sequence[float],
        carbons: Sequence[PredictedCarbons],
        peaks: PeakList,
        hits: HitProbability,
        solvent: str | None = None,
        search: SearchSettings = DEFAULT_SEARCH_SETTINGS,
        assignment: AssignmentSettings = DEFAULT_SETTINGS,
    ):
        self.positions, self.cosines, self.peaks, self.solvent = positions, cosines, peaks, solvent
        self.hits, self.search, self.assignment = hits, search, assignment
        found = [solve_assignment(expected, peaks, solvent, assignment) for expected in carbons]
        listed = quantiles(peaks.ppm)
        self._elsewhere = np.array(
            [_elsewhere(expected, listed, peaks.repeats, search.ranking) for expected in carbons]
        )
        self._likelihood = (
            np.array(
                [log_likelihood(solution, expected, search) for solution, expected in zip(found, carbons)]
            )
            - self._elsewhere
        )
        self._matched = [_explained(solution) for solution in found]
        self._surprise = np.array([surprise_of(a, expected) for a, expected in zip(found, carbons)])

    @property
    def near(self) -> list[int]:
        """Positions of the candidates that come near the best, that first."""
        return [self.positions[k] for k in self._near]

    @cached_property
    def _near(self) -> np.ndarray:
        order = np.argsort(-self._likelihood, kind="stable")[: self.search.ranking.most_looked_at_closer]
        behind = self._likelihood[order[:1]] - self._likelihood[order]
        near: np.ndarray = order[behind <= self.search.ranking.near]
        return near

    def look_closer(self, known: Mapping[int, ExpectedCarbons]) -> None:
        """Weigh those near the best anew; nobody else then counts for more than any of them.

        known: by position all that can be told of their carbons; who is missing keeps the weight it has.
        """
        near, anew = self._near, self._likelihood[self._near]
        for number, k in enumerate(near.tolist()):
            expected = known.get(self.positions[k])
            if expected is None:
                continue
            solution = solve_assignment(expected, self.peaks, self.solvent, self.assignment)
            anew[number] = log_likelihood(solution, expected, self.search) - self._elsewhere[k]
            self._matched[k] = _explained(solution)
        others = np.ones(len(self._likelihood), bool)
        others[near] = False
        self._likelihood[near] = anew
        if others.any():
            ahead = self._likelihood[others].max() - anew.min()
            self._likelihood[others] -= max(0.0, ahead)

    def candidates(self) -> list[Candidate]:
        """Likeliest first."""
        likelihood = self._likelihood
        probability = self.hits.probabilities(likelihood, self._surprise)
        # Rounded, so that equal molecules stay in the library's order.
        ranked = sorted(
            range(len(likelihood)),
            key=lambda k: (-round(float(likelihood[k]), 4), -round(self.cosines[k], 5), self.positions[k]),
        )
        return [
            Candidate(
                int(self.positions[k]),
                float(self.cosines[k]),
                float(likelihood[k]),
                self._matched[k],
                float(self._surprise[k]),
                float(probability[k]),
            )
            for k in ranked
        ]


def log_likelihood(
    solution: AssignmentSolution,
    carbons: ExpectedCarbons,
    search: SearchSettings = DEFAULT_SEARCH_SETTINGS,
) -> float:
    """In nats: of a peak list given a structure, in its likeliest account, and that the list is so long.

    A complete list that repeats a shift has a peak for every carbon; another may have one for every symmetry
    class instead.
    """
    complete = [len(carbons.symmetry_class)]
    if not solution.peaks.repeats:
        complete.append(len(carbons.classes))
    apart = min(abs(count - _explained(solution)) for count in complete)
    ranking = search.ranking
    return -solution.cost - ranking.per_entry * min(apart, ranking.most_entries)


def _elsewhere(
    carbons: PredictedCarbons, listed: np.ndarray, every_carbon: bool, ranking: RankingSettings
) -> float:
    """In nats: what it costs that the sorted shifts differ; listed: the quantiles of the list.

    every_carbon: they are compared with those of all carbons, else of one for each symmetry class.
    """
    expected = carbons.ppm if every_carbon else carbons.ppm[carbons.classes.is_first]
    apart = float(np.sqrt(np.square(quantiles(expected) - listed).mean()))
    return ranking.per_ppm * min(apart, ranking.most_ppm)


def _explained(solution: AssignmentSolution) -> int:
    """Peaks that a carbon explains."""
    return len(solution.peaks.ppm) - len(solution.unassigned)
