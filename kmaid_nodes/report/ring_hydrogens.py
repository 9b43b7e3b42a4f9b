"""Hydrogens at ring fusions, drawn as chemists draw them, so that no bond of a ring need be wedged."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from rdkit import Chem

from kmaid_nodes.report.layout import BOND_LENGTH, Layout

# Of a bond: the letter then stands clear of the next atoms, also where it has to point into a ring.
_LENGTH = 0.66
# How good a direction is: 60 degrees to the next bond are plenty, and so is a bond's length to the next atom.
_FREE_ANGLE = 60.0
_UPRIGHT = 0.25  # chemists draw these hydrogens upright where there is room
_LIKED = 3.0  # what the skeleton wants, whatever stands there


def with_ring_hydrogens(layout: Layout) -> Chem.Mol:
    """The molecule with explicit hydrogens at stereocentres whose other three bonds are all in rings.

    They come behind the other atoms, so that the positions of those stay.
    """
    mol = Chem.RWMol(layout.mol)
    conformer = mol.GetConformer()
    xy = conformer.GetPositions()[:, :2]
    places: list[tuple[int, NDArray[np.float64]]] = []
    for atom in _fusions(layout.mol):
        taken = np.concatenate([xy, *(place[None] for _, place in places)])
        places.append((atom, _place(layout, atom, xy, taken)))
    for atom, place in places:
        centre = mol.GetAtomWithIdx(atom)
        hydrogen = mol.AddAtom(Chem.Atom(1))
        mol.AddBond(atom, hydrogen, Chem.BondType.SINGLE)
        centre.SetNumExplicitHs(max(0, centre.GetNumExplicitHs() - 1))
        mol.GetConformer().SetAtomPosition(hydrogen, (float(place[0]), float(place[1]), 0.0))
    drawn = mol.GetMol()
    drawn.UpdatePropertyCache(strict=False)
    return drawn


def _fusions(mol: Chem.Mol) -> list[int]:
    """Stereocentres with one hydrogen and three bonds, all in rings."""
    return [
        atom.GetIdx()
        for atom in mol.GetAtoms()
        if atom.GetChiralTag() != Chem.ChiralType.CHI_UNSPECIFIED
        and atom.GetDegree() == 3
        and atom.GetTotalNumHs() == 1
        and all(bond.IsInRing() for bond in atom.GetBonds())
    ]


def _place(
    layout: Layout, atom: int, xy: NDArray[np.float64], taken: NDArray[np.float64]
) -> NDArray[np.float64]:
    centre = xy[atom]
    neighbours = [n.GetIdx() for n in layout.mol.GetAtomWithIdx(atom).GetNeighbors()]
    bonds = [math.degrees(math.atan2(*(xy[n] - centre)[::-1])) % 360 for n in neighbours]
    liked = layout.hydrogen_directions.get(atom)
    options = [*_between(bonds), *((b + 180) % 360 for b in bonds), *([] if liked is None else [liked % 360])]
    others = np.delete(taken, [atom, *neighbours], axis=0)
    best, best_score = options[0], -np.inf
    for angle in options:
        tip = centre + _LENGTH * BOND_LENGTH * _unit(angle)
        clear = float(np.hypot(*(others - tip).T).min(initial=BOND_LENGTH)) / BOND_LENGTH
        free = min(_apart(angle, bond) for bond in bonds) / _FREE_ANGLE
        score = min(1.0, clear) + min(1.0, free) + _UPRIGHT * abs(math.sin(math.radians(angle)))
        if liked is not None and angle == liked % 360 and free > 0.4:
            score += _LIKED
        if score > best_score + 1e-6:
            best, best_score = angle, score
    place: NDArray[np.float64] = centre + _LENGTH * BOND_LENGTH * _unit(best)
    return place


def _between(bonds: list[float]) -> list[float]:
    """The directions halfway between neighbouring bonds, the widest gap first."""
    ordered = sorted(bonds)
    gaps = [((b - a) % 360, a) for a, b in zip(ordered, [*ordered[1:], ordered[0]])]
    return [(a + gap / 2) % 360 for gap, a in sorted(gaps, key=lambda one: -one[0])]


def _apart(a: float, b: float) -> float:
    return abs((a - b + 180) % 360 - 180)


def _unit(degrees: float) -> NDArray[np.float64]:
    return np.array([math.cos(math.radians(degrees)), math.sin(math.radians(degrees))])
