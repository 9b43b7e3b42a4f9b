"""Flat coordinates for a drawing: the chemist's own layout where it is sane, else a computed one."""

from __future__ import annotations

import numpy as np
from rdkit import Chem
from rdkit.Chem import rdDepictor
from scipy.spatial import cKDTree

BOND_LENGTH = 1.5  # what RDKit's own layouts use, so that every drawing comes out at one scale


def flat_copy(mol: Chem.Mol) -> Chem.Mol:
    """A copy of `mol` with one 2D conformer, median bond length 1.5; `mol` itself stays as it is.

    A 2D layout that came with a molblock is kept unless atoms coincide or bonds are out of proportion.
    """
    flat = Chem.Mol(mol)
    for atom in flat.GetAtoms():
        atom.SetAtomMapNum(0)  # would be printed beside the symbol, like a shift
    if not _has_sane_layout(flat):
        _compute(flat)
    _rescale(flat)
    return flat


def _compute(mol: Chem.Mol) -> None:
    try:
        rdDepictor.Compute2DCoords(mol, useRingTemplates=True)  # templates know the common cages
    except (RuntimeError, ValueError):
        rdDepictor.Compute2DCoords(mol)


def _has_sane_layout(mol: Chem.Mol) -> bool:
    if not mol.GetNumConformers():
        return False
    xyz = mol.GetConformer().GetPositions()
    if not np.isfinite(xyz).all() or np.ptp(xyz[:, 2]) > 1e-3:
        return False
    if len(xyz) == 1:
        return True
    lengths = _bond_lengths(mol)
    typical = float(np.median(lengths)) if len(lengths) else 1.0
    nearest = cKDTree(xyz[:, :2]).query(xyz[:, :2], k=2)[0][:, 1]
    return bool(typical > 0 and nearest.min() > 0.2 * typical and (lengths < 5 * typical).all())


def _rescale(mol: Chem.Mol) -> None:
    lengths = _bond_lengths(mol)
    if not len(lengths):
        return
    conformer = mol.GetConformer()
    for i, xyz in enumerate(conformer.GetPositions() * (BOND_LENGTH / np.median(lengths))):
        conformer.SetAtomPosition(i, xyz.tolist())


def _bond_lengths(mol: Chem.Mol) -> np.ndarray:
    xyz = mol.GetConformer().GetPositions()
    ends = [(b.GetBeginAtomIdx(), b.GetEndAtomIdx()) for b in mol.GetBonds()]
    return np.array([np.linalg.norm(xyz[a] - xyz[b]) for a, b in ends])
