"""How probable it is that a hit is the molecule that is looked for.

How far a candidate stands above the others, and above what a right structure should reach, gives its
probability. Three numbers of that are fitted to a model (`HitProbability`) and come with it.
"""

from __future__ import annotations

import numpy as np

from kmaid_nodes.assignment.calibration import HitProbability
from kmaid_nodes.assignment.costs import PredictedCarbons
from kmaid_nodes.assignment.interpretation import Interpretation

__all__ = ["DEFAULT_HIT_PROBABILITY", "HitProbability", "surprise_of"]
# Of the bundled model of format 4, whose file does not hold them.
DEFAULT_HIT_PROBABILITY = HitProbability(weight=0.41, fits=4.91, per_surprise=0.68)


def surprise_of(account: Interpretation, carbons: PredictedCarbons) -> float:
    """How much more an assignment costs than a right structure lets expect, per square root of its peaks."""
    owners = np.flatnonzero(account.peak >= 0)
    _, first = np.unique(account.peak[owners], return_index=True)
    expected = carbons.expected_costs(account.settings)[owners[first]].sum()
    return float((account.cost - expected) / np.sqrt(len(account.peaks.ppm) + 1))
