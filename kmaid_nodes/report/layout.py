"""Flat coordinates for a drawing: the chemist's own layout where it is sane, else a computed one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from rdkit import Chem
from rdkit.Chem import rdDepictor
from rdkit.Geometry import Point2D
from scipy.spatial import cKDTree

from kmaid_nodes.report.layout_flaws import layout_flaws
from kmaid_nodes.report.skeletons import SkeletonMatch, skeleton_matches

BOND_LENGTH = 1.5  # what RDKit's own layouts use, so that every drawing comes out at one scale
# Flaws (`LayoutFlaws.badness`) that the usual orientation of a skeleton is worth: it may make one atom of a
# side chain lie on another. Chosen on 300 natural products and drugs, see benchmarks/drawings.py.
_WORTH_OF_ORIENTATION = 2.0
# CoordGen takes three times as long and much longer for large rings; it is asked only where RDKit's layout
# has a flaw, up to this size.
_MOST_ATOMS_FOR_COORDGEN = 120


@dataclass(frozen=True)
class Layout:
    """A molecule with one 2D conformer, and where a skeleton wants hydrogens, in degrees by atom."""

    mol: Chem.Mol
    hydrogen_directions: Mapping[int, float] = field(default_factory=dict)


def flat_copy(mol: Chem.Mol) -> Chem.Mol:
    """A copy of `mol` with one 2D conformer, median bond length 1.5; `mol` itself stays as it is.

    A 2D layout that came with a molblock is kept unless atoms coincide or bonds are out of proportion.
    """
    return layout_of(mol).mol


def layout_of(mol: Chem.Mol) -> Layout:
    """The same with the directions of hydrogens."""
    flat = Chem.Mol(mol)
    for atom in flat.GetAtoms():
        atom.SetAtomMapNum(0)  # would be printed beside the symbol, like a shift
    layout = Layout(flat) if has_sane_layout(flat) else computed_layout(flat)
    _rescale(layout.mol)
    return layout


def computed_layout(mol: Chem.Mol) -> Layout:
    """The best of several computed layouts: on its skeleton, by RDKit's templates, by CoordGen."""
    best, best_badness = None, np.inf
    matches = list(skeleton_matches(mol))
    for layout in _on_skeletons(mol, matches):
        badness = layout_flaws(layout.mol).badness
        if badness < best_badness:
            best, best_badness = layout, badness
    best_badness -= _WORTH_OF_ORIENTATION
    if best is not None and best_badness <= 0:
        return best
    for compute in (by_rdkit, by_coordgen):
        if best is not None and best_badness <= 0:
            break
        if compute is by_coordgen and mol.GetNumAtoms() > _MOST_ATOMS_FOR_COORDGEN:
            break
        flat = compute(mol)
        if matches:
            _turn_onto(flat, matches[0])
        badness = layout_flaws(flat).badness
        if best is None or badness < best_badness:
            best, best_badness = Layout(flat), badness
    assert best is not None
    return best


def _on_skeletons(mol: Chem.Mol, matches: Sequence[SkeletonMatch]) -> Iterator[Layout]:
    for match in matches:
        flat = on_skeleton(mol, match)
        if flat is not None:
            yield Layout(flat, match.hydrogen_directions)


def on_skeleton(mol: Chem.Mol, match: SkeletonMatch) -> Chem.Mol | None:
    """A copy laid out around a skeleton; None where RDKit cannot."""
    flat = Chem.Mol(mol)
    places = {atom: Point2D(x, y) for atom, (x, y) in match.xy.items()}
    try:
        rdDepictor.Compute2DCoords(flat, canonOrient=False, coordMap=places, useRingTemplates=True)
    except (RuntimeError, ValueError):
        return None
    return flat


def by_rdkit(mol: Chem.Mol) -> Chem.Mol:
    """A copy laid out by RDKit, whose templates know the common cages, long axis horizontal."""
    flat = Chem.Mol(mol)
    try:
        rdDepictor.Compute2DCoords(flat, useRingTemplates=True)
    except (RuntimeError, ValueError):
        rdDepictor.Compute2DCoords(flat)
    return _upright(flat)


def by_coordgen(mol: Chem.Mol) -> Chem.Mol:
    """A copy laid out by CoordGen, long axis horizontal."""
    flat = Chem.Mol(mol)
    with rdDepictor.UsingCoordGen(True):
        rdDepictor.Compute2DCoords(flat)
    _rescale(flat)
    return _upright(flat)


def _turn_onto(mol: Chem.Mol, match: SkeletonMatch) -> None:
    """Turn or mirror a layout so that its skeleton lies as nearly as it can as chemists draw it.

    Wedges are set later, so that a mirrored layout is the same molecule.
    """
    xy = mol.GetConformer().GetPositions()[:, :2]
    ours, wanted = xy[list(match.atoms)], np.array(match.skeleton.xy)
    middle = ours.mean(0)
    u, _, vt = np.linalg.svd((ours - middle).T @ (wanted - wanted.mean(0)))
    conformer = mol.GetConformer()
    for i, (x, y) in enumerate(((xy - middle) @ (u @ vt)).tolist()):
        conformer.SetAtomPosition(i, (x, y, 0.0))


def _upright(mol: Chem.Mol) -> Chem.Mol:
    """The long axis horizontal, and bonds at multiples of 30 degrees where that takes a small turn."""
    if mol.GetNumAtoms() > 1:
        rdDepictor.NormalizeDepiction(mol, scaleFactor=1.0)
        rdDepictor.StraightenDepiction(mol, minimizeRotation=True)
    return mol


def has_sane_layout(mol: Chem.Mol) -> bool:
    """Whether the molecule came with a flat layout that can be drawn."""
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
