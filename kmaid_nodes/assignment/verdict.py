"""Whether a peak list and a structure belong together.

The evidence (`structure_evidence`) is how surprising the shifts are beyond what the densities themselves lead
one to expect, how many carbons have no peak, how many peaks no carbon, and more. A small network that was
fitted to the model (`structure_probability`) makes a probability of it, and the probability decides. The
surprise alone decides for a model without such a network, and for lists of a DEPT or HSQC and of two sets,
of which it has seen none. A list that shows no carbon of the structure contradicts it; one that shows a part
of it and fits there has too few peaks to judge (`partial_list`). Carbons that the experiment cannot show do
not count. Carbons that the model was not taught make a list doubtful at most (`outside_domain`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kmaid_nodes.assignment.costs import Carbons
from kmaid_nodes.assignment.outside_domain import softened
from kmaid_nodes.assignment.partial_list import partial_list
from kmaid_nodes.assignment.settings import VerdictSettings
from kmaid_nodes.assignment.solution import AssignmentSolution
from kmaid_nodes.assignment.structure_evidence import StructureEvidence, evidence_of
from kmaid_nodes.assignment.structure_probability import StructureProbability
from kmaid_nodes.assignment.unassigned_peaks import Unassigned
from kmaid_nodes.codes.peak_kind import PeakKind
from kmaid_nodes.codes.verdict import VerdictCode

# Unassigned peaks that say nothing about the compound.
_NOT_OF_COMPOUND = (PeakKind.SOLVENT, PeakKind.REFERENCE)


@dataclass(frozen=True)
class Verdict:
    """Whether list and structure agree.

    p_structure: probability that they belong together, 0 to 1, as if right structures and similar wrong ones
    were equally frequent; None where there are too few peaks to judge, for lists of a DEPT or HSQC or of two
    sets, and if the model has no network for it. carbons: positions of those that speak against the
    structure; score: log likelihood of the assignment in nats, higher is better, comparable among structures
    of one formula and the same list; evidence: what the verdict rests on.
    `wording.verdict` makes English of the code.
    """

    code: VerdictCode
    p_structure: float | None
    carbons: list[int]
    score: float
    evidence: StructureEvidence


def judge(
    solution: AssignmentSolution,
    carbons: Carbons,
    unassigned: Sequence[Unassigned],
    fitted: StructureProbability | None = None,
) -> Verdict:
    """The verdict on a solution for these carbons; unassigned: its peaks that no carbon was given.

    fitted: of the model. The other limits are those of the solution's settings.
    """
    limits = solution.settings.verdict
    evidence = evidence_of(solution, carbons, unassigned)
    if solution.unseen.any() or solution.second is not None:
        fitted = None  # it knows lists of all carbons and of one set alone
    if not (solution.peak >= 0).any():
        code, p_structure = _of_no_carbon(unassigned), None if fitted is None else 0.0
    elif fitted is None:
        code, p_structure = _by_surprise(solution, carbons, evidence, limits), None
    else:
        code, p_structure = _by_probability(fitted, evidence, limits)
    code = _without_untaught(code, solution, carbons, evidence)
    mostly_untaught = _mostly_untaught(solution, carbons, limits)
    if code is VerdictCode.CONSISTENT and (mostly_untaught or _may_be_mixture(unassigned, limits)):
        code = VerdictCode.DOUBTFUL
    part = partial_list(solution, unassigned)
    if part is not None and part.fits:
        code = VerdictCode.TOO_FEW_PEAKS
    elif part is not None and part.mostly_fits and code is VerdictCode.CONTRADICTED:
        code = VerdictCode.DOUBTFUL
    if mostly_untaught or code is VerdictCode.TOO_FEW_PEAKS:
        p_structure = None
    return Verdict(code, p_structure, _speaking_against(solution, evidence), -solution.cost, evidence)


def _of_no_carbon(unassigned: Sequence[Unassigned]) -> VerdictCode:
    """The verdict on a list without a peak of the structure; lines of the solvent alone say nothing."""
    nothing_listed = all(entry.kind in _NOT_OF_COMPOUND for entry in unassigned)
    return VerdictCode.TOO_FEW_PEAKS if nothing_listed else VerdictCode.CONTRADICTED


def _by_probability(
    fitted: StructureProbability, evidence: StructureEvidence, limits: VerdictSettings
) -> tuple[VerdictCode, float]:
    """The verdict and p_structure; doubtful at best where the list shows what cannot be."""
    p_structure = fitted.probability(evidence)
    if not _cannot_be(evidence, limits):
        return fitted.verdict(p_structure), p_structure
    p_structure = min(p_structure, fitted.consistent_from)
    code = fitted.verdict(p_structure)
    return VerdictCode.DOUBTFUL if code is VerdictCode.CONSISTENT else code, p_structure


def _cannot_be(evidence: StructureEvidence, limits: VerdictSettings) -> bool:
    """Whether there is what a right structure hardly ever shows, however well all other carbons fit.

    A carbon lacks a peak and a peak a carbon, neither with an explanation; or a carbon has a peak that is far
    beyond what the model holds for possible.
    """
    against = evidence.against
    lacks = against.missing_protonated + against.missing_quaternary
    far = (
        against.deviation_1 > limits.impossible_deviation
        and against.largest_error_ppm > limits.impossible_error_ppm
    )
    return bool((lacks and against.unexplained) or far)


def _may_be_mixture(unassigned: Sequence[Unassigned], limits: VerdictSettings) -> bool:
    """Whether a list of two sets has so many unexplained peaks that they may be of another compound."""
    kinds = [entry.kind for entry in unassigned]
    second = kinds.count(PeakKind.SECOND_SET)
    return second > 0 and kinds.count(PeakKind.UNEXPLAINED) > limits.most_left_of_second_set * second


def _mostly_untaught(solution: AssignmentSolution, carbons: Carbons, limits: VerdictSettings) -> bool:
    """Whether most symmetry classes are outside the model's domain: nothing can be judged."""
    counted = np.count_nonzero(solution.counted)
    if carbons.outside_domain is None or not counted:
        return False
    untaught = np.count_nonzero(carbons.outside_domain & solution.counted)
    return bool(untaught / counted > limits.most_untaught)


