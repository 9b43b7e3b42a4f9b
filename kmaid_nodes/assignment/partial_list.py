"""Lists that hold a part of the spectrum only: one peak, the aromatic part, carbons of one kind.

Such a list cannot show that the structure is right. Nor does it speak against the structure where the peaks
that are there fit their carbons: there are too few peaks to judge. Where some do not fit, one of so few peaks
is not enough to contradict the structure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kmaid_nodes.assignment.solution import AssignmentSolution
from kmaid_nodes.assignment.unassigned_peaks import Unassigned
from kmaid_nodes.codes.peak_kind import EXPLAINED


@dataclass(frozen=True)
class PartialList:
    """How a list fits the part of a structure that it shows.

    fits: as well as the list of a right structure does; mostly_fits: nothing is left over, but some of its
    peaks do not fit.
    """

    fits: bool
    mostly_fits: bool


def partial_list(solution: AssignmentSolution, unassigned: Sequence[Unassigned]) -> PartialList | None:
    """How a list fits that shows only a part of the structure; None for any other.

    unassigned: the peaks of the solution that no carbon was given. Carbons that the experiment cannot show do
    not count. A list that shows no carbon of the structure is no part of its spectrum.
    """
    limits = solution.settings.partial_list
    counted, with_peak = np.count_nonzero(solution.counted), solution.counted & (solution.peak >= 0)
    shown = np.count_nonzero(with_peak)
    if not shown or counted - shown <= max(limits.always, limits.least_lacking * counted):
        return None
    if solution.left_multiplicities_aside:
        return None
    excess = solution.excess[with_peak]
    left_over = sum(entry.kind not in EXPLAINED for entry in unassigned)
    other = solution.other_multiplicity[with_peak] & solution.multiplicities_believed
    misfits = int(((excess >= limits.misfit) | other).sum()) + left_over
    close = excess.sum() / np.sqrt(len(excess) + 1) <= limits.most_deviations
    peaks = len(np.unique(solution.peaks.ppm))
    return PartialList(
        fits=bool(close and misfits <= limits.most_misfits * peaks),
        mostly_fits=bool(not left_over and misfits <= limits.most_misfits_if_doubtful * peaks),
    )
