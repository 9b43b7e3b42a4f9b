"""Costs, the cheapest assignment, and how sure it is."""

from dataclasses import replace

import numpy as np
import pytest
from expected_carbons import AXIS, carbons, expecting, listed

from kmaid_nodes.assignment.calibration import LogOdds
from kmaid_nodes.assignment.confidence import calibrated, marginals, marginals_with_sharing
from kmaid_nodes.assignment.correctness import carbons_right
from kmaid_nodes.assignment.cost_model import CostModel, solve
from kmaid_nodes.assignment.costs import Classes, multiplicity_costs, repetition_costs, shift_costs
from kmaid_nodes.assignment.solution import solve_assignment


def test_the_cost_is_the_negative_log_density_per_ppm():
    near, far = shift_costs(np.exp(expecting(100.0)), AXIS, np.array([100.0, 110.0]))[0]
    # A Laplace density of scale 2 peaks at 1/4, a little less once blurred; far off it is e^-5.
    assert near == pytest.approx(-np.log(1 / 4), abs=0.4)
    assert far == pytest.approx(-np.log(1 / 4) + 5, abs=0.2)


def test_a_multiplicity_that_is_not_known_costs_nothing_and_a_wrong_one_much():
    costs = multiplicity_costs(np.array([3, 2]), np.array([3, 4]))
    assert costs[:, 1].tolist() == [0, 0]
    assert costs[1, 0] > costs[0, 0] + 5


def test_how_often_a_shift_is_listed_speaks_for_classes_as_large():
    classes = Classes.of(np.array([0, 0, 1]))
    once = repetition_costs(classes, listed([128.0, 20.0]), each_carbon_listed=False)
    assert np.ptp(once) == 0
    noted = repetition_costs(classes, listed([128.0, 20.0], carbons=[2, 0]), each_carbon_listed=False)
    assert noted[2, 0] > noted[2, 1] + 1  # "128.0 (2C)" is hardly the single carbon
    full = repetition_costs(classes, listed([128.0, 128.0, 20.0]), each_carbon_listed=True)
    assert full[2, 0] > full[2, 2] + 2
    chain = Classes.of(np.arange(8))
    together = repetition_costs(chain, listed([29.7], carbons=[8]), each_carbon_listed=False)
    assert together.sum() == pytest.approx(
        full[2, 0]
    )  # eight classes make up "29.7 (8C)" as one mistake would


def brute_force(cost_model: CostModel) -> float:
    """The lowest cost of all assignments, one by one."""
    n_carbons, n_peaks = cost_model.pair.shape
    lowest = np.inf
    for code in range((n_peaks + 1) ** n_carbons):
        choice = [code // (n_peaks + 1) ** k % (n_peaks + 1) - 1 for k in range(n_carbons)]
        cost = sum(cost_model.missing[k] if p < 0 else cost_model.pair[k, p] for k, p in enumerate(choice))
        for p in range(n_peaks):
            owners = [k for k, chosen in enumerate(choice) if chosen == p]
            if not owners:
                cost += cost_model.extraneous[p]
            prices = sorted((cost_model.sharing[k] for k in owners), reverse=True)
            for place, price in enumerate(prices[1:], start=1):
                times = max(0, place - (cost_model.counted[p] - 1))
                cost += max(price * times, -cost_model.extraneous[p])
        lowest = min(lowest, cost)
    return lowest


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("sharing", [np.inf, 1.0])
@pytest.mark.parametrize("counted", [[1, 1, 1], [1, 3, 2]])
def test_the_cheapest_assignment_is_the_cheapest_of_all(seed, sharing, counted):
    drawn = np.random.default_rng(seed)
    cost_model = CostModel(
        drawn.normal(2, 3, (4, 3)),
        drawn.uniform(0, 3, 4),
        drawn.uniform(-1.5, 6, 3),
        np.full(4, sharing),
        np.array(counted if sharing == 1.0 else [1, 1, 1]),
    )
    cost, peak = solve(cost_model)
    assert cost == pytest.approx(brute_force(cost_model))
    assert len(peak) == 4 and set(peak.tolist()) <= {-1, 0, 1, 2}


def test_a_carbon_that_must_not_share_does_not_share_a_counted_peak_either():
    cost_model = CostModel(np.zeros((2, 1)), np.full(2, 9.0), np.zeros(1), np.full(2, np.inf), np.array([2]))
    cost, peak = solve(replace(cost_model, sharing=np.array([1.0, 1.0])))
    assert cost == 0 and peak.tolist() == [0, 0]
    both_forbidden = replace(cost_model, sharing=np.array([np.inf, np.inf]))
    one_forbidden = replace(cost_model, sharing=np.array([1.0, np.inf]))
    assert solve(both_forbidden)[0] == pytest.approx(9.0)
    assert solve(one_forbidden)[0] == 0  # it has the peak, and the other one shares it


def test_no_peaks_at_all():
    solution = solve_assignment(carbons(20.0, 50.0), listed([]))
    assert solution.peak.tolist() == [-1, -1] and solution.unassigned == []
    assert solution.confidence.tolist() == [1.0, 1.0]


def test_marginals_of_two_equal_choices_are_even():
    assert marginals(np.zeros((2, 2))) == pytest.approx(np.full((2, 2), 0.5))


def test_marginals_of_assignments_add_up_and_are_exact_for_one_carbon():
    cost_model = CostModel(
        np.array([[1.0, 2.0]]), np.array([3.0]), np.array([0.5, 0.7]), np.array([np.inf]), np.ones(2, int)
    )
    own, none = marginals_with_sharing(cost_model)
    weights = np.exp([-1.0 - 0.7, -2.0 - 0.5, -3.0 - 1.2])
    assert np.append(own[0], none[0]) == pytest.approx(weights / weights.sum(), abs=1e-6)


def test_calibration_moves_odds():
    assert calibrated(np.array([0.9]), LogOdds(1.0, 0.0)) == pytest.approx([0.9])
    assert calibrated(np.array([0.9]), LogOdds(0.5, 0.0))[0] == pytest.approx(0.75)


def test_a_shift_of_an_equivalent_carbon_counts_as_right_and_an_unrecorded_carbon_not_at_all():
    given, recorded = np.array([22.3, 20.1, 50.0, 9.0]), np.array([20.1, 22.3, 51.0, np.nan])
    right, counted = carbons_right(given, recorded, np.array([0, 0, 1, 2]))
    assert right.tolist() == [True, True, False, False]
    assert counted.tolist() == [True, True, True, False]
