"""Which part of the data a molecule belongs to, by the first block of its InChIKey.

Stereoisomers, tautomer-free duplicates and replicate spectra of a compound stay together.
"""

from __future__ import annotations

from hashlib import md5

from rdkit import Chem

TRAIN, VALIDATION, TEST = "train", "validation", "test"
RULE = "int(md5(first block of the InChIKey), 16) % 10: 1 test, 2 validation, else training"


def inchikey_block(mol: Chem.Mol) -> str:
    """First block of the InChIKey (connectivity); the canonical SMILES where InChI fails."""
    key = Chem.MolToInchiKey(mol)
    return key.split("-")[0] if key else Chem.MolToSmiles(mol, isomericSmiles=False)


def split_of(block: str) -> str:
    """`train`, `validation` or `test` for an InChIKey block."""
    number = int(md5(block.encode()).hexdigest(), 16) % 10
    return {1: TEST, 2: VALIDATION}.get(number, TRAIN)
