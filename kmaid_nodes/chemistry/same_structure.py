"""Atoms of a structure that was drawn twice, in two orders."""

from __future__ import annotations

from collections.abc import Mapping

from kmaid_nodes.chemistry.structure import Structure


def same_atoms(drawn: Structure, other: Structure) -> Mapping[int, int] | None:
    """For each atom of one drawing that of another one; both 0-based in their inputs.

    None where all have the same place in both. The two must be of one constitution. Where configurations are
    drawn in both, they decide between atoms that are else equivalent.
    """
    if _places(drawn) == _places(other):
        return None
    match = other.mol.GetSubstructMatch(drawn.mol, useChirality=True) or other.mol.GetSubstructMatch(
        drawn.mol
    )
    return dict(zip(drawn.atom_index.tolist(), other.atom_index[list(match)].tolist()))


def _places(structure: Structure) -> tuple[object, object]:
    """Elements and bonds by the places of the atoms in the input."""
    index = structure.atom_index.tolist()
    elements = {index[atom.GetIdx()]: atom.GetAtomicNum() for atom in structure.mol.GetAtoms()}
    bonds = {
        frozenset((index[bond.GetBeginAtomIdx()], index[bond.GetEndAtomIdx()]))
        for bond in structure.mol.GetBonds()
    }
    return elements, bonds
