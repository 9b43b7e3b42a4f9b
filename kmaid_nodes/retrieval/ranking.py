"""The second stage: candidates ranked by how well their expected shifts explain the peak list.

Every candidate gets the likeliest assignment of the list (`assignment.solution`), which allows for missing
and extraneous peaks, coincidences and multiplicities. Candidates are ranked by its log likelihood, less a
penalty if a molecule should show more or fewer peaks, or if its shift quantiles differ. Those near the best
are solved again with the full densities of their shifts. How far a candidate stands above the others, and how
surprising its assignment is, give the probability that the hit is right.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from kmaid_nodes.assignment.calibration import HitProbability
from kmaid_nodes.assignment.costs import ExpectedCarbons, PeakList, PredictedCarbons
from kmaid_nodes.assignment.settings import DEFAULT_SETTINGS, AssignmentSettings
from kmaid_nodes.assignment.solution import AssignmentSolution, shown_carbons, solve_assignment
from kmaid_nodes.codes.experiment import EVERY_CARBON
from kmaid_nodes.retrieval.distinct_structures import DistinctStructures
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
    this is the molecule, 0 to 1, None if it is not known; copies: positions of the same structure;
    stereoisomers: candidates of the same constitution, likeliest first, with their own copies.
    """

    position: int
    cosine: float
    likelihood: float
    matched: int
    surprise: float
    probability: float | None
    copies: tuple[int, ...] = ()
    stereoisomers: tuple[Candidate, ...] = ()

    @property
    def all_positions(self) -> tuple[int, ...]:
        """Its own, and those of its copies and stereoisomers."""
        return (
            self.position,
            *self.copies,
            *(p for other in self.stereoisomers for p in other.all_positions),
        )


