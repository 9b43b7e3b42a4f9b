"""Which bond of each stereocentre is wedged: that to a hydrogen or a substituent, not one of a ring."""

from __future__ import annotations

import numpy as np
from rdkit import Chem
from scipy.optimize import linear_sum_assignment

_TETRAHEDRAL = (Chem.ChiralType.CHI_TETRAHEDRAL_CW, Chem.ChiralType.CHI_TETRAHEDRAL_CCW)
# What it costs to wedge a bond: a bond of a ring reads badly, and between two centres it is unclear whose it is.
_IN_RING, _TO_CENTRE, _TO_GROUP, _TO_HETERO, _TO_HYDROGEN = 100.0, 20.0, 1.0, -0.5, -2.0
_IMPOSSIBLE = 1e6


def wedge(mol: Chem.Mol) -> None:
    """Set the wedges of a molecule with 2D coordinates, each centre on one bond, at the least total cost.

    RDKit wedges what is no tetrahedral centre, such as the bonds at an axis of biaryls.
    """
    conformer = mol.GetConformer()
    Chem.WedgeMolBonds(mol, conformer)
    centres = [atom for atom in mol.GetAtoms() if atom.GetChiralTag() in _TETRAHEDRAL]
    if not centres:
        return
    column = {bond.GetIdx(): bond.GetIdx() for bond in mol.GetBonds()}
    costs = np.full((len(centres), len(column)), _IMPOSSIBLE)
    for row, atom in enumerate(centres):
        for bond in atom.GetBonds():
            costs[row, bond.GetIdx()] = _cost(bond, bond.GetOtherAtom(atom))
    rows, bonds = linear_sum_assignment(costs)
    if (costs[rows, bonds] >= _IMPOSSIBLE).any():
        return  # RDKit's own choice stays
    of_centre = {atom.GetIdx() for atom in centres}
    for bond in mol.GetBonds():
        if bond.GetBondDir() in _WEDGES and bond.GetBeginAtomIdx() in of_centre:
            bond.SetBondDir(Chem.BondDir.NONE)
    for row, bond in zip(rows.tolist(), bonds.tolist()):
        Chem.WedgeBond(mol.GetBondWithIdx(bond), centres[row].GetIdx(), conformer)


_WEDGES = (Chem.BondDir.BEGINWEDGE, Chem.BondDir.BEGINDASH)


def _cost(bond: Chem.Bond, other: Chem.Atom) -> float:
    if bond.GetBondType() != Chem.BondType.SINGLE or bond.GetBondDir() == Chem.BondDir.UNKNOWN:
        return _IMPOSSIBLE
    cost = _IN_RING if bond.IsInRing() else 0.0
    if other.GetChiralTag() in _TETRAHEDRAL:
        cost += _TO_CENTRE
    if other.GetAtomicNum() == 1:
        return cost + _TO_HYDROGEN
    if other.GetDegree() > 1:
        cost += _TO_GROUP * other.GetDegree()
    if other.GetAtomicNum() != 6:
        cost += _TO_HETERO
    return cost
