"""Structures as the model sees them: heavy atoms, carbons, symmetry classes, attached hydrogens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from rdkit import Chem, rdBase

from kmaid_nodes.chemistry.alike_halves import carbons_of_alike_halves
from kmaid_nodes.chemistry.diastereotopic import diastereotopic_carbons
from kmaid_nodes.chemistry.equivalent_carbons import symmetry_classes
from kmaid_nodes.chemistry.normal_form import normal_form
from kmaid_nodes.chemistry.open_ends import with_closed_ends
from kmaid_nodes.chemistry.own_numbers import own_numbers
from kmaid_nodes.chemistry.protons import bind_lone_protons
from kmaid_nodes.chemistry.structure_reader import read_structure
from kmaid_nodes.codes.reading_note import NoteCode, ReadingNote
from kmaid_nodes.codes.reason import ReasonCode
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.wording.structure import NO_CHEMISTRY

# Flat drawings give sulfur and phosphorus geometries that were not intended.
Chem.SetAllowNontetrahedralChirality(False)

_OPEN_END, _HYDROGEN = 0, 1
_CARBON = Chem.MolFromSmarts("[#6]")
# Most molecules of a library have none of this; one query costs less than a look at every atom.
_UNUSUAL = Chem.MolFromSmarts("[!#6!#7!#8!#9!#16!#17!#35,+,-,#16X3!H0]")


@dataclass(frozen=True)
class Structure:
    """A molecule without explicit hydrogens, and the way back to the input's own atom order.

    However a compound is drawn (salts with bonds, charges apart, atom maps), it comes as the same structure.

    mol: sanitised RDKit molecule in the normal form, explicit hydrogens and atom maps removed.
    atom_index: int32 [atoms], 0-based index of each atom of `mol` in the input structure.
    carbons: int32 [carbons], positions of the carbons in `mol`, in input order.
    symmetry_class: int32 [carbons], topological symmetry class of each carbon, numbered from 0 in
        the order of first occurrence; carbons of one class are constitutionally equivalent, also over
        resonance and fast tautomerism.
    hydrogens: int8 [carbons], hydrogens attached to each carbon.
    representatives: int64 [classes], the carbon that stands for each class where that matters, else None.
    notes: what was read otherwise than drawn.
    atom_numbers: the chemist's own numbers (`4a`), by 0-based index in the input structure, also of atoms
        that are no carbons; `reading.own_numbers` sets those of a column.
    input_atoms: number of atoms of the input structure, explicit hydrogens included.
    """

    mol: Chem.Mol
    atom_index: NDArray[np.int32]
    carbons: NDArray[np.int32]
    symmetry_class: NDArray[np.int32]
    hydrogens: NDArray[np.int8]
    representatives: NDArray[np.int64] | None = None
    notes: tuple[ReadingNote, ...] = ()
    atom_numbers: Mapping[int, str] = field(default_factory=dict)
    input_atoms: int = 0

    @cached_property
    def carbon_atom_index(self) -> NDArray[np.int32]:
        """int32 [carbons]: each carbon's 0-based index in the input structure."""
        return self.atom_index[self.carbons]

    @cached_property
    def diastereotopic(self) -> NDArray[np.bool_]:
        """bool [carbons]: by its constitution, the carbon's symmetry class may have two shifts.

        Also where its carbons are the two halves of an amide's nitrogen, see `alike_halves`.
        """
        by_stereo = diastereotopic_carbons(self.mol, self.carbons, self.symmetry_class)
        return by_stereo | carbons_of_alike_halves(self.mol, self.carbons, self.symmetry_class)

    @cached_property
    def first_of_class(self) -> NDArray[np.int64]:
        """int64 [classes]: the carbon that stands for each symmetry class, counted among the carbons."""
        if self.representatives is not None:
            return self.representatives
        return np.flatnonzero(np.diff(np.maximum.accumulate(self.symmetry_class), prepend=-1))

    @cached_property
    def elements(self) -> list[int]:
        """Atomic number of each atom of `mol`."""
        return _elements(self.mol)

    @cached_property
    def without_isotopes_of_hydrogen(self) -> tuple[Chem.Mol, NDArray[np.int32]]:
        """`mol` with ordinary hydrogen for D and T, and int32 [carbons], the carbons' positions in it.

        A deuterium moves its carbon's shift by some 0.3 ppm, not as another element would. Open ends (`*`)
        are closed in it.
        """
        elements = self.elements
        if _HYDROGEN not in elements and _OPEN_END not in elements:
            return self.mol, self.carbons
        labelled = Chem.Mol(self.mol)
        for k, carbon in enumerate(self.carbons.tolist()):
            labelled.GetAtomWithIdx(carbon).SetIntProp("_carbon", k)
        if _OPEN_END in elements:
            labelled = with_closed_ends(labelled)
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

    @cached_property
    def constitution(self) -> str:
        """Canonical SMILES without configurations and isotopes."""
        return str(Chem.MolToSmiles(self.mol, isomericSmiles=False))


