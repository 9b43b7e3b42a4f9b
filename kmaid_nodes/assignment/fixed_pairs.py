"""The pairs of carbon and peak that a chemist fixed or ruled out, for one structure and one list.

A carbon brings the others of its symmetry class with it, unless they were given peaks of their own or may
well have two shifts (diastereotopic). What a chemist says of one entry of a shift holds for all its entries.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kmaid_nodes.assignment.costs import Classes
from kmaid_nodes.assignment.same_shift import TOLERANCE_PPM
from kmaid_nodes.chemistry.structure import Structure
from kmaid_nodes.codes.peak_mark import PeakMark
from kmaid_nodes.codes.reason import ReasonCode
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.reading.edits.edits import ListedPeak, MoleculeEdits
from kmaid_nodes.reading.record import Peak

FREE, NO_PEAK = -2, -1
# Numerics alone: shifts in a file may differ in their last binary digit.
_ROUNDING = 1e-9


@dataclass(frozen=True)
class FixedPairs:
    """What was decided about the carbons of a structure and the peaks of a list.

    peak: int64 [carbons], the 0-based peak that a carbon must have, `NO_PEAK` or `FREE`; implied: bool
    [carbons], its class was fixed and not the carbon itself; rejected: bool [carbons, peaks]; marked: what a
    peak is by its 0-based position, such peaks belong to no carbon.
    """

    peak: NDArray[np.int64]
    implied: NDArray[np.bool_]
    rejected: NDArray[np.bool_]
    marked: Mapping[int, PeakMark]

    @property
    def is_fixed(self) -> NDArray[np.bool_]:
        """bool [carbons]."""
        fixed: NDArray[np.bool_] = self.peak != FREE
        return fixed

    @property
    def has_peak(self) -> NDArray[np.bool_]:
        """bool [carbons]: fixed to a peak."""
        has_peak: NDArray[np.bool_] = self.peak >= 0
        return has_peak

    def of_carbons(self, kept: NDArray[np.bool_]) -> FixedPairs:
        """The same for some of the carbons; kept: bool [carbons]."""
        return replace(self, peak=self.peak[kept], implied=self.implied[kept], rejected=self.rejected[kept])

    def unmarked(self) -> tuple[FixedPairs, NDArray[np.int64]]:
        """The same for a list without the marked peaks, and the positions of the others, int64 [peaks]."""
        kept = np.array([k for k in range(self.rejected.shape[1]) if k not in self.marked], np.int64)
        place = np.full(self.rejected.shape[1] + 2, NO_PEAK)  # the last two are for NO_PEAK and FREE
        place[kept] = np.arange(len(kept))
        place[FREE] = FREE
        return replace(self, peak=place[self.peak], rejected=self.rejected[:, kept], marked={}), kept

    def representatives(self, classes: Classes) -> Classes:
        """The classes, each represented by its first carbon that was given a peak, if there is one."""
        order = np.lexsort((np.arange(len(self.peak)), self.implied, ~self.has_peak))
        first = classes.first.copy()
        seen: set[int] = set()
        for carbon in order[self.has_peak[order]].tolist():
            of_class = int(classes.first[carbon])
            if of_class not in seen:
                seen.add(of_class)
                first[classes.first == of_class] = carbon
        return replace(classes, first=first, is_first=first == np.arange(len(first)))


def fixed_pairs(edits: MoleculeEdits, structure: Structure, peaks: Sequence[Peak]) -> FixedPairs:
    """What edits of this structure (`edits_of_structure`) say of it and of this list.

    Raises UnusableRow where they are of another list, or contradict themselves.
    """
    ppm = np.array([peak.ppm for peak in peaks], np.float64)
    carbon_of = {atom: k for k, atom in enumerate(structure.carbon_atom_index.tolist())}
    marked: dict[int, PeakMark] = {}
    for one in edits.marked:
        at = _position(one.peak, ppm, marked)
        if marked.setdefault(at, one.mark) is not one.mark:
            raise UnusableRow(ReasonCode.EDITED_TWICE, ppm=f"{one.peak.ppm:g}")
    peak = np.full(len(structure.carbons), FREE, np.int64)
    given: set[int] = set(marked)
    for pair in edits.fixed:
        carbon = _carbon(pair.atom, carbon_of)
        taken = given - {int(peak[carbon])}
        target = NO_PEAK if pair.peak is None else _position(pair.peak, ppm, taken)
        if peak[carbon] not in (FREE, target) or target in marked:
            raise UnusableRow(ReasonCode.EDITS_CONTRADICT, atom=pair.atom)
        peak[carbon] = target
        given.add(target)
    rejected = np.zeros((len(peak), len(ppm)), bool)
    for ruled_out in edits.rejected:
        carbon, at = _carbon(ruled_out.atom, carbon_of), _position(ruled_out.peak, ppm)
        if peak[carbon] == at:
            raise UnusableRow(ReasonCode.EDITS_CONTRADICT, atom=ruled_out.atom)
        rejected[carbon, at] = True
    pairs = with_whole_classes(
        peak, rejected, marked, structure.symmetry_class, structure.diastereotopic, ppm
    )
    _check_rejected(pairs, rejected @ _same_shift(ppm), structure.carbon_atom_index)
    return pairs


def with_whole_classes(
    peak: NDArray[np.int64],
    rejected: NDArray[np.bool_],
    marked: Mapping[int, PeakMark],
    symmetry_class: np.ndarray,
    diastereotopic: NDArray[np.bool_],
    ppm: NDArray[np.float64],
) -> FixedPairs:
    """The pairs, extended to the classes of the carbons and to the entries of equal shift.

    peak: int64 [carbons], as in `FixedPairs`, of the carbons that were fixed; rejected: bool [carbons,
    peaks].
    """
    rejected = rejected @ _same_shift(ppm)
    peak, implied = peak.copy(), np.zeros(len(peak), bool)
    for number in np.unique(symmetry_class[~diastereotopic]):
        members = np.flatnonzero(symmetry_class == number)
        rejected[members] = rejected[members].any(0)
        targets = np.unique(peak[members][peak[members] != FREE])
        if len(targets) == 1:
            implied[members] = peak[members] == FREE
            peak[members] = targets[0]
    return FixedPairs(peak, implied, rejected, marked)


def _check_rejected(pairs: FixedPairs, rejected: NDArray[np.bool_], atoms: NDArray[np.int32]) -> None:
    """UnusableRow where a carbon, perhaps with its class, has a shift that was ruled out for it."""
    given = np.flatnonzero(pairs.has_peak)
    against = given[rejected[given, pairs.peak[given]]]
    if len(against):
        raise UnusableRow(ReasonCode.EDITS_CONTRADICT, atom=int(atoms[against[0]]))


def _same_shift(ppm: NDArray[np.float64]) -> NDArray[np.bool_]:
    """bool [peaks, peaks]."""
    same: NDArray[np.bool_] = np.abs(ppm[:, None] - ppm[None, :]) <= TOLERANCE_PPM
    return same


def _carbon(atom: int, carbon_of: Mapping[int, int]) -> int:
    if atom not in carbon_of:
        raise UnusableRow(ReasonCode.EDITED_ATOM_IS_NO_CARBON, atom=atom)
    return carbon_of[atom]


def _position(peak: ListedPeak, ppm: NDArray[np.float64], taken: Container[int] = ()) -> int:
    """The 0-based position of a peak; by its shift alone, that of the first entry which is not taken yet."""
    near: list[int] = np.flatnonzero(np.abs(ppm - peak.ppm) <= TOLERANCE_PPM + _ROUNDING).tolist()
    if peak.index is None and near:
        off = [abs(ppm[at] - peak.ppm) for at in near]
        best = [at for at, by in zip(near, off) if by <= min(off) + _ROUNDING]
        return next((at for at in best if at not in taken), best[0])
    if peak.index is None or peak.index not in near:
        raise UnusableRow(ReasonCode.EDITED_PEAK_NOT_IN_LIST, ppm=f"{peak.ppm:g}")
    return peak.index