class CandidateRanking:
    """Candidates for one peak list, ranked by how well their carbons explain it.

    Candidates of one constitution are one hit: the likeliest of them, which has the probability of all.
    Candidates that explain none of the peaks are no hits. Order and probability come from one number, the
    likelihood, so that they fall together.

    positions, cosines, carbons: of each candidate, no two of one structure; carbons: with their predicted
    shifts; hits: of the model that predicted them, None if it has none; solvent: canonical name, None if not
    known; hydrogens_seen: numbers of attached hydrogens whose carbons the experiment shows, the other carbons
    do not count; distinct: which candidates are one compound, None if each is one of its own; prior: the
    probability that the molecule is in the library, None for that with which `hits` was fitted.
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
        distinct: DistinctStructures | None = None,
        prior: float | None = None,
    ):
        self.positions, self.cosines, self.peaks, self.solvent = positions, cosines, peaks, solvent
        self.hits, self.search, self.assignment = hits, search, assignment
        self.hydrogens_seen, self.distinct, self.prior = hydrogens_seen, distinct, prior
        self._listed = quantiles(peaks.ppm)
        solutions = [self._solved(expected) for expected in carbons]
        self._quantile_penalty = np.array([self._quantile_penalty_of(expected) for expected in carbons])
        self._likelihood = np.array(
            [
                self._likelihood_of(solution, expected, penalty)
                for solution, expected, penalty in zip(solutions, carbons, self._quantile_penalty)
            ]
        )
        self._matched = [
            explained_peaks(solution, expected) for solution, expected in zip(solutions, carbons)
        ]
        self._surprise = np.array(
            [
                surprise_of(solution, expected, self._cost_of_unexplained(solution))
                for solution, expected in zip(solutions, carbons)
            ]
        )

    def _solved(self, carbons: ExpectedCarbons) -> AssignmentSolution:
        return solve_assignment(carbons, self.peaks, self.solvent, self.assignment, self.hydrogens_seen)

    def _likelihood_of(self, solution: AssignmentSolution, carbons: ExpectedCarbons, penalty: float) -> float:
        unexplained = self._cost_of_unexplained(solution)
        return log_likelihood(solution, carbons, self.search) - unexplained - penalty

    def _cost_of_unexplained(self, solution: AssignmentSolution) -> float:
        return self.search.ranking.cost_of_unexplained(len(solution.unassigned), len(self.peaks.ppm))

    def _quantile_penalty_of(self, carbons: PredictedCarbons) -> float:
        shown = shown_carbons(carbons.hydrogens, self.hydrogens_seen)
        counted = carbons if shown.all() else carbons.only(shown)
        return _quantile_penalty(counted, self._listed, self.peaks.repeats, self.search.ranking)

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
            anew[number] = self._likelihood_of(solution, expected, self._quantile_penalty[k])
            self._matched[k] = explained_peaks(solution, expected)
        others = np.ones(len(self._likelihood), bool)
        others[near] = False
        self._likelihood[near] = anew
        if others.any():
            ahead = self._likelihood[others].max() - anew.min()
            self._likelihood[others] -= max(0.0, ahead)

    def refine_another(self, position: int, expected: ExpectedCarbons) -> None:
        """Solve one more again after `refine`, wherever it then ranks; one near the best stays as it is."""
        if position in self.near:
            return
        k = list(self.positions).index(position)
        solution = self._solved(expected)
        self._likelihood[k] = self._likelihood_of(solution, expected, self._quantile_penalty[k])
        self._matched[k] = explained_peaks(solution, expected)

    def compared_with(self, predicted: PredictedCarbons, expected: ExpectedCarbons) -> float:
        """The likelihood of one more structure, which takes no part in the ranking.

        predicted: its carbons by their shifts alone; expected: the same with full densities.
        """
        penalty = self._quantile_penalty_of(predicted)
        return round(self._likelihood_of(self._solved(expected), expected, penalty), _LIKELIHOOD_DIGITS)

    def candidates(self) -> list[Candidate]:
        """The candidates that explain a peak, likeliest first; those of one constitution are one."""
        likelihood = [round(float(value), _LIKELIHOOD_DIGITS) for value in self._likelihood]
        ranked = sorted(
            (k for k in range(len(likelihood)) if self._matched[k]),
            key=lambda k: (-likelihood[k], -round(self.cosines[k], _COSINE_DIGITS), self.positions[k]),
        )
        of_one: dict[Hashable, list[int]] = {}
        for k in ranked:
            group = k if self.distinct is None else self.distinct.compound_of(self.positions[k])
            of_one.setdefault(group, []).append(k)
        leading = [members[0] for members in of_one.values()]
        probability: list[float | None] = [None] * len(leading)
        if self.hits is not None and leading:
            of_leading = np.array([likelihood[k] for k in leading]), self._surprise[leading]
            probability = list(map(float, self.hits.probabilities(*of_leading, self.prior)))
        return [
            replace(
                self._candidate(members[0], likelihood, of_hit),
                stereoisomers=tuple(self._candidate(k, likelihood, None) for k in members[1:]),
            )
            for members, of_hit in zip(of_one.values(), probability)
        ]

    def _candidate(self, k: int, likelihood: Sequence[float], probability: float | None) -> Candidate:
        position = int(self.positions[k])
        return Candidate(
            position,
            float(self.cosines[k]),
            likelihood[k],
            self._matched[k],
            float(self._surprise[k]),
            probability,
            () if self.distinct is None else self.distinct.copies_of(position),
        )


def by_cosine(distinct: DistinctStructures, positions: np.ndarray, cosines: np.ndarray) -> list[Candidate]:
    """Candidates that are not ranked by their peaks, in the order given; those of one compound are one.

    positions, cosines: int64 and float [candidates], best first; distinct: of them.
    """
    cosine_of = dict(zip(positions.tolist(), cosines.tolist()))
    of_one: dict[Hashable, list[Candidate]] = {}
    for position in distinct.positions:
        candidate = Candidate(
            position, cosine_of[position], np.nan, 0, np.nan, None, distinct.copies_of(position)
        )
        of_one.setdefault(distinct.compound_of(position), []).append(candidate)
    return [replace(first, stereoisomers=tuple(others)) for first, *others in of_one.values()]


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
    apart = min(abs(count - _assigned_peaks(solution)) for count in complete)
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


def _assigned_peaks(solution: AssignmentSolution) -> int:
    """How many peaks a carbon was given."""
    return len(solution.peaks.ppm) - len(solution.unassigned)


def explained_peaks(solution: AssignmentSolution, carbons: ExpectedCarbons) -> int:
    """How many peaks a carbon explains: it makes them likelier than chance does.

    A carbon can be given a peak far from where it is expected, as a gross error. That explains nothing.
    """
    owners = np.flatnonzero(solution.peak >= 0)
    if not len(owners):
        return 0
    peaks = solution.peak[owners]
    costs = carbons.only(owners).shift_costs(solution.peaks.ppm, solution.settings)
    explained = costs[np.arange(len(owners)), peaks] < np.log(solution.settings.extraneous.span_ppm)
    return len(np.unique(peaks[explained]))
