"""When two shifts are one."""

import numpy as np

from kmaid_nodes.assignment.same_shift import has_repeats


def test_shifts_that_differ_by_less_than_can_be_read_are_repeats():
    assert has_repeats(np.array([128.401, 20.0, 128.4]))
    assert not has_repeats(np.array([128.41, 128.4]))
    assert not has_repeats(np.array([]))
