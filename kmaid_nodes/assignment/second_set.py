"""Unlabelled second sets of shifts: rotamers, E/Z isomers or anomers, listed together without saying so.

The sign of a second set is that many peaks are left over and nearly each of them stands close to the peak of
a carbon, where it would fit as well. At carbons that are equivalent by constitution, further peaks rather
mean that they are diastereotopic; so enough peaks must stand at other carbons.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy.optimize import linear_sum_assignment

from kmaid_nodes.assignment.solution import AssignmentSolution
from kmaid_nodes.assignment.unassigned_peaks import Unassigned
from kmaid_nodes.chemistry.structure import Structure
from kmaid_nodes.codes.peak_kind import PeakKind


def with_second_set(
    structure: Structure, solution: AssignmentSolution, unassigned: Sequence[Unassigned], solvent: str | None
) -> list[Unassigned]:
    """The unassigned peaks; those that seem to be a second set are `SECOND_SET`, with the carbon of each.

    solvent: canonical name, None if not given; lines of a given solvent are never of a second set.
    """
    surplus = [entry for entry in unassigned if not _is_known(entry, solvent)]
    first = np.flatnonzero(solution.carbons.classes.is_first & (solution.peak >= 0))
    peaks = [entry.peak for entry in surplus]
    apart, fits = _apart(solution, first, peaks)
    partners = _partners(apart, fits)
    foreign = [k for k, e in enumerate(surplus) if k not in partners and e.kind is not PeakKind.SOLVENT]
    if not _is_second_set(solution, len(foreign), first[list(partners.values())]):
        return list(unassigned)
    # A peak may also be of a third set.
    near = {peaks[k]: int(first[apart[:, k].argmin()]) for k in np.flatnonzero(fits.any(0)).tolist()}
    near |= {peaks[k]: int(first[row]) for k, row in partners.items()}
    return [
        _of_second_set(entry, int(structure.carbon_atom_index[near[entry.peak]]))
        if entry.peak in near
        else entry
        for entry in unassigned
    ]


def _of_second_set(entry: Unassigned, atom: int) -> Unassigned:
    return replace(entry, kind=PeakKind.SECOND_SET, compound=None, solvent=None, atom_index=atom)


def _is_known(entry: Unassigned, solvent: str | None) -> bool:
    return entry.kind is PeakKind.MULTIPLET_LINE or (entry.kind is PeakKind.SOLVENT and solvent is not None)


def _is_second_set(solution: AssignmentSolution, foreign: int, partners: np.ndarray) -> bool:
    """foreign: unassigned peaks without a partner; partners: int, the carbons of the others."""
    limits = solution.settings.second_set
    counted = solution.carbons.classes.is_first & ~solution.unseen
    classes, with_peak = int(counted.sum()), int((counted & (solution.peak >= 0)).sum())
    alone = int((solution.carbons.classes.members[partners] == 1).sum())
    return (
        alone >= limits.least
        and len(partners) >= limits.least_of_classes * classes
        and len(partners) >= limits.least_of_surplus * (len(partners) + foreign)
        and with_peak >= limits.least_with_peak * classes
    )


def _apart(
    solution: AssignmentSolution, first: np.ndarray, surplus: Sequence[int]
) -> tuple[np.ndarray, np.ndarray]:
    """Distances [carbons, surplus] in ppm, and whether a surplus peak fits beside that of the carbon."""
    ppm = solution.peaks.ppm
    apart = np.abs(ppm[solution.peak[first]][:, None] - ppm[np.array(surplus, np.int64)][None, :])
    fits = (apart <= solution.settings.second_set.most_apart_ppm) & (apart > 0)
    fits &= solution.plausible[np.ix_(first, np.array(surplus, np.int64))]
    return np.where(fits, apart, np.inf), fits


def _partners(apart: np.ndarray, fits: np.ndarray) -> dict[int, int]:
    """By surplus peak (its column) the carbon (its row): as many pairs as can be, of these the closest."""
    none = 1.0 + np.where(fits, apart, 0.0).sum()
    rows, columns = linear_sum_assignment(np.where(fits, apart, none))
    return {column: row for row, column in zip(rows.tolist(), columns.tolist()) if fits[row, column]}
