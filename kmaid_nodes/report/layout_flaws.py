"""What is wrong with a flat layout: atoms that lie on others, bonds that cross, bonds out of proportion."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rdkit import Chem


@dataclass(frozen=True)
class LayoutFlaws:
    """The flaws of one layout.

    overlaps: pairs of atoms without a bond nearer than half a bond, and atoms that lie on a bond.
    crossings: pairs of bonds that cross.
    length_spread: standard deviation of the bond lengths over their median.
    stretched: atoms of large rings, no alkynes, whose two bonds of the ring lie almost in a line: such a ring
    is drawn as a circle, where chemists draw it with the angles of a chain.
    """

    overlaps: int
    crossings: int
    length_spread: float
    stretched: int = 0

    @property
    def badness(self) -> float:
        """One number to compare layouts by, 0 at best; see the weights below."""
        uneven = max(0.0, self.length_spread - _TOLERATED_SPREAD)
        return _OVERLAP * self.overlaps + self.crossings + _UNEVEN * uneven + _STRETCHED * self.stretched


# Chosen by looking at 60 cages and natural products. An atom on another hides something, a crossing does not.
_OVERLAP = 2.0
_UNEVEN = 6.0  # a spread of a third of a bond is as bad as a crossing
_TOLERATED_SPREAD = 0.15
_STRETCHED = 0.3  # a circle of 14 atoms is as bad as four crossings
_TOO_NEAR = 0.5  # of a bond, between atoms
_ON_BOND = 0.15  # of a bond, from an atom to a bond
_LEAST_LARGE = 10  # atoms of a ring that has room for the angles of a chain
_MOST_BENT = 148.0  # degrees; a regular ring of 12 atoms has 150


def layout_flaws(mol: Chem.Mol) -> LayoutFlaws:
    """The flaws of the molecule's only conformer, in the plane."""
    xy = mol.GetConformer().GetPositions()[:, :2]
    bonds = np.array([(b.GetBeginAtomIdx(), b.GetEndAtomIdx()) for b in mol.GetBonds()], int).reshape(-1, 2)
    if not len(bonds):
        return LayoutFlaws(0, 0, 0.0)
    lengths = np.hypot(*(xy[bonds[:, 0]] - xy[bonds[:, 1]]).T)
    typical = float(np.median(lengths)) or 1.0
    spread = float(lengths.std() / typical)
    overlaps = _near_pairs(xy, bonds, typical) + _atoms_on_bonds(xy, bonds, typical)
    return LayoutFlaws(overlaps, _crossings(xy, bonds), spread, _stretched(mol, xy))


def _stretched(mol: Chem.Mol, xy: NDArray[np.float64]) -> int:
    stretched = set()
    for ring in mol.GetRingInfo().AtomRings():
        if len(ring) < _LEAST_LARGE:
            continue
        at = xy[list(ring)]
        before, after = np.roll(at, 1, 0) - at, np.roll(at, -1, 0) - at
        lengths = np.hypot(*before.T) * np.hypot(*after.T)
        angles = np.degrees(np.arccos(np.clip((before * after).sum(1) / np.maximum(lengths, 1e-9), -1, 1)))
        stretched |= {atom for atom, angle in zip(ring, angles.tolist()) if angle > _MOST_BENT}
    linear = Chem.HybridizationType.SP
    return sum(mol.GetAtomWithIdx(atom).GetHybridization() != linear for atom in stretched)


def _near_pairs(xy: NDArray[np.float64], bonds: NDArray[np.int_], typical: float) -> int:
    apart = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1))
    apart[bonds[:, 0], bonds[:, 1]] = apart[bonds[:, 1], bonds[:, 0]] = np.inf
    return int(np.triu(apart < _TOO_NEAR * typical, 1).sum())


def _atoms_on_bonds(xy: NDArray[np.float64], bonds: NDArray[np.int_], typical: float) -> int:
    start, along = xy[bonds[:, 0]], xy[bonds[:, 1]] - xy[bonds[:, 0]]
    squared = np.maximum((along**2).sum(1), 1e-9)
    to_atom = xy[None] - start[:, None]  # [bonds, atoms, 2]
    share = np.clip((to_atom * along[:, None]).sum(2) / squared[:, None], 0, 1)
    distance = np.hypot(*(to_atom - share[..., None] * along[:, None]).transpose(2, 0, 1))
    near = (distance < _ON_BOND * typical) & (share > 0) & (share < 1)
    rows = np.arange(len(bonds))
    near[rows, bonds[:, 0]] = near[rows, bonds[:, 1]] = False
    return int(near.sum())


def _crossings(xy: NDArray[np.float64], bonds: NDArray[np.int_]) -> int:
    a, b = xy[bonds[:, 0]], xy[bonds[:, 1]]
    side_a = _side(a[:, None], b[:, None], a[None])
    side_b = _side(a[:, None], b[:, None], b[None])
    cuts = side_a * side_b < 0  # [line of a bond, other bond]: its ends lie on both sides
    shared = (bonds[:, None, :, None] == bonds[None, :, None, :]).any((2, 3))
    return int(np.triu(cuts & cuts.T & ~shared, 1).sum())


def _side(a: NDArray[np.float64], b: NDArray[np.float64], p: NDArray[np.float64]) -> NDArray[np.float64]:
    first, second = b - a, p - a
    side: NDArray[np.float64] = first[..., 0] * second[..., 1] - first[..., 1] * second[..., 0]
    return np.where(np.abs(side) < 1e-6, 0.0, side)
