"""The second stage: candidates ranked by how well their expected shifts explain the peak list.

Every candidate gets the likeliest assignment of the list (`assignment.solution`), which allows for missing
and extraneous peaks, coincidences and multiplicities. Candidates are ranked by its log likelihood, less a
penalty if a molecule should show more or fewer peaks, or if its shift quantiles differ. Those near the best
are solved again with the full densities of their shifts. How far a candidate stands above the others, and how
surprising its assignment is, give the probability that the hit is right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from kmaid_nodes.assignment.calibration import HitProbability
from kmaid_nodes.assignment.costs import ExpectedCarbons, PeakList, PredictedCarbons
from kmaid_nodes.assignment.settings import DEFAULT_SETTINGS, AssignmentSettings
from kmaid_nodes.assignment.solution import AssignmentSolution, shown_carbons, solve_assignment
from kmaid_nodes.codes.experiment import EVERY_CARBON
from kmaid_nodes.retrieval.settings import DEFAULT_SEARCH_SETTINGS, RankingSettings, SearchSettings
from kmaid_nodes.retrieval.shift_quantiles import quantiles
from kmaid_nodes.retrieval.surprise import surprise_of

# Numerics alone: decimals by which candidates are compared, so that equal molecules, whose values differ by
# rounding errors, stay in the library's order.
_LIKELIHOOD_DIGITS = 4
_COSINE_DIGITS = 5


@dataclass(frozen=True)
class Candidate:
    """A molecule of a library, compared with one peak list.

    position: in the library; cosine: of the embeddings; likelihood: log, of the peak list, see
    `CandidateRanking`; matched: peaks that a carbon explains; surprise: see `surprise_of`; probability: that
    this is the molecule, 0 to 1, None if it is not known.
    """

    position: int
    cosine: float
    likelihood: float
    matched: int
    surprise: float
    probability: float | None


class CandidateRanking:
    """Candidates for one peak list, ranked by how well their carbons explain it.

    positions, cosines, carbons: of each candidate; carbons: with their predicted shifts; hits: of the model
    that predicted them, None if it has none; solvent: canonical name, None if not known; hydrogens_seen:
    numbers of attached hydrogens whose carbons the experiment shows, the other carbons do not count.
    """

    def __init__(
        self,
        positions: Sequence[int],
        cosines: Sequence[float],
        carbons: Sequence[PredictedCarbons],
        peaks: PeakList,
        hits: HitProbability | None,
        solvent: str | None = None,
        search: SearchSettings = DEFAULT_SEARCH_SETTINGS,
        assignment: AssignmentSettings = DEFAULT_SETTINGS,
        hydrogens_seen: frozenset[int] = EVERY_CARBON,
    ):
        self.positions, self.cosines, self.peaks, self.solvent = positions, cosines, peaks, solvent
        self.hits, self.search, self.assignment = hits, search, assignment
        self.hydrogens_seen = hydrogens_seen
        solutions = [self._solved(expected) for expected in carbons]
        listed = quantiles(peaks.ppm)
        self._quantile_penalty = np.array(
            [self._quantile_penalty_of(expected, listed) for expected in carbons]
        )
        self._likelihood = (
            np.array(
                [log_likelihood(solution, expected, search) for solution, expected in zip(solutions, carbons)]
            )
            - self._quantile_penalty
        )
        self._matched = [_matched_peaks(solution) for solution in solutions]
        self._surprise = np.array(
            [surprise_of(solution, expected) for solution, expected in zip(solutions, carbons)]
        )

    def _solved(self, carbons: ExpectedCarbons) -> AssignmentSolution:
        return solve_assignment(carbons, self.peaks, self.solvent, self.assignment, self.hydrogens_seen)

    def _quantile_penalty_of(self, carbons: PredictedCarbons, listed: np.ndarray) -> float:
        shown = shown_carbons(carbons.hydrogens, self.hydrogens_seen)
        counted = carbons if shown.all() else carbons.only(shown)
        return _quantile_penalty(counted, listed, self.peaks.repeats, self.search.ranking)

    @property
    def near(self) -> list[int]:
        """Positions of the candidates near the best, in order of likelihood."""
        return [self.positions[k] for k in self._near]

    @cached_property
    def _near(self) -> np.ndarray:
        order = np.argsort(-self._likelihood, kind="stable")[: self.search.ranking.most_looked_at_closer]
        behind = self._likelihood[order[:1]] - self._likelihood[order]
        near: np.ndarray = order[behind <= self.search.ranking.near]
        return near

    def refine(self, known: Mapping[int, ExpectedCarbons]) -> None:
        """Solve those near the best again; no other candidate then ranks above any of them.

        known: by position, their carbons with full densities; a candidate without them keeps its likelihood.
        """
        near, anew = self._near, self._likelihood[self._near]
        for number, k in enumerate(near.tolist()):
            expected = known.get(self.positions[k])
            if expected is None:
                continue
            solution = self._solved(expected)
            anew[number] = log_likelihood(solution, expected, self.search) - self._quantile_penalty[k]
            self._matched[k] = _matched_peaks(solution)
        others = np.ones(len(self._likelihood), bool)
        others[near] = False
        self._likelihood[near] = anew
        if others.any():
            ahead = self._likelihood[others].max() - anew.min()
            self._likelihood[others] -= max(0.0, ahead)

    def candidates(self) -> list[Candidate]:
        """The candidates, likeliest first."""
        likelihood = self._likelihood
        probability: list[float | None] = [None] * len(likelihood)
        if self.hits is not None:
            probability = list(map(float, self.hits.probabilities(likelihood, self._surprise)))
        ranked = sorted(
            range(len(likelihood)),
            key=lambda k: (
                -round(float(likelihood[k]), _LIKELIHOOD_DIGITS),
                -round(self.cosines[k], _COSINE_DIGITS),
                self.positions[k],
            ),
        )
        return [
            Candidate(
                int(self.positions[k]),
                float(self.cosines[k]),
                float(likelihood[k]),
                self._matched[k],
                float(self._surprise[k]),
                probability[k],
            )
            for k in ranked
        ]


def log_likelihood(
    solution: AssignmentSolution,
    carbons: ExpectedCarbons,
    search: SearchSettings = DEFAULT_SEARCH_SETTINGS,
) -> float:
    """In nats: of a peak list given a structure, in its likeliest assignment, and of the length of the list.

    A complete list that repeats a shift has a peak for every carbon; any other may have one for every
    symmetry class instead. Carbons that the experiment cannot show do not count.
    """
    complete = [int((~solution.unseen).sum())]
    if not solution.peaks.repeats:
        complete.append(int((carbons.classes.is_first & ~solution.unseen).sum()))
    apart = min(abs(count - _matched_peaks(solution)) for count in complete)
    ranking = search.ranking
    return -solution.cost - ranking.per_entry * min(apart, ranking.most_entries)


def _quantile_penalty(
    carbons: PredictedCarbons, listed: np.ndarray, every_carbon: bool, ranking: RankingSettings
) -> float:
    """In nats: what it costs that the shift quantiles differ; listed: the quantiles of the list.

    every_carbon: they are compared with those of all carbons, otherwise of one for each symmetry class.
    """
    expected = carbons.ppm if every_carbon else carbons.ppm[carbons.classes.is_first]
    if not len(expected):  # the experiment shows none of them
        return ranking.per_ppm * ranking.most_ppm
    apart = float(np.sqrt(np.square(quantiles(expected) - listed).mean()))
    return ranking.per_ppm * min(apart, ranking.most_ppm)


def _matched_peaks(solution: AssignmentSolution) -> int:
    """How many peaks a carbon explains."""
    return len(solution.peaks.ppm) - len(solution.unassigned)
