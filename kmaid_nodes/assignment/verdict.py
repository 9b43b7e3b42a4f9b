"""Whether a peak list and a structure belong together.

The shifts of a right structure are as surprising as the model's own uncertainties suggest. The excess, in
standard deviations of that expectation, decides the verdict; missing carbons and unassigned peaks count as
surprises as well (how many right structures are doubted: `benchmarks/wrong_structures.py`). However well the
rest fits, a list is doubtful if it lacks much of the structure or if its multiplicities had to be ignored.
A list that shows no carbon of the structure contradicts it; one that shows a part of it and fits there has
too few peaks to judge (`partial_list`). Carbons that the experiment cannot show do not count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kmaid_nodes.assignment.costs import Carbons, shift_costs
from kmaid_nodes.assignment.partial_list import is_partial
from kmaid_nodes.assignment.settings import VerdictSettings
from kmaid_nodes.assignment.solution import AssignmentSolution
from kmaid_nodes.assignment.unassigned_peaks import Unassigned
from kmaid_nodes.codes.peak_kind import PeakKind
from kmaid_nodes.codes.verdict import VerdictCode


@dataclass(frozen=True)
class Verdict:
    """Whether list and structure agree.

    surprise: see the module; carbons: positions of those that speak against the structure; score: log
    likelihood of the assignment in nats, higher is better, comparable among structures of one formula and
    the same list. `wording.verdict` makes English of the code.
    """

    code: VerdictCode
    surprise: float
    carbons: list[int]
    score: float


def judge(solution: AssignmentSolution, carbons: Carbons, unassigned: Sequence[Unassigned]) -> Verdict:
    """The verdict on a solution for these carbons; unassigned: its peaks that no carbon was given.

    The limits are those of the solution's settings.
    """
    limits = solution.settings.verdict
    peaks = solution.peaks
    classes = carbons.symmetry_class
    first = np.flatnonzero(carbons.classes.is_first & ~solution.unseen)
    step = carbons.axis[1] - carbons.axis[0]
    probability, cost = carbons.density[first], np.log(step) - carbons.log_density[first]
    expected = np.einsum("cp,cp->c", probability, cost).astype(np.float64)
    variance = np.einsum("cp,cp,cp->c", probability, cost, cost).astype(np.float64) - expected**2
    given = solution.peak[first]
    has_peak = given >= 0
    covered = ~has_peak & (solution.lies_under[first] >= 0)
    excess = np.where(covered, limits.covered, limits.missing)
    if has_peak.any():
        density, ppm = carbons.density[first[has_peak]], peaks.ppm[given[has_peak]]
        costs = shift_costs(density, carbons.axis, ppm, solution.settings)
        excess[has_peak] = np.diagonal(costs) - expected[has_peak]
        known = (peaks.hydrogens <= 3) & solution.multiplicities_believed
        own = given[has_peak]
        excess[has_peak] += np.where(
            known[own] & (peaks.hydrogens[own] != carbons.hydrogens[first[has_peak]]), limits.missing, 0.0
        )
    kinds = [entry.kind for entry in unassigned]
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
        or solution.left_multiplicities_aside
    ):
        code = VerdictCode.DOUBTFUL
    if is_partial(solution, unassigned):
        code = VerdictCode.TOO_FEW_PEAKS
    against = set(classes[first[excess >= limits.speaks_against]].tolist())
    return Verdict(
        code, surprise, [k for k, c in enumerate(classes.tolist()) if c in against], -solution.cost
    )


def _lacks_much(lacking: np.ndarray, share: float, limits: VerdictSettings) -> bool:
    """Whether more than this share of the classes is lacking; lacking: bool [classes]."""
    return bool(lacking.sum() > max(limits.always, share * len(lacking)))
