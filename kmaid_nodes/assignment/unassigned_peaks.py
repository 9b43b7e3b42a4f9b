"""What an unassigned peak may be: solvent, impurity, line of a multiplet, or nothing known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from rdkit import Chem

from kmaid_nodes.assignment.extraneous_peaks import (
    extraneous_costs,
    nameable_signals,
    named_signal,
    named_within,
)
from kmaid_nodes.assignment.settings import DEFAULT_SETTINGS, AssignmentSettings, ExtraneousSettings
from kmaid_nodes.assignment.shown_impurities import Impurity, is_near, shown_impurities
from kmaid_nodes.assignment.solution import AssignmentSolution
from kmaid_nodes.assignment.sure_solvent import at_solvent_lines
from kmaid_nodes.chemistry.extraneous_signals import ExtraneousSignal, is_reference, solvents_in_table
from kmaid_nodes.chemistry.known_hydrogens import known_hydrogens
from kmaid_nodes.chemistry.structure import Structure
from kmaid_nodes.codes.peak_kind import PeakKind
from kmaid_nodes.reading.record import Peak


@dataclass(frozen=True)
class Splitting:
    """How fluorine or phosphorus splits a carbon.

    nuclei: how many F or P are nearest; most_ppm: how far apart neighbouring lines may stand.
    """

    nuclei: int
    most_ppm: float


@dataclass(frozen=True)
class Unassigned:
    """A peak that no carbon was given.

    peak: 0-based; compound, solvent: for the line of a solvent, an impurity or the reference, the compound
    that it comes from and the NMR solvent (canonical name) of the tabulated shift; atom_index: for a line
    of a multiplet or a peak of a second set, its carbon, 0-based in the input structure; marked: a chemist
    says so.
    `wording.unassigned` makes English of it.
    """

    peak: int
    kind: PeakKind
    compound: str | None = None
    solvent: str | None = None
    atom_index: int | None = None
    marked: bool = False


def explain_unassigned(
    structure: Structure, peaks: Sequence[Peak], solution: AssignmentSolution, solvent: str | None
) -> list[Unassigned]:
    """What each unassigned peak may be, in the order of the list, at the zero point of the solution.

    peaks: of the list, without a common offset taken off; solvent: canonical name; if None, it is inferred
    from the unassigned peaks.
    """
    positions = solution.unassigned
    if not positions:
        return []
    splitting = splittings(structure, solution.settings)
    ppm = solution.peaks.ppm
    if solution.solvent_shown:
        ppm = at_solvent_lines(ppm, solvent, solution.settings.extraneous)
    left = {k: replace(peaks[k], ppm=float(ppm[k])) for k in positions}
    carbons = {k: _split_carbon(left[k], solution, splitting) for k in positions}
    others = [left[k] for k in positions if carbons[k] is None]
    inferred = solvent or _inferred_solvent(others, solution)
    signals = _shown_signals(others, solution, inferred, not solvent)
    return [_explained(k, left[k], structure, solution, carbons[k], signals) for k in positions]


@dataclass(frozen=True)
class _Nameable:
    """The lines that a peak may be named after: `nameable_signals` of a solvent, which are hundreds.

    ppm: float64 [lines]; by_impurity: the lines of each impurity; one that has a single line in an NMR
    solvent cannot be confirmed by anything else.
    """

    lines: Sequence[ExtraneousSignal]
    ppm: np.ndarray
    by_impurity: Mapping[Impurity, Sequence[ExtraneousSignal]]

    def within(self, reach_ppm: float, ppm: Sequence[float]) -> list[ExtraneousSignal]:
        """The lines that are near any of these shifts."""
        near = (np.abs(self.ppm[:, None] - np.array(ppm, np.float64)) <= reach_ppm).any(1)
        return [self.lines[k] for k in np.flatnonzero(near).tolist()]


@lru_cache(maxsize=64)
def _nameable(solvent: str | None, solvent_shown: bool) -> _Nameable:
    lines = nameable_signals(solvent, solvent_shown)
    by_impurity: dict[Impurity, list[ExtraneousSignal]] = {}
    for line in lines:
        if not _needs_no_other(line):
            by_impurity.setdefault((line.solvent, line.compound), []).append(line)
    return _Nameable(lines, np.array([line.ppm for line in lines], np.float64), by_impurity)


@dataclass(frozen=True)
class _ShownSignals:
    """Lines of the solvent, the reference, and the impurities that the list shows.

    solvent: canonical name, told or, if `guessed`, inferred.
    """

    signals: list[ExtraneousSignal]
    solvent: str | None
    guessed: bool

    def named(self, peak: Peak, settings: AssignmentSettings) -> ExtraneousSignal | None:
        """The line that a peak is most likely to be, None if none is near."""
        return named_signal(
            peak.ppm, peak.hydrogens, self.solvent, self.guessed, settings, among=self.signals
        )


def _shown_signals(
    peaks: Sequence[Peak], solution: AssignmentSolution, solvent: str | None, guessed: bool
) -> _ShownSignals:
    """peaks: those that no carbon was given and that are no lines of a multiplet."""
    settings, ppm = solution.settings.extraneous, [peak.ppm for peak in peaks]
    nameable = _nameable(solvent, solution.solvent_shown)
    widest = max(settings.named_within_ppm, settings.named_by_guess_within_ppm)
    near = [
        signal
        for signal in nameable.within(widest, ppm)
        if any(is_near(signal, peak, named_within(signal, solvent, guessed, settings)) for peak in peaks)
    ]
    by_impurity = nameable.by_impurity
    near = [
        s
        for s in near
        if len(by_impurity.get((s.solvent, s.compound), ())) != 1 or _is_close(s, ppm, settings)
    ]
    found = {(signal.solvent, signal.compound) for signal in near if not _needs_no_other(signal)}
    of_found = [line for impurity in found for line in by_impurity[impurity]]
    shown = shown_impurities(
        of_found, peaks, solution, lambda signal: named_within(signal, solvent, guessed, settings)
    )
    kept = [s for s in near if _needs_no_other(s) or (s.solvent, s.compound) in shown]
    return _ShownSignals(kept, solvent, guessed)


def _is_close(signal: ExtraneousSignal, ppm: Sequence[float], settings: ExtraneousSettings) -> bool:
    return any(abs(signal.ppm - p) <= settings.named_alone_within_ppm for p in ppm)


def _needs_no_other(signal: ExtraneousSignal) -> bool:
    """Whether a line is named wherever it stands: it is of the solvent itself, or of the reference."""
    return signal.compound == signal.solvent or is_reference(signal.compound)


def _explained(
    k: int,
    peak: Peak,
    structure: Structure,
    solution: AssignmentSolution,
    carbon: int | None,
    signals: _ShownSignals,
) -> Unassigned:
    """carbon: the one of whose multiplet the peak is a line, None if of none."""
    if carbon is not None:
        atom = int(structure.carbon_atom_index[carbon])
        return Unassigned(k, PeakKind.MULTIPLET_LINE, atom_index=atom)
    signal = signals.named(peak, solution.settings)
    if signal is None:
        return Unassigned(k, PeakKind.UNEXPLAINED)
    return Unassigned(k, _kind(signal), signal.compound, signal.solvent or None)


def _kind(signal: ExtraneousSignal) -> PeakKind:
    if is_reference(signal.compound):
        return PeakKind.REFERENCE
    return PeakKind.SOLVENT if signal.compound == signal.solvent else PeakKind.IMPURITY


def _split_carbon(peak: Peak, solution: AssignmentSolution, splitting: dict[int, Splitting]) -> int | None:
    """The carbon near F or P whose peak is nearest, in units of its widest splitting; None if none is."""
    apart = {
        carbon: abs(solution.peaks.ppm[own] - peak.ppm) / split.most_ppm
        for carbon, split in splitting.items()
        if (own := int(solution.peak[carbon])) >= 0
    }
    near = {carbon: share for carbon, share in apart.items() if 0 < share <= 1}
    return min(near, key=lambda carbon: near[carbon], default=None)


def _inferred_solvent(peaks: Sequence[Peak], solution: AssignmentSolution) -> str | None:
    settings, shown = solution.settings, solution.solvent_shown
    ppm = np.array([p.ppm for p in peaks])
    hydrogens = known_hydrogens([p.hydrogens for p in peaks])
    if not _shown_signals(peaks, solution, None, True).signals:
        return None
    costs = {
        name: extraneous_costs(ppm, hydrogens, name, settings, shown).sum()
        - settings.extraneous.solvent_prior_weight * np.log(popularity)
        for name, popularity in solvents_in_table().items()
    }
    return min(costs, key=lambda name: costs[name])


def splittings(structure: Structure, settings: AssignmentSettings = DEFAULT_SETTINGS) -> dict[int, Splitting]:
    """By carbon (its position among the carbons): how F or P up to four bonds away split it."""
    mol, most_ppm = structure.mol, settings.splitting.most_ppm_by_bonds
    ends = [k for k, element in enumerate(structure.elements) if element in settings.splitting.nuclei]
    if not ends:
        return {}
    distances = Chem.GetDistanceMatrix(mol)[structure.carbons][:, ends]
    nearest = distances.min(1)
    return {
        k: Splitting(int((distances[k] == bonds).sum()), most_ppm[int(bonds) - 1])
        for k, bonds in enumerate(nearest)
        if bonds <= len(most_ppm)
    }
