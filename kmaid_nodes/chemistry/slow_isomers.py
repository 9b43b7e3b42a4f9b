"""Isomers of one drawing that a 13C spectrum shows side by side: rotamers, E and Z, anomers, diastereomers.

A sample then gives two sets of shifts. Which ones a structure can have follows from its bonds: amide bonds
that turn slowly, double bonds and stereocentres with two configurations, hemiacetals that open and close.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray
from rdkit import Chem

# Two stereocentres at least make diastereomers.
_LEAST_CENTRES = 2
# Bonds to something that there is not.
_FAR = 99
# Bonds that turn slowly, the two atoms of each first. Whether both halves of the nitrogen are alike, so that
# turning changes nothing, is looked at separately.
_SLOW_BONDS = [
    Chem.MolFromSmarts(text)
    for text in (
        "[NX3;+0;$(N([#6,#7])[#6,#7]);!$(N(C=[O,S,N])C=[O,S])]-!@[CX3;!$(C(N)(=O)N)]=[O,S]",
        "[NX3;H1;$(N-[#6])]-[CX3;H1]=[O,S]",  # formamides
        "[NX3;H1;$(N-N=C)]-[CX3]=[O,S]",  # acylhydrazones
        "[NX3;H1;$(N-N=C)]-[CX3]=[O,S,N]",
        "[NX3;+0;$(N([#6])[#6])]-[NX2]=[OX1]",  # nitrosamines
    )
]
_HEMIACETAL = Chem.MolFromSmarts("[CX4;R;$(C[OX2;R]);$(C[OX2H,NX3H2])]")
# Double bonds that come as both isomers, whichever is drawn: oximes, hydrazones. Imines are mostly E.
_LABILE_DOUBLE_BOND = Chem.MolFromSmarts("[CX3]=[NX2]-[#7,#8]")
_IMINE = Chem.MolFromSmarts("[CX3]=[NX2]-[#6]")


class SlowIsomers(Enum):
    """How likely a sample of the structure shows two sets of shifts.

    INTERCONVERTING: the isomers change into each other, and are both there whatever is drawn; OPEN: the
    drawing leaves a configuration open; DRAWN: there are isomers, but the drawing names one of them; NONE:
    none are known.
    """

    INTERCONVERTING = "interconverting"
    OPEN = "open"
    DRAWN = "drawn"
    NONE = "none"


@dataclass(frozen=True)
class IsomerCentres:
    """Where isomers of one drawing differ.

    bonds_away: int64 [carbons], bonds from each carbon to the nearest atom that differs; a large number where
    there is none.
    """

    likelihood: SlowIsomers
    bonds_away: NDArray[np.int64]


def isomer_centres(mol: Chem.Mol, carbons: NDArray[np.int32]) -> IsomerCentres:
    """What isomers a structure has, and how far its carbons are from where they differ.

    mol: sanitised, without explicit hydrogens; carbons: int [carbons], positions in it.
    """
    interconverting = _slow_bonds(mol) | _hemiacetals(mol)
    left_open: set[int] = set()
    drawn: set[int] = set()
    for atoms, of_what in _stereo(mol):
        match of_what:
            case SlowIsomers.INTERCONVERTING:
                interconverting |= atoms
            case SlowIsomers.OPEN:
                left_open |= atoms
            case _:
                drawn |= atoms
    likelihood = SlowIsomers.NONE
    if interconverting:
        likelihood = SlowIsomers.INTERCONVERTING
    elif left_open:
        likelihood = SlowIsomers.OPEN
    elif drawn:
        likelihood = SlowIsomers.DRAWN
    centres = sorted(interconverting | left_open or drawn)
    return IsomerCentres(likelihood, _bonds_away(mol, carbons, centres))


def _bonds_away(mol: Chem.Mol, carbons: NDArray[np.int32], centres: list[int]) -> NDArray[np.int64]:
    if not centres:
        return np.full(len(carbons), _FAR, np.int64)
    distances = Chem.GetDistanceMatrix(mol)[carbons][:, centres].min(1)
    bonds_away: NDArray[np.int64] = np.minimum(distances, _FAR).astype(np.int64)
    return bonds_away


def _slow_bonds(mol: Chem.Mol) -> set[int]:
    ranks = list(Chem.CanonicalRankAtoms(mol, breakTies=False, includeChirality=False))
    found: set[int] = set()
    for query in _SLOW_BONDS:
        for first, second, *_ in mol.GetSubstructMatches(query):
            others = [n for n in mol.GetAtomWithIdx(first).GetNeighbors() if n.GetIdx() != second]
            if len({ranks[n.GetIdx()] for n in others}) == len(others):
                found |= {first, second}
    return found


def _hemiacetals(mol: Chem.Mol) -> set[int]:
    """Anomeric carbons; with no other stereocentre the two forms are mirror images."""
    anomeric = {match[0] for match in mol.GetSubstructMatches(_HEMIACETAL)}
    if not anomeric:
        return set()
    centres = {info.centeredOn for info in _potential_stereo(mol) if _is_centre(info)}
    return anomeric & centres if len(centres) >= _LEAST_CENTRES else set()


def _stereo(mol: Chem.Mol) -> list[tuple[set[int], SlowIsomers]]:
    """The atoms of each stereo double bond and stereocentre, and what is known of its configuration."""
    labile = {frozenset(match[:2]) for match in mol.GetSubstructMatches(_LABILE_DOUBLE_BOND)}
    imines = {frozenset(match[:2]) for match in mol.GetSubstructMatches(_IMINE)}
    double_bonds, centres = [], []
    for info in _potential_stereo(mol):
        specified = info.specified == Chem.StereoSpecified.Specified
        known = SlowIsomers.DRAWN if specified else SlowIsomers.OPEN
        if info.type == Chem.StereoType.Bond_Double:
            bond = mol.GetBondWithIdx(info.centeredOn)
            ends = {bond.GetBeginAtomIdx(), bond.GetEndAtomIdx()}
            if ends in labile:
                known = SlowIsomers.INTERCONVERTING
            elif ends in imines:
                known = SlowIsomers.DRAWN
            double_bonds.append((ends, known))
        elif _is_centre(info):
            centres.append(({info.centeredOn}, known))
    return double_bonds + (centres if len(centres) >= _LEAST_CENTRES else [])


def _potential_stereo(mol: Chem.Mol) -> list[Chem.StereoInfo]:
    return list(Chem.FindPotentialStereo(Chem.Mol(mol), cleanIt=False, flagPossible=True))


def _is_centre(info: Chem.StereoInfo) -> bool:
    return bool(info.type == Chem.StereoType.Atom_Tetrahedral)
