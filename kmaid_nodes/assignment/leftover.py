"""What a peak may be that no carbon was given: solvent, impurity, line of a multiplet, or nothing known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
from rdkit import Chem

from kmaid_nodes.assignment.foreign_peaks import NAMED_WITHIN_PPM, foreign_costs, named_signal
from kmaid_nodes.assignment.interpretation import Interpretation
from kmaid_nodes.chemistry.foreign_signals import solvents_in_table
from kmaid_nodes.chemistry.known_hydrogens import known_hydrogens
from kmaid_nodes.chemistry.structure import Structure
from kmaid_nodes.reading.record import Peak

_SPLITTING = (9, 15)
# A rare solvent has to be told by its own lines, not by an aromatic peak that happens to lie near one.
_PRIOR_WEIGHT = 2.0
# Neighbouring lines of a carbon split by F or P over one to four bonds stand no further apart (ppm) than
# 280, 60, 25 and 6 Hz in a spectrum of 63 MHz, the lowest field in use.
_SPLIT_PPM = {1: 4.5, 2: 1.0, 3: 0.4, 4: 0.1}
# How far from where the tables have it a line of an impurity is named where the solvent is guessed, from the
# very peaks to be named.
_NAMED_BY_GUESS_WITHIN_PPM = 0.25


@dataclass(frozen=True)
class Splitting:
    """nuclei: how many fluorines or phosphoruses split a carbon, the nearest ones; most_ppm: how far apart
    neighbouring lines may stand."""

    nuclei: int
    most_ppm: float


class Kind(Enum):
    """What a leftover peak is."""

    SOLVENT = "solvent"
    IMPURITY = "impurity"
    MULTIPLET = "multiplet"
    UNEXPLAINED = "unexplained"


@dataclass(frozen=True)
class Leftover:
    """peak: 0-based; kind; reason: a few words for the chemist; atom_index: of the carbon whose multiplet
    the peak is a line of, 0-based in the input structure."""

    peak: int
    kind: Kind
    reason: str
    atom_index: int | None = None


def explain_leftover(
    structure: Structure, peaks: Sequence[Peak], found: Interpretation, solvent: str | None
) -> list[Leftover]:
    """A reason for every peak that no carbon was given, in the order of the list.

    solvent: canonical name; None: inferred from the peaks that are left.
    """
    left = found.foreign
    if not left:
        return []
    splitting = splittings(structure)
    within = NAMED_WITHIN_PPM if solvent else _NAMED_BY_GUESS_WITHIN_PPM
    inferred = solvent or _inferred_solvent([peaks[k] for k in left], within)
    return [_explained(k, peaks[k], structure, found, splitting, inferred, within) for k in left]


def _explained(
    k: int,
    peak: Peak,
    structure: Structure,
    found: Interpretation,
    splitting: dict[int, Splitting],
    solvent: str | None,
    within_ppm: float,
) -> Leftover:
    carbon = _split_carbon(peak, found, splitting)
    if carbon is not None:
        atom = int(structure.carbon_atom_index[carbon])
        return Leftover(k, Kind.MULTIPLET, f"a line of the multiplet of carbon {atom}", atom)
    signal = named_signal(peak.ppm, peak.hydrogens, solvent, within_ppm)
    if signal is None:
        return Leftover(k, Kind.UNEXPLAINED, "nothing in the structure or among usual impurities explains it")
    if signal.compound == signal.solvent:
        return Leftover(k, Kind.SOLVENT, f"solvent {signal.solvent}")
    return Leftover(k, Kind.IMPURITY, f"impurity, as {signal.compound} has it in {signal.solvent}")


def _split_carbon(peak: Peak, found: Interpretation, splitting: dict[int, Splitting]) -> int | None:
    """The carbon near F or P whose peak is the nearest for the splitting that it can have, None if none."""
    apart = {
        carbon: abs(found.peaks.ppm[own] - peak.ppm) / split.most_ppm
        for carbon, split in splitting.items()
        if (own := int(found.peak[carbon])) >= 0
    }
    near = {carbon: share for carbon, share in apart.items() if 0 < share <= 1}
    return min(near, key=lambda carbon: near[carbon], default=None)


def _inferred_solvent(peaks: Sequence[Peak], within_ppm: float) -> str | None:
    ppm = np.array([p.ppm for p in peaks])
    hydrogens = known_hydrogens([p.hydrogens for p in peaks])
    if not any(named_signal(p.ppm, p.hydrogens, None, within_ppm) for p in peaks):
        return None
    costs = {
        name: foreign_costs(ppm, hydrogens, name).sum() - _PRIOR_WEIGHT * np.log(popularity)
        for name, popularity in solvents_in_table().items()
    }
    return min(costs, key=lambda name: costs[name])


def splittings(structure: Structure) -> dict[int, Splitting]:
    """By carbon (its position among the carbons): how F or P up to four bonds away split it."""
    mol = structure.mol
    ends = [atom.GetIdx() for atom in mol.GetAtoms() if atom.GetAtomicNum() in _SPLITTING]
    if not ends:
        return {}
    distances = Chem.GetDistanceMatrix(mol)[structure.carbons][:, ends]
    nearest = distances.min(1)
    return {
        k: Splitting(int((distances[k] == bonds).sum()), _SPLIT_PPM[int(bonds)])
        for k, bonds in enumerate(nearest)
        if bonds <= max(_SPLIT_PPM)
    }
