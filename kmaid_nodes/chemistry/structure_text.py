"""What the text of a structure cell is: SMILES, molblock or InChI, or something that holds no structure."""

from __future__ import annotations

import re

from kmaid_nodes.codes.structure_text import TextKind

_INCHIKEY = re.compile(r"(?:InChIKey=)?[A-Z]{14}-[A-Z]{10}-[A-Z]", re.I)
_CAS_NUMBER = re.compile(r"(?:CAS\W{0,3})?[1-9]\d{1,6}-\d\d-\d", re.I)
_FORMULA = re.compile(r"(?:[A-Z][a-z]?\d{0,4}){1,20}[+-]?")
_WORD = re.compile(r"[a-z]{4,}", re.I)
# No word of a name is made of these alone; a SMILES is, apart from its elements of two letters.
_NOT_AROMATIC = re.compile(r"[adeghijklmqtuvwxyz]")
_MOST_LETTERS = 500


def kind_of_text(text: str) -> TextKind:
    """The kind of a text that is not blank, by its form alone; SMILES if nothing speaks against it."""
    if "M  END" in text or "\n" in text or "\r" in text:
        return TextKind.MOLBLOCK
    if text[:6].lower() == "inchi=":
        return TextKind.INCHI
    if len(text) < 40:
        if _INCHIKEY.fullmatch(text):
            return TextKind.INCHIKEY
        if _CAS_NUMBER.fullmatch(text):
            return TextKind.CAS_NUMBER
    return TextKind.REACTION if ">" in text.replace("->", "") and ">" in text.split()[0] else TextKind.SMILES


def kind_of_broken_smiles(text: str) -> TextKind:
    """What a text that is not a SMILES may be: a molecular formula, a name, or a SMILES that is broken."""
    start = text[:_MOST_LETTERS]
    if len(text) < _MOST_LETTERS and _FORMULA.fullmatch(text) and re.search(r"H\d|\d", text):
        return TextKind.FORMULA if "H" in text or "C" not in text else TextKind.SMILES
    if len(text.split()) == 1 and start.count("(") != start.count(")"):
        return TextKind.SMILES  # a name closes its brackets; it is said where this does not
    outside_brackets = re.sub(r"\[[^\[\]]*\]", " ", start).replace("Cl", "C").replace("Br", "B")
    words = _WORD.findall(outside_brackets)
    return TextKind.NAME if any(_NOT_AROMATIC.search(word) for word in words) else TextKind.SMILES
