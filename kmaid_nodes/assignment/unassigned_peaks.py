"""What an unassigned peak may be: solvent, impurity, line of a multiplet, or nothing known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from rdkit import Chem

from kmaid_nodes.assignment.extraneous_peaks import (
    extraneous_costs,
    nameable_signals,
    named_signal,
    named_within,
)
from kmaid_nodes.assignment.settings import DEFAULT_SETTINGS, AssignmentSettings, ExtraneousSettings
from kmaid_nodes.assignment.shown_impurities import is_near, shown_impurities
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
    """What each unassigned peak may be, in the order of the list.

    solvent: canonical name; if None, it is inferred from the unassigned peaks.
    """
    positions = solution.unassigned
    if not positions:
        return []
    splitting = splittings(structure, solution.settings)
    if solution.solvent_shown:
        ppm = at_solvent_lines(solution.peaks.ppm, solvent, solution.settings.extraneous)
        peaks = [replace(peak, ppm=float(moved)) for peak, moved in zip(peaks, ppm)]
    carbons = {k: _split_carbon(peaks[k], solution, splitting) for k in positions}
    others = [peaks[k] for k in positions if carbons[k] is None]
    inferred = solvent or _inferred_solvent(others, solution)
    signals = _shown_signals(others, solution, inferred, not solvent)
    return [_explained(k, peaks[k], structure, solution, carbons[k], signals) for k in positions]


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
    settings = solution.settings.extraneous
    nameable, ppm = nameable_signals(solvent, solution.solvent_shown), [peak.ppm for peak in peaks]
    widest = max(settings.named_within_ppm, settings.named_by_guess_within_ppm)
    near = [
        signal
        for signal in nameable
        if any(abs(signal.ppm - p) <= widest for p in ppm)
        and any(is_near(signal, peak, named_within(signal, solvent, guessed, settings)) for peak in peaks)
    ]
    alone = _substances_of_one_line(nameable)
    near = [s for s in near if (s.solvent, s.compound) not in alone or _is_close(s, ppm, settings)]
    found = {(signal.solvent, signal.compound) for signal in near if not _needs_no_other(signal)}
    of_found = [s for s in nameable if (s.solvent, s.compound) in found] if found else []
    shown = shown_impurities(
        of_found, peaks, solution, lambda signal: named_within(signal, solvent, guessed, settings)
    )
    kept = [s for s in near if _needs_no_other(s) or (s.solvent, s.compound) in shown]
    return _ShownSignals(kept, solvent, guessed)


def _substances_of_one_line(signals: Sequence[ExtraneousSignal]) -> set[tuple[str, str]]:
    """Impurities that have a single line in an NMR solvent; nothing else could confirm them."""
    lines = Counter((s.solvent, s.compound) for s in signals if not _needs_no_other(s))
    return {impurity for impurity, count in lines.items() if count == 1}


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
    ends = [atom.GetIdx() for atom in mol.GetAtoms() if atom.GetAtomicNum() in settings.splitting.nuclei]
    if not ends:
        return {}
    distances = Chem.GetDistanceMatrix(mol)[structure.carbons][:, ends]
    nearest = distances.min(1)
    return {
        k: Splitting(int((distances[k] == bonds).sum()), most_ppm[int(bonds) - 1])
        for k, bonds in enumerate(nearest)
        if bonds <= len(most_ppm)
    }
