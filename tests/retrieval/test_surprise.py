"""How probable it is that a hit is the molecule that is looked for."""

import numpy as np
import pytest

from kmaid_nodes.assignment.calibration import HitProbability
from kmaid_nodes.assignment.costs import PeakList, PredictedCarbons
from kmaid_nodes.assignment.solution import solve_assignment
from kmaid_nodes.retrieval.surprise import surprise_of

HITS = HitProbability(weight=0.5, fits=5.0, per_surprise=1.0)


def listed(*ppm: float) -> PeakList:
    return PeakList(np.array(ppm), np.full(len(ppm), 4), np.zeros(len(ppm), int))


def test_the_more_a_nat_counts_the_surer_is_the_best_candidate():
    likelihood, surprise = np.array([-10.0, -12.0]), np.zeros(2)
    timid, bold = HitProbability(0.1, 5.0, 1.0), HitProbability(1.0, 5.0, 1.0)
    assert bold.probabilities(likelihood, surprise)[0] > timid.probabilities(likelihood, surprise)[0]


def test_a_surprise_that_uses_up_the_odds_leaves_an_even_chance():
    assert HITS.probabilities(np.array([-20.0]), np.array([5.0])) == pytest.approx([0.5])


def test_without_candidates_there_are_no_probabilities():
    assert len(HITS.probabilities(np.zeros(0), np.zeros(0))) == 0


def test_a_list_that_lies_elsewhere_surprises_more():
    ethanol = PredictedCarbons(np.array([18.0, 58.0]), np.ones(2), np.array([3, 2]), np.arange(2))
    near, off = listed(18.1, 57.9), listed(14.0, 66.0)
    surprises = [surprise_of(solve_assignment(ethanol, peaks), ethanol) for peaks in (near, off)]
    assert surprises[0] < 1 < surprises[1]
