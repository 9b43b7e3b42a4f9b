"""Which part of the data a molecule belongs to, by the first block of its InChIKey.

Stereoisomers, tautomer-free duplicates and replicate spectra of a compound stay together.
"""

from __future__ import annotations

from hashlib import md5

from rdkit import Chem

TRAIN, VALIDATION, TEST = "train", "validation", "test"
RULE = "int(md5(first block of the InChIKey), 16) % 10: 1 test, 2 validation, else training"


def inchikey_block(mol: Chem.Mol) -> str:
    """The first block of the InChIKey (connectivity), or the canonical SMILES where InChI fails."""
    key: str = Chem.MolToInchiKey(mol)
    if key:
        return key.split("-")[0]
    smiles: str = Chem.MolToSmiles(mol, isomericSmiles=False)
    return smiles


def split_of(block: str) -> str:
    """`train`, `validation` or `test` for an InChIKey block."""
    number = int(md5(block.encode()).hexdigest(), 16) % 10
    return {1: TEST, 2: VALIDATION}.get(number, TRAIN)
