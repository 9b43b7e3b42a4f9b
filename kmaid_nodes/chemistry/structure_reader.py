"""Reading the text of a structure cell, whatever it holds, as a sanitised RDKit molecule."""

from __future__ import annotations

import re

from rdkit import Chem

from kmaid_nodes.chemistry.atom_words import bonds_of, name_of
from kmaid_nodes.chemistry.charge_separation import charge_dative_bonds
from kmaid_nodes.chemistry.missing_charges import add_missing_charges, balance_lone_ions
from kmaid_nodes.chemistry.missing_ring_hydrogens import add_missing_ring_hydrogens
from kmaid_nodes.chemistry.molblock_fault import molblock_fault
from kmaid_nodes.chemistry.molblock_layout import check_lines, molblock_as_prescribed
from kmaid_nodes.chemistry.open_ends import check_is_a_molecule
from kmaid_nodes.chemistry.own_numbers import keep_own_numbers
from kmaid_nodes.chemistry.smiles_fault import smiles_fault
from kmaid_nodes.chemistry.structure_text import kind_of_broken_smiles, kind_of_text
from kmaid_nodes.codes.reason import ReasonCode
from kmaid_nodes.codes.structure_text import TextKind
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.wording.structure import (
    KIND_OF_TEXT,
    NO_CHEMISTRY,
    aromatic_outside_ring,
    ring_without_double_bonds,
    too_many_bonds,
    too_many_hydrogens,
)

_MOST_LETTERS_CITED = 60
_MOST_HYDROGENS = 8
_R_GROUP = re.compile(r"\[R['\d]*\]")
_UNUSUAL = re.compile(r"[*~$|]|#0")
_PARAMETERS = Chem.SmilesParserParams()
_PARAMETERS.removeHs = False
_PARAMETERS.strictCXSMILES = False
_RAW = Chem.SmilesParserParams()
_RAW.removeHs = False
_RAW.sanitize = False
_RAW.strictCXSMILES = False


def read_structure(text: str) -> tuple[Chem.Mol, list[str]]:
    """The molecule with its explicit hydrogens, and what was read otherwise than drawn, in words.

    text: not blank. Raises UnusableRow; whatever else RDKit raises passes through.
    """
    if text.lstrip()[:1] == text.rstrip()[-1:] == '"':
        text = text.strip().strip('"')
    kind = kind_of_text(text.strip())
    if kind is TextKind.MOLBLOCK:
        mol, raw = _of_molblock(text)
    elif kind is TextKind.INCHI:
        mol = Chem.MolFromInchi(text.strip())
        if mol is None:
            raise UnusableRow(ReasonCode.INVALID_INCHI)
        return mol, []
    elif kind is TextKind.SMILES:
        mol, raw = _of_smiles(text.strip())
    else:
        raise _not_a_structure(text.strip(), kind)
    if mol is not None and not (_may_be_unusual(text, kind) and _may_be_no_molecule(mol)):
        return mol, []
    changes = check_is_a_molecule(raw if mol is None else mol)
    return (mol, changes) if mol is not None else _mended(raw, changes)


def _of_smiles(text: str) -> tuple[Chem.Mol | None, Chem.Mol | None]:
    smiles = _without_name(text)
    mol = _sanitised(smiles) if smiles.isascii() else None
    if mol is not None:
        _forget_maps(mol, smiles)
        return mol, None
    smiles = _R_GROUP.sub("*", smiles)
    raw = Chem.MolFromSmiles(smiles, _RAW) if smiles.isascii() else None
    if raw is None:
        kind = kind_of_broken_smiles(text)
        if kind is not TextKind.SMILES:
            raise _not_a_structure(text, kind)
        raise UnusableRow(ReasonCode.INVALID_SMILES, where=smiles_fault(smiles.split()[0]))
    _forget_maps(raw, smiles)
    return None, raw


def _sanitised(smiles: str) -> Chem.Mol | None:
    try:
        return Chem.MolFromSmiles(smiles, _PARAMETERS)
    except RuntimeError:  # an absurd number of hydrogens
        return None


