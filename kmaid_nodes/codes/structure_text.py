"""What the text of a structure cell may be."""

from __future__ import annotations

from enum import StrEnum


class TextKind(StrEnum):
    """Kinds of texts in a column of structures; the last five do not hold a structure that can be read."""

    SMILES = "smiles"
    MOLBLOCK = "molblock"
    INCHI = "inchi"
    INCHIKEY = "inchikey"
    CAS_NUMBER = "cas_number"
    FORMULA = "formula"
    NAME = "name"
    REACTION = "reaction"
