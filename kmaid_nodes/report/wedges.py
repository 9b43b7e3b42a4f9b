"""Which bond of each stereocentre is wedged: that to a hydrogen or a substituent, not one of a ring."""

from __future__ import annotations

import numpy as np
from rdkit import Chem
from scipy.optimize import linear_sum_assignment

_TETRAHEDRAL = (Chem.ChiralType.CHI_TETRAHEDRAL_CW, Chem.ChiralType.CHI_TETRAHEDRAL_CCW)
# What it costs to wedge a bond: one of a ring reads badly; between two centres it is unclear whose it is.
_IN_RING, _TO_CENTRE, _TO_GROUP, _TO_HETERO, _TO_HYDROGEN = 100.0, 20.0, 1.0, -0.5, -2.0
_IMPOSSIBLE = 1e6


def wedged(mol: Chem.Mol) -> Chem.Mol:
    """A copy of a molecule with 2D coordinates whose bonds are wedged, each centre on one, at the least cost.

    Bonds begin at their centres, as drawings need it; atoms keep their places, and chiral tags are removed,
    because the order of the bonds is another one. RDKit wedges what is no tetrahedral centre, such as the
    bonds at an axis of biaryls, and all where the centres cannot have one bond each.
    """
    mol = Chem.Mol(mol)
    conformer = mol.GetConformer()
    Chem.WedgeMolBonds(mol, conformer)
    centres = [atom for atom in mol.GetAtoms() if atom.GetChiralTag() in _TETRAHEDRAL]
    chosen = _chosen_bonds(mol, centres)
    if chosen is None:
        return mol
    of_centre = {atom.GetIdx() for atom in centres}
    for bond in mol.GetBonds():
        if bond.GetBondDir() in _WEDGES and bond.GetBeginAtomIdx() in of_centre:
            bond.SetBondDir(Chem.BondDir.NONE)
    for atom, bond in chosen.items():
        Chem.WedgeBond(mol.GetBondWithIdx(bond), atom, conformer)
    return _begun_at_centres(mol, chosen)


def _chosen_bonds(mol: Chem.Mol, centres: list[Chem.Atom]) -> dict[int, int] | None:
    """The bond of each centre, None where they cannot have one each."""
    if not centres:
        return None
    costs = np.full((len(centres), mol.GetNumBonds()), _IMPOSSIBLE)
    for row, atom in enumerate(centres):
        for bond in atom.GetBonds():
            costs[row, bond.GetIdx()] = _cost(bond, bond.GetOtherAtom(atom))
    if len(centres) > mol.GetNumBonds():
        return None
    rows, bonds = linear_sum_assignment(costs)
    if (costs[rows, bonds] >= _IMPOSSIBLE).any():
        return None
    return {centres[row].GetIdx(): bond for row, bond in zip(rows.tolist(), bonds.tolist())}


def _begun_at_centres(mol: Chem.Mol, chosen: dict[int, int]) -> Chem.Mol:
    turned = [
        (atom, bond) for atom, bond in chosen.items() if mol.GetBondWithIdx(bond).GetBeginAtomIdx() != atom
    ]
    drawn = Chem.RWMol(mol)
    ends = [(atom, mol.GetBondWithIdx(bond).GetOtherAtomIdx(atom)) for atom, bond in turned]
    for atom in drawn.GetAtoms():
        atom.SetChiralTag(Chem.ChiralType.CHI_UNSPECIFIED)
    for (atom, other), (_, bond) in zip(ends, turned):
        direction = mol.GetBondWithIdx(bond).GetBondDir()
        drawn.RemoveBond(atom, other)
        drawn.AddBond(atom, other, Chem.BondType.SINGLE)
        drawn.GetBondBetweenAtoms(atom, other).SetBondDir(direction)
    drawn.UpdatePropertyCache(strict=False)
    Chem.FastFindRings(drawn)
    return drawn.GetMol()


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
