"""Atoms of a structure that was drawn twice, in two orders."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from rdkit import Chem

from kmaid_nodes.chemistry.structure import Structure, parse_structure
from kmaid_nodes.errors import UnusableRow


@lru_cache(maxsize=65_536)
def canonical_smiles(text: str, stereo: bool = True) -> str | None:
    """The canonical SMILES of a SMILES or molblock, None if it cannot be read; stereo: with stereo."""
    try:
        structure = parse_structure(text)
    except UnusableRow:
        return None
    return structure.smiles if stereo else constitution(structure)


def constitution(structure: Structure) -> str:
    """The canonical SMILES without configurations."""
    return str(Chem.MolToSmiles(structure.mol, isomericSmiles=False))


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
