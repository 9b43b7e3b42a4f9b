"""Structures as molblocks."""

from __future__ import annotations

from rdkit import Chem, rdBase
from rdkit.Chem import rdDepictor

from kmaid_nodes.chemistry.structure import parse_structure

_END = "M  END"


def molblock_of(structure: str) -> str:
    """A molblock as it is, without the data fields behind it.

    Of a SMILES, a molblock with a flat drawing, in the SMILES' order of atoms.
    Raises UnusableRow if the SMILES cannot be read.
    """
    end = structure.find(_END)
    if end >= 0:
        return structure[: end + len(_END)] + "\n"
    parameters = Chem.SmilesParserParams()
    parameters.removeHs = False
    words = structure.split()
    with rdBase.BlockLogs():
        mol = Chem.MolFromSmiles(words[0], parameters) if words else None
    if mol is None:
        mol = Chem.Mol(parse_structure(structure).mol)
    rdDepictor.Compute2DCoords(mol)
    return str(Chem.MolToMolBlock(mol))
