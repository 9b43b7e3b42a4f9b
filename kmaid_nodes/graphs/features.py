"""The features of atoms and bonds: categorical fields, one small integer each.

Two feature sets. `paper`: element, chirality tag and hybridisation of atoms; type and direction of
bonds (Xu, Zhou, Hong, ICML 2024 AI-for-Science workshop). `default`: richer, and the same for mirror images,
as NMR spectra are: configuration enters only as relations between atoms (`stereo.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from rdkit import Chem

from kmaid_nodes.chemistry.structure import Structure
from kmaid_nodes.errors import UserError
from kmaid_nodes.graphs.stereo import N_RELATIONS, stereo_relations

_ELEMENTS = [
    "other", "H", "B", "C", "N", "O", "F", "Na", "Si", "P", "S", "Cl", "K", "Fe", "Co", "Ni",
    "Cu", "Zn", "Ge", "As", "Se", "Br", "Ru", "Rh", "Pd", "Sn", "Te", "I", "Ir", "Pt", "Hg", "Li",
    "Mg", "Al", "Ti", "Cr", "Mn", "Mo", "W", "Re", "Pb",
]  # fmt: skip
_ELEMENT_INDEX = {Chem.GetPeriodicTable().GetAtomicNumber(s): i for i, s in enumerate(_ELEMENTS) if i}
_HYBRIDISATIONS = Chem.HybridizationType
_HYBRIDISATION_INDEX = {
    _HYBRIDISATIONS.S: 1,
    _HYBRIDISATIONS.SP: 2,
    _HYBRIDISATIONS.SP2: 3,
    _HYBRIDISATIONS.SP3: 4,
    _HYBRIDISATIONS.SP3D: 5,
    _HYBRIDISATIONS.SP3D2: 6,
    _HYBRIDISATIONS.SP2D: 7,
}
_CHIRAL_INDEX = {Chem.ChiralType.CHI_TETRAHEDRAL_CW: 1, Chem.ChiralType.CHI_TETRAHEDRAL_CCW: 2}
_BOND_TYPE_INDEX = {
    Chem.BondType.SINGLE: 1,
    Chem.BondType.DOUBLE: 2,
    Chem.BondType.TRIPLE: 3,
    Chem.BondType.AROMATIC: 4,
}
_DOUBLE_BOND = _BOND_TYPE_INDEX[Chem.BondType.DOUBLE]
N_BOND_TYPES = 5
_LARGEST_RING = 9
_DIRECTION_INDEX = {Chem.BondDir.ENDUPRIGHT: 1, Chem.BondDir.ENDDOWNRIGHT: 2}

# Positions of atoms or bonds, ring by ring.
Rings = Sequence[Sequence[int]]


@dataclass(frozen=True)
class MolecularGraph:
    """One molecule as integer arrays; every bond appears in both directions.

    atoms: uint8 [atoms, atom fields]; source, target: int32 [edges], positions of atoms;
    edges: uint8 [edges, edge fields]; carbons: int32 [carbons], positions of the carbons.
    """

    atoms: np.ndarray
    source: np.ndarray
    target: np.ndarray
    edges: np.ndarray
    carbons: np.ndarray


@dataclass(frozen=True)
class FeatureSet:
    """How many values each atom and edge field can take, and the function that fills them in.

    hydrogens_field: the atom field that counts attached hydrogens, None if there is none.
    """

    name: str
    atom_fields: tuple[int, ...]
    edge_fields: tuple[int, ...]
    atom_rows: Callable[[list[Chem.Atom], Rings], list[tuple[int, ...]]]
    bond_rows: Callable[[list[Chem.Bond], Rings], list[tuple[int, ...]]]
    relations: bool
    hydrogens_field: int | None

    def graph(self, structure: Structure) -> MolecularGraph:
        """The graph of a structure; isotopes of hydrogen count as hydrogen."""
        mol, carbons = structure.without_isotopes_of_hydrogen
        rings = mol.GetRingInfo()
        # By index: RDKit's own iteration is slow.
        all_atoms = [mol.GetAtomWithIdx(i) for i in range(mol.GetNumAtoms())]
        all_bonds = [mol.GetBondWithIdx(k) for k in range(mol.GetNumBonds())]
        atoms = self.atom_rows(all_atoms, rings.AtomRings())
        source: list[int] = []
        target: list[int] = []
        edges: list[tuple[int, ...]] = []
        bonds = self.bond_rows(all_bonds, rings.BondRings())
        for bond, row in zip(all_bonds, bonds):
            i, j = bond.GetBeginAtomIdx(), bond.GetEndAtomIdx()
            source += (i, j)
            target += (j, i)
            edges += (row, row)
        if self.relations:
            rest = (0,) * (len(self.edge_fields) - 1)
            double_bonds = [bond for bond, row in zip(all_bonds, bonds) if row[0] == _DOUBLE_BOND]
            for i, j, relation in stereo_relations(mol, double_bonds):
                row = (N_BOND_TYPES + relation, *rest)
                source += (i, j)
                target += (j, i)
                edges += (row, row)
        return MolecularGraph(
            _table(atoms, len(self.atom_fields)),
            np.array(source, np.int32),
            np.array(target, np.int32),
            _table(edges, len(self.edge_fields)),
            carbons,
        )


def _table(rows: list[tuple[int, ...]], fields: int) -> np.ndarray:
    return np.frombuffer(bytes(chain.from_iterable(rows)), np.uint8).reshape(-1, fields)


def element_number(atomic_number: int) -> int:
    """The number of an element in the features, 0 for those without one of their own."""
    return _ELEMENT_INDEX.get(atomic_number, 0)


def feature_set(name: str) -> FeatureSet:
    """The feature set called `paper` or `default`; UserError for any other name."""
    if name not in _FEATURE_SETS:
        raise UserError(f"Unknown feature set {name!r}; there are {', '.join(_FEATURE_SETS)}.")
    return _FEATURE_SETS[name]


def _paper_atoms(atoms: list[Chem.Atom], rings: Rings) -> list[tuple[int, ...]]:
    return [
        (
            _ELEMENT_INDEX.get(atom.GetAtomicNum(), 0),
            _CHIRAL_INDEX.get(atom.GetChiralTag(), 0),
            _HYBRIDISATION_INDEX.get(atom.GetHybridization(), 0),
        )
        for atom in atoms
    ]


def _paper_bonds(bonds: list[Chem.Bond], rings: Rings) -> list[tuple[int, ...]]:
    return [
        (_BOND_TYPE_INDEX.get(bond.GetBondType(), 0), _DIRECTION_INDEX.get(bond.GetBondDir(), 0))
        for bond in bonds
    ]


def _default_atoms(atoms: list[Chem.Atom], rings: Rings) -> list[tuple[int, ...]]:
    counts, smallest = _membership(rings, len(atoms))
    return [
        (
            _ELEMENT_INDEX.get(atom.GetAtomicNum(), 0),
            min(atom.GetDegree(), 7),
            min(atom.GetTotalNumHs(), 4),
            max(-3, min(3, atom.GetFormalCharge())) + 3,
            _HYBRIDISATION_INDEX.get(atom.GetHybridization(), 0),
            int(atom.GetIsAromatic()),
            smallest[i],
            min(counts[i], 4),
            min(atom.GetNumRadicalElectrons(), 2),
            int(atom.GetIsotope() != 0),
        )
        for i, atom in enumerate(atoms)
    ]


def _default_bonds(bonds: list[Chem.Bond], rings: Rings) -> list[tuple[int, ...]]:
    counts, smallest = _membership(rings, len(bonds))
    return [
        (
            _BOND_TYPE_INDEX.get(bond.GetBondType(), 0),
            int(bond.GetIsConjugated()),
            smallest[i],
            min(counts[i], 3),
        )
        for i, bond in enumerate(bonds)
    ]


def _membership(rings: Rings, size: int) -> tuple[list[int], list[int]]:
    """For each atom or bond: how many rings it is in, and the size of the smallest up to `_LARGEST_RING`."""
    counts, smallest = [0] * size, [0] * size
    for ring in sorted(rings, key=len, reverse=True):
        ring_size = min(len(ring), _LARGEST_RING)
        for i in ring:
            counts[i] += 1
            smallest[i] = ring_size
    return counts, smallest


_FEATURE_SETS = {
    "paper": FeatureSet(
        "paper",
        (len(_ELEMENTS), 3, 8),
        (N_BOND_TYPES, 3),
        _paper_atoms,
        _paper_bonds,
        relations=False,
        hydrogens_field=None,
    ),
    "default": FeatureSet(
        "default",
        (len(_ELEMENTS), 8, 5, 7, 8, 2, 10, 5, 3, 2),
        (N_BOND_TYPES + N_RELATIONS, 2, 10, 4),
        _default_atoms,
        _default_bonds,
        relations=True,
        hydrogens_field=2,
    ),
}
