"""Lists that hold a part of the spectrum only: one peak, the aromatic part, carbons of one kind.

Such a list cannot show that the structure is right. Nor does it speak against the structure where the peaks
that are there fit their carbons: there are too few peaks to judge.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kmaid_nodes.assignment.solution import AssignmentSolution
from kmaid_nodes.assignment.unassigned_peaks import Unassigned
from kmaid_nodes.codes.peak_kind import PeakKind

# Unassigned peaks that the structure need not explain, or does.
_EXPLAINED = {PeakKind.SOLVENT, PeakKind.REFERENCE, PeakKind.MULTIPLET_LINE, PeakKind.SECOND_SET}


def is_partial(solution: AssignmentSolution, unassigned: Sequence[Unassigned]) -> bool:
    """Whether a list shows only a part of the structure, and its peaks fit that part.

    unassigned: the peaks of the solution that no carbon was given. Carbons that the experiment cannot show do
    not count. A list that shows no carbon of the structure is no part of its spectrum.
    """
    limits = solution.settings.partial_list
    counted = solution.carbons.classes.is_first & ~solution.unseen
    shown = counted & (solution.peak >= 0)
    lacking = int(counted.sum() - shown.sum())
    if not shown.any() or lacking <= max(limits.always, limits.least_lacking * counted.sum()):
        return False
    if solution.left_multiplicities_aside:
        return False
    carbons, ppm = solution.carbons.only(shown), solution.peaks.ppm[solution.peak[shown]]
    own = np.diagonal(carbons.shift_costs(ppm, solution.settings))
    excess = own - carbons.expected_costs(solution.settings)
    misfits = int((excess >= limits.misfit).sum())
    misfits += sum(entry.kind not in _EXPLAINED for entry in unassigned)
    misfits += solution.contradictions if solution.multiplicities_believed else 0
    fits = excess.sum() / np.sqrt(len(excess) + 1) <= limits.most_deviations
    return bool(fits and misfits <= limits.most_misfits * len(np.unique(solution.peaks.ppm)))
