"""How surprising the likeliest assignment of a list is, which decides how probable a hit is.

The probability itself, and the numbers fitted to a model for it, are `HitProbability` of
`assignment.calibration`.
"""

from __future__ import annotations

import numpy as np

from kmaid_nodes.assignment.costs import PredictedCarbons
from kmaid_nodes.assignment.solution import AssignmentSolution


def surprise_of(solution: AssignmentSolution, carbons: PredictedCarbons, further_cost: float = 0.0) -> float:
    """The cost of an assignment above that expected of a right structure, per square root of its peaks.

    further_cost: in nats, of what the assignment leaves unexplained.
    """
    owners = np.flatnonzero(solution.peak >= 0)
    _, first = np.unique(solution.peak[owners], return_index=True)
    expected = carbons.expected_costs(solution.settings)[owners[first]].sum()
    return float((solution.cost + further_cost - expected) / np.sqrt(len(solution.peaks.ppm) + 1))