def _without_untaught(
    code: VerdictCode, solution: AssignmentSolution, carbons: Carbons, evidence: StructureEvidence
) -> VerdictCode:
    """The verdict, softened where only carbons outside the model's domain contradict."""
    if carbons.outside_domain is None or code is not VerdictCode.CONTRADICTED:
        return code
    limits = solution.settings.verdict
    first = solution.counted
    lacking = limits.missing * evidence.missing + limits.covered * evidence.covered
    excess = evidence.excess_or_zero + lacking + limits.missing * evidence.other_multiplicity
    return softened(
        code,
        excess[first],
        evidence.variance[first],
        solution.peak[first] >= 0,
        carbons.outside_domain[first],
        int(evidence.against.unexplained),
        limits,
    )


def _speaking_against(solution: AssignmentSolution, evidence: StructureEvidence) -> list[int]:
    limits = solution.settings.verdict
    against = evidence.excess_or_zero + limits.missing * (evidence.missing | evidence.other_multiplicity)
    speaking: list[int] = np.flatnonzero(against >= limits.speaks_against).tolist()
    return speaking


def _by_surprise(
    solution: AssignmentSolution, carbons: Carbons, evidence: StructureEvidence, limits: VerdictSettings
) -> VerdictCode:
    """The verdict of a model without a network."""
    against = evidence.against
    total = against.surprise * evidence.context.spread + (
        limits.missing
        * (against.missing_protonated + against.missing_quaternary + against.other_multiplicity)
        + limits.covered * (against.covered_protonated + against.covered_quaternary)
        + limits.unexplained * against.unexplained
        + limits.impurity * against.impurity
    )
    surprise = total / evidence.context.spread
    if surprise >= limits.contradicted_from:
        return VerdictCode.CONTRADICTED
    first = solution.counted
    missing, protonated = evidence.missing[first], carbons.hydrogens[first] > 0
    doubtful = (
        surprise >= limits.doubtful_from
        or _lacks_much(missing | evidence.covered[first], limits.much, limits)
        or _lacks_much(missing[protonated], limits.much_of_protonated, limits)
        or solution.left_multiplicities_aside
    )
    return VerdictCode.DOUBTFUL if doubtful else VerdictCode.CONSISTENT


def _lacks_much(lacking: NDArray[np.bool_], share: float, limits: VerdictSettings) -> bool:
    """Whether more than this share of the classes is lacking; lacking: bool [classes]."""
    return bool(lacking.sum() > max(limits.always, share * len(lacking)))
