"""Structures as the model sees them: heavy atoms, carbons, symmetry classes, attached hydrogens."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from rdkit import Chem, rdBase

from kmaid_nodes.chemistry.molblock_layout import check_lines, molblock_as_prescribed
from kmaid_nodes.codes.reason import ReasonCode
from kmaid_nodes.errors import UnusableRow

# Flat drawings give sulfur and phosphorus geometries that were not intended.
Chem.SetAllowNontetrahedralChirality(False)

_HYDROGEN = 1


@dataclass(frozen=True)
class Structure:
    """A molecule without explicit hydrogens, and the way back to the input's own atom order.

    mol: sanitised RDKit molecule, explicit hydrogens removed.
    atom_index: int32 [atoms], 0-based index of each atom of `mol` in the input structure.
    carbons: int32 [carbons], positions of the carbons in `mol`, in input order.
    symmetry_class: int32 [carbons], topological symmetry class of each carbon, numbered from 0 in
        the order of first occurrence; carbons of one class are constitutionally equivalent.
    hydrogens: int8 [carbons], hydrogens attached to each carbon.
    """

    mol: Chem.Mol
    atom_index: NDArray[np.int32]
    carbons: NDArray[np.int32]
    symmetry_class: NDArray[np.int32]
    hydrogens: NDArray[np.int8]

    @cached_property
    def carbon_atom_index(self) -> NDArray[np.int32]:
        """int32 [carbons]: each carbon's 0-based index in the input structure."""
        return self.atom_index[self.carbons]

    @cached_property
    def first_of_class(self) -> NDArray[np.int64]:
        """int64 [classes]: the first carbon of each symmetry class, counted among the carbons."""
        return np.flatnonzero(np.diff(np.maximum.accumulate(self.symmetry_class), prepend=-1))

    @cached_property
    def without_isotopes_of_hydrogen(self) -> tuple[Chem.Mol, NDArray[np.int32]]:
        """`mol` with ordinary hydrogen for D and T, and int32 [carbons], the carbons' positions in it.

        A deuterium moves its carbon's shift by some 0.3 ppm, not as another element would.
        """
        if not any(_elements(self.mol) == _HYDROGEN):
            return self.mol, self.carbons
        labelled = Chem.Mol(self.mol)
        for k, carbon in enumerate(self.carbons.tolist()):
            labelled.GetAtomWithIdx(carbon).SetIntProp("_carbon", k)
        parameters = Chem.RemoveHsParameters()
        parameters.removeIsotopes = True
        parameters.removeDefiningBondStereo = True
        with rdBase.BlockLogs():  # of D2 and D+, which stay as they are
            plain = Chem.RemoveHs(labelled, parameters)
        positions = {a.GetIntProp("_carbon"): a.GetIdx() for a in plain.GetAtoms() if a.HasProp("_carbon")}
        return plain, np.array([positions[k] for k in range(len(self.carbons))], np.int32)

    @cached_property
    def smiles(self) -> str:
        """Canonical SMILES."""
        return str(Chem.MolToSmiles(self.mol))


def parse_structure(text: str | None) -> Structure:
    """The structure that a SMILES or a molblock (V2000, V3000) describes.

    Raises UnusableRow with the reason: nothing given, unparsable, or no carbon.
    """
    if text is None or not text.strip():
        raise UnusableRow(ReasonCode.NO_STRUCTURE)
    is_molblock = "M  END" in text or "\n" in text.strip()
    with rdBase.BlockLogs():  # reasons are given row by row
        return describe(_parse_molblock(text) if is_molblock else _parse_smiles(text))


def describe(mol: Chem.Mol) -> Structure:
    """The structure of a sanitised RDKit molecule that may carry explicit hydrogens.

    Raises UnusableRow if it has no carbon.
    """
    elements = _elements(mol)
    atom_index = np.arange(len(elements), dtype=np.int32)
    if (elements == _HYDROGEN).any():
        for atom in mol.GetAtoms():
            atom.SetIntProp("_input_index", atom.GetIdx())
        mol = Chem.RemoveHs(mol, sanitize=False)
        Chem.SanitizeMol(mol)
        atom_index = np.array([a.GetIntProp("_input_index") for a in mol.GetAtoms()], np.int32)
        elements = _elements(mol)
    carbons = np.flatnonzero(elements == 6).astype(np.int32)
    if not len(carbons):
        raise UnusableRow(ReasonCode.NO_CARBON)
    carbons = carbons[np.argsort(atom_index[carbons], kind="stable")]
    hydrogens = [mol.GetAtomWithIdx(c).GetTotalNumHs(includeNeighbors=True) for c in carbons.tolist()]
    return Structure(mol, atom_index, carbons, _classes(mol, carbons), np.array(hydrogens, np.int8))


def _elements(mol: Chem.Mol) -> NDArray[np.int32]:
    # By index: RDKit's own iteration is slow.
    return np.array([mol.GetAtomWithIdx(i).GetAtomicNum() for i in range(mol.GetNumAtoms())], np.int32)


def _classes(mol: Chem.Mol, carbons: NDArray[np.int32]) -> NDArray[np.int32]:
    ranks = list(Chem.CanonicalRankAtoms(mol, breakTies=False, includeChirality=False))
    numbers: dict[int, int] = {}
    return np.array([numbers.setdefault(ranks[c], len(numbers)) for c in carbons.tolist()], np.int32)


def _parse_smiles(text: str) -> Chem.Mol:
    smiles = text.strip().split()[0]
    parameters = Chem.SmilesParserParams()
    parameters.removeHs = False
    mol = Chem.MolFromSmiles(smiles, parameters)
    if mol is None:
        raw = Chem.MolFromSmiles(smiles, sanitize=False)
        if raw is None:
            raise UnusableRow(ReasonCode.INVALID_SMILES)
        raise UnusableRow(ReasonCode.CHEMISTRY_PROBLEM, problem=_problem(raw))
    return mol


def _parse_molblock(text: str) -> Chem.Mol:
    text = molblock_as_prescribed(text)
    raw = Chem.MolFromMolBlock(text, sanitize=False, removeHs=False)
    if raw is None:
        check_lines(text)
        raise UnusableRow(ReasonCode.INVALID_MOLBLOCK)
    mol = Chem.MolFromMolBlock(text, removeHs=False)
    if mol is None:
        raise UnusableRow(ReasonCode.CHEMISTRY_PROBLEM, problem=_problem(raw))
    return mol


def _problem(mol: Chem.Mol) -> str:
    problems = Chem.DetectChemistryProblems(mol)
    return problems[0].Message() if problems else "its chemistry is not valid"
