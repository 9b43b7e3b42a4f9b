"""What an unassigned peak may be: solvent, impurity, line of a multiplet, or nothing known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from rdkit import Chem

from kmaid_nodes.assignment.extraneous_peaks import extraneous_costs, named_signal
from kmaid_nodes.assignment.settings import DEFAULT_SETTINGS, AssignmentSettings
from kmaid_nodes.assignment.solution import AssignmentSolution
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
    of a multiplet or a peak of a second set, its carbon, 0-based in the input structure.
    `wording.unassigned` makes English of it.
    """

    peak: int
    kind: PeakKind
    compound: str | None = None
    solvent: str | None = None
    atom_index: int | None = None


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
    guessed = not solvent
    inferred = solvent or _inferred_solvent([peaks[k] for k in positions], solution)
    return [_explained(k, peaks[k], structure, solution, splitting, inferred, guessed) for k in positions]


def _explained(
    k: int,
    peak: Peak,
    structure: Structure,
    solution: AssignmentSolution,
    splitting: dict[int, Splitting],
    solvent: str | None,
    guessed: bool,
) -> Unassigned:
    carbon = _split_carbon(peak, solution, splitting)
    if carbon is not None:
        atom = int(structure.carbon_atom_index[carbon])
        return Unassigned(k, PeakKind.MULTIPLET_LINE, atom_index=atom)
    signal = named_signal(
        peak.ppm, peak.hydrogens, solvent, guessed, solution.settings, solution.solvent_shown
    )
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
    if not any(named_signal(p.ppm, p.hydrogens, None, True, settings, shown) for p in peaks):
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
