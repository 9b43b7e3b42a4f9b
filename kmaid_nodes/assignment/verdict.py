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
from kmaid_nodes.assignment.settings import VerdictSettings
from kmaid_nodes.assignment.solution import AssignmentSolution
from kmaid_nodes.assignment.unassigned_peaks import Unassigned
from kmaid_nodes.codes.peak_kind import PeakKind
from kmaid_nodes.codes.verdict import VerdictCode


@dataclass(frozen=True)
class Verdict:
    """surprise: see the module; carbons: positions of those that speak against the structure; score: log
    likelihood of the assignment in nats, higher is better, comparable among structures of one formula and
    the same list. `wording.verdict` makes English of the code."""

    code: VerdictCode
    surprise: float
    carbons: list[int]
    score: float


def judge(found: AssignmentSolution, carbons: Carbons, unassigned: Sequence[Unassigned]) -> Verdict:
    """The verdict on an interpretation of these carbons; unassigned: the peaks it leaves over.

    The numbers that decide are those of its settings.
    """
    limits = found.settings.verdict
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
    excess = np.where(covered, limits.covered, limits.missing)
    if has_peak.any():
        density, ppm = carbons.density[first[has_peak]], peaks.ppm[given[has_peak]]
        costs = shift_costs(density, carbons.axis, ppm, found.settings)
        excess[has_peak] = np.diagonal(costs) - expected[has_peak]
        known = (peaks.hydrogens <= 3) & found.multiplicities_believed
        own = given[has_peak]
        excess[has_peak] += np.where(
            known[own] & (peaks.hydrogens[own] != carbons.hydrogens[first[has_peak]]), limits.missing, 0.0
        )
    kinds = [left.kind for left in unassigned]
    total = excess.sum() + (
        limits.unexplained * kinds.count(PeakKind.UNEXPLAINED)
        + limits.impurity * kinds.count(PeakKind.IMPURITY)
    )
    surprise = float(total / np.sqrt(variance.sum() + 1.0))
    missing = ~has_peak & ~covered
    code = VerdictCode.CONSISTENT
    if surprise >= limits.contradicted_from or not has_peak.any():
        code = VerdictCode.CONTRADICTED
    elif (
        surprise >= limits.doubtful_from
        or _lacks_much(~has_peak, limits.much, limits)
        or _lacks_much(missing[carbons.hydrogens[first] > 0], limits.much_of_protonated, limits)
        or found.left_multiplicities_aside
    ):
        code = VerdictCode.DOUBTFUL
    against = set(classes[first[excess >= limits.speaks_against]].tolist())
    return Verdict(code, surprise, [k for k, c in enumerate(classes.tolist()) if c in against], -found.cost)


def _lacks_much(lacking: np.ndarray, share: float, limits: VerdictSettings) -> bool:
    """lacking: bool [classes]."""
    return bool(lacking.sum() > max(limits.always, share * len(lacking)))