def _without_name(text: str) -> str:
    """The SMILES with its extension in bars, without the name behind it."""
    smiles, _, rest = text.partition(" ") if " " in text else text.partition("\t")
    rest = rest.strip()
    if rest.startswith("|") and "|" in rest[1:]:
        return f"{smiles} {rest[: rest.index('|', 1) + 1]}"
    return smiles.split()[0]


def _forget_maps(mol: Chem.Mol, smiles: str) -> None:
    """Atom maps are no chemistry; the numbers in them and in the labels of a CXSMILES are kept apart."""
    if ":" in smiles or "|" in smiles:
        keep_own_numbers(mol, labels="|" in smiles)


def _of_molblock(text: str) -> tuple[Chem.Mol | None, Chem.Mol | None]:
    block = molblock_as_prescribed(text.replace("\r\n", "\n").replace("\r", "\n"))
    mol = Chem.MolFromMolBlock(block, removeHs=False)
    labels = "\nA  " in block or "\nV  " in block
    if mol is not None:
        keep_own_numbers(mol, labels)
        return mol, None
    raw = Chem.MolFromMolBlock(block, sanitize=False, removeHs=False)
    if raw is None:
        check_lines(block)
        raise UnusableRow(ReasonCode.INVALID_MOLBLOCK, where=molblock_fault(block))
    keep_own_numbers(raw, labels)
    return None, raw


def _may_be_unusual(text: str, kind: TextKind) -> bool:
    return kind is TextKind.MOLBLOCK or _UNUSUAL.search(text) is not None


def _may_be_no_molecule(mol: Chem.Mol) -> bool:
    return (
        bool(mol.HasSubstructMatch(_NO_ELEMENT)) or bool(Chem.GetMolSubstanceGroups(mol)) or _odd_bonds(mol)
    )


_NO_ELEMENT = Chem.MolFromSmarts("[#0]")
_ODD_BOND = Chem.MolFromSmarts("*!-;!=;!#;!:*")


def _odd_bonds(mol: Chem.Mol) -> bool:
    return bool(mol.HasSubstructMatch(_ODD_BOND))


def _mended(raw: Chem.Mol, changes: list[str]) -> tuple[Chem.Mol, list[str]]:
    """The molecule with the charges and ring hydrogens that it lacks, where they are certain."""
    for atom in raw.GetAtoms():
        if atom.GetNumExplicitHs() > _MOST_HYDROGENS:
            problem = too_many_hydrogens(name_of(atom), atom.GetNumExplicitHs())
            raise UnusableRow(ReasonCode.CHEMISTRY_PROBLEM, problem=problem)
    mol = Chem.RWMol(raw)
    charge_dative_bonds(mol)
    problems = Chem.DetectChemistryProblems(mol)
    overfull = [p.GetAtomIdx() for p in problems if p.GetType() == "AtomValenceException"]
    done = add_missing_charges(mol, overfull) + add_missing_ring_hydrogens(mol)
    done += balance_lone_ions(mol) if done else []
    for problem in Chem.DetectChemistryProblems(mol):
        raise UnusableRow(ReasonCode.CHEMISTRY_PROBLEM, problem=_problem(mol, problem))
    Chem.SanitizeMol(mol)
    Chem.AssignStereochemistry(mol, cleanIt=True, force=True)
    return mol.GetMol(), changes + done


def _problem(mol: Chem.Mol, problem: Chem.MolSanitizeException) -> str:
    kind = problem.GetType()
    if kind == "KekulizeException":
        return ring_without_double_bonds(i + 1 for i in problem.GetAtomIndices())
    if kind == "AtomKekulizeException":
        return aromatic_outside_ring(name_of(mol.GetAtomWithIdx(problem.GetAtomIdx())))
    if kind == "AtomValenceException":
        atom = mol.GetAtomWithIdx(problem.GetAtomIdx())
        return too_many_bonds(name_of(atom), bonds_of(atom))
    return NO_CHEMISTRY


def _not_a_structure(text: str, kind: TextKind) -> UnusableRow:
    shown = text if len(text) <= _MOST_LETTERS_CITED else text[:_MOST_LETTERS_CITED] + "..."
    return UnusableRow(ReasonCode.NOT_A_STRUCTURE, text=shown, kind=KIND_OF_TEXT[kind])
