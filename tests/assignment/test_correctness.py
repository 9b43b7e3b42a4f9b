"""When an assignment counts as right."""

import numpy as np

from kmaid_nodes.assignment.correctness import carbons_right


def test_a_carbon_may_have_the_peak_of_one_that_symmetry_makes_the_same():
    recorded, classes = np.array([128.4, 129.1, 137.8]), np.array([0, 0, 1])
    right, counted = carbons_right(np.array([129.1, 128.4, 129.1]), recorded, classes)
    assert right.tolist() == [True, True, False] and counted.all()


def test_a_carbon_without_a_recorded_shift_is_not_counted():
    right, counted = carbons_right(np.array([20.0, np.nan]), np.array([np.nan, 50.0]), np.array([0, 1]))
    assert counted.tolist() == [False, True] and not right.any()