def parse_structure(text: str | None) -> Structure:
    """The structure that a SMILES (also CXSMILES), a molblock (V2000, V3000) or an InChI describes.

    Raises UnusableRow with the reason: nothing given, unreadable, not a molecule, or no carbon.
    """
    if text is None or not text.strip():
        raise UnusableRow(ReasonCode.NO_STRUCTURE)
    with rdBase.BlockLogs():  # reasons are given row by row
        try:
            return describe(*read_structure(text))
        except (RuntimeError, ValueError, OverflowError, KeyError) as unknown:
            raise UnusableRow(ReasonCode.CHEMISTRY_PROBLEM, problem=NO_CHEMISTRY) from unknown


def describe(mol: Chem.Mol, changes: Sequence[str] = ()) -> Structure:
    """The structure of a sanitised RDKit molecule that may carry explicit hydrogens.

    changes: what was read otherwise than drawn, in words. Raises UnusableRow if it has no carbon.
    """
    unusual = mol.HasSubstructMatch(_UNUSUAL)
    own = own_numbers(mol)
    atom_index = np.arange(mol.GetNumAtoms(), dtype=np.int32)
    input_atoms = len(atom_index)
    with_hydrogens = unusual and _HYDROGEN in _elements(mol)
    if with_hydrogens:
        mol = bind_lone_protons(mol)
        for atom in mol.GetAtoms():
            atom.SetIntProp("_input_index", atom.GetIdx())
        mol = Chem.RemoveHs(mol, sanitize=False)
        Chem.SanitizeMol(mol)
        atom_index = np.array([a.GetIntProp("_input_index") for a in mol.GetAtoms()], np.int32)
    found = sorted(index for (index,) in mol.GetSubstructMatches(_CARBON, maxMatches=mol.GetNumAtoms()))
    if not found:
        raise UnusableRow(ReasonCode.NO_CARBON)
    carbons = np.array(found, np.int32)
    drawn = mol
    mol, supplied = normal_form(drawn, unusual)
    if with_hydrogens:
        carbons = carbons[np.argsort(atom_index[carbons], kind="stable")]
    atoms = [mol.GetAtomWithIdx(c) for c in carbons.tolist()]
    if with_hydrogens:
        hydrogens = [atom.GetTotalNumHs(includeNeighbors=True) for atom in atoms]
    else:
        hydrogens = [atom.GetTotalNumHs() for atom in atoms]
    classes, representatives = symmetry_classes(mol, carbons, unusual or mol is not drawn)
    notes = [ReadingNote(NoteCode.STRUCTURE_CHANGED, words) for words in [*changes, *supplied]]
    if own.problem is not None:
        notes.append(ReadingNote(NoteCode.NUMBERS, own.problem))
    return Structure(
        mol,
        atom_index,
        carbons,
        classes,
        np.array(hydrogens, np.int8),
        representatives,
        tuple(notes),
        own.numbers,
        input_atoms,
    )


def _elements(mol: Chem.Mol) -> list[int]:
    # By index: RDKit's own iteration is slow.
    return [mol.GetAtomWithIdx(i).GetAtomicNum() for i in range(mol.GetNumAtoms())]
