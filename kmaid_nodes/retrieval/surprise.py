"""How surprising the likeliest assignment of a list is, which decides how probable a hit is.

The probability itself, and the numbers that are fitted to a model for it, are `HitProbability` of
`assignment.calibration`.
"""

from __future__ import annotations

import numpy as np

from kmaid_nodes.assignment.costs import PredictedCarbons
from kmaid_nodes.assignment.interpretation import Interpretation


def surprise_of(account: Interpretation, carbons: PredictedCarbons) -> float:
    """How much more an assignment costs than a right structure lets expect, per square root of its peaks."""
    owners = np.flatnonzero(account.peak >= 0)
    _, first = np.unique(account.peak[owners], return_index=True)
    expected = carbons.expected_costs(account.settings)[owners[first]].sum()
    return float((account.cost - expected) / np.sqrt(len(account.peaks.ppm) + 1))
