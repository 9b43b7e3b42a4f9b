"""Whether a peak list and a structure belong together.

The shifts of a right structure are as surprising as the model's own uncertainties let expect. How much more
surprising they are, in standard deviations of that expectation, with every carbon and every peak that stays
over counted as a surprise, decides the verdict (how many right structures are doubted:
`benchmarks/wrong_structures.py`). However well the rest fits, a list that lacks much of the structure, or
whose multiplicities had to be left aside, is doubtful, and one that shows no carbon of it contradicts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kmaid_nodes.assignment.costs import Carbons, shift_costs
from kmaid_nodes.assignment.interpretation import Interpretation
from kmaid_nodes.assignment.leftover import Kind, Leftover

CONSISTENT = "consistent"
DOUBTFUL = "doubtful"
CONTRADICTS = "contradicts the structure"
_DOUBTFUL_FROM, _CONTRADICTS_FROM = 4.0, 6.5
# Of a carbon without a peak, of one that may lie under a peak, of a peak that nothing explains, of one that
# only an impurity does.
_LOST, _COVERED, _UNEXPLAINED, _IMPURITY = 3.0, 1.5, 3.0, 1.0
# A list lacks much of a structure where it lacks more than this share of its classes, or of those with
# hydrogens, which are seldom too weak to be seen; but one class may always be missing.
_MUCH, _MUCH_OF_PROTONATED, _ALWAYS = 0.5, 0.25, 1
# A carbon speaks against the structure where its shift is this much more surprising than expected (nats),
# or where it has none.
_SPEAKS_AGAINST = 3.0


@dataclass(frozen=True)
class Verdict:
    """word: consistent, doubtful or contradicts the structure; surprise: see the module; carbons: positions
    of those that speak against the structure; score: log likelihood of the account in nats, higher is
    better, comparable among structures of one formula and the same list."""

    word: str
    surprise: float
    carbons: list[int]
    score: float


def judge(found: Interpretation, carbons: Carbons, leftover: Sequence[Leftover]) -> Verdict:
    """The verdict on an interpretation of these carbons; leftover: the peaks it leaves over."""
    peaks = found.peaks
    classes = carbons.symmetry_class
    first = np.flatnonzero(carbons.classes.is_first)
    step = carbons.axis[1] - carbons.axis[0]
    probability, cost = carbons.density[first], np.log(step) - carbons.log_density[first]
    expected = np.einsum("cp,cp->c", probability, cost).astype(np.float64)
    variance = np.einsum("cp,cp,cp->c", probability, cost, cost).astype(np.float64) - expected**2
    given = found.peak[first]
    has_peak = given >= 0
    covered = ~has_peak & (found.lies_under[first] >= 0)
    excess = np.where(covered, _COVERED, _LOST)
    if has_peak.any():
        costs = shift_costs(carbons.density[first[has_peak]], carbons.axis, peaks.ppm[given[has_peak]])
        excess[has_peak] = np.diagonal(costs) - expected[has_peak]
        known = (peaks.hydrogens <= 3) & found.multiplicities_believed
        own = given[has_peak]
        excess[has_peak] += np.where(
            known[own] & (peaks.hydrogens[own] != carbons.hydrogens[first[has_peak]]), _LOST, 0.0
        )
    kinds = [left.kind for left in leftover]
    total = excess.sum()
    total += _UNEXPLAINED * kinds.count(Kind.UNEXPLAINED) + _IMPURITY * kinds.count(Kind.IMPURITY)
    surprise = float(total / np.sqrt(variance.sum() + 1.0))
    lost = ~has_peak & ~covered
    word = CONSISTENT
    if surprise >= _CONTRADICTS_FROM or not has_peak.any():
        word = CONTRADICTS
    elif (
        surprise >= _DOUBTFUL_FROM
        or _lacks_much(~has_peak, _MUCH)
        or _lacks_much(lost[carbons.hydrogens[first] > 0], _MUCH_OF_PROTONATED)
        or found.left_multiplicities_aside
    ):
        word = DOUBTFUL
    against = set(classes[first[excess >= _SPEAKS_AGAINST]].tolist())
    return Verdict(word, surprise, [k for k, c in enumerate(classes.tolist()) if c in against], -found.cost)


def _lacks_much(lacking: np.ndarray, share: float) -> bool:
    """lacking: bool [classes]."""
    return bool(lacking.sum() > max(_ALWAYS, share * len(lacking)))
