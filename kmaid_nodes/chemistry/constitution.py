"""Which structures are one compound but for their configuration: copies in a library, and stereoisomers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rdkit import Chem, rdBase

# Memory alone: structures whose constitution is remembered, because queries have candidates in common.
_REMEMBERED = 100_000
# An isotope or an atom map.
_LABELLED = re.compile(r"\[\d|:\d+\]")


@dataclass(frozen=True)
class Constitution:
    """A structure by its canonical SMILES, isotopes left out.

    smiles: without configuration, equal for stereoisomers; configured: with it, equal for copies alone.
    """

    smiles: str
    configured: str


@lru_cache(maxsize=_REMEMBERED)
def constitution_of(smiles: str | None) -> Constitution | None:
    """The constitution of a SMILES, None if it cannot be read.

    Isotopes are left out, as a 13C list cannot tell them. Tautomers stay apart, because their shifts differ.
    """
    with rdBase.BlockLogs():
        mol = Chem.MolFromSmiles(smiles) if smiles else None
    if mol is None:
        return None
    if _LABELLED.search(smiles or ""):
        for atom in mol.GetAtoms():
            atom.SetIsotope(0)
            atom.SetAtomMapNum(0)
        parameters = Chem.RemoveHsParameters()
        parameters.removeDefiningBondStereo = True
        mol = Chem.RemoveHs(mol, parameters)  # a deuterium is an atom of its own
    return Constitution(Chem.MolToSmiles(mol, isomericSmiles=False), Chem.MolToSmiles(mol))
