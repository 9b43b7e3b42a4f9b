"""Where a SMILES that cannot be read is broken."""

from __future__ import annotations

import re

from rdkit import Chem

from kmaid_nodes.wording.structure import (
    NO_REASON_FOUND,
    bond_to_nothing,
    bracket_not_closed,
    branch_not_closed,
    branch_not_opened,
    no_atom,
    ring_not_closed,
    ring_of_one,
)

_TOKEN = re.compile(
    r"(?P<bracket>\[[^\[\]]*\])|(?P<atom>Br|Cl|[BCNOPSFIbcnops*])|(?P<ring>%\d\d|%\(\d{1,5}\)|\d)"
    r"|(?P<open>\()|(?P<close>\))|(?P<bond>->|<-|[-=#$:/\\~])|(?P<dot>\.)"
)
_BRACKET = re.compile(
    r"\[\d*(?P<symbol>[A-Z][a-z]?|[a-z]{1,2}|\*|#\d+)@{0,2}(?:[A-Z]{2}\d+)?(?:H\d*)?(?:\++|-+|[+-]\d+)?(?::\d+)?\]"
)
_AROMATIC = {"b", "c", "n", "o", "p", "s", "as", "se", "te", "si"}


def smiles_fault(smiles: str) -> str:
    """The end of a sentence that says where a SMILES is broken; empty if that cannot be told."""
    branches: list[int] = []
    rings: dict[str, int] = {}
    position, atoms, before = 0, 0, "dot"
    while position < len(smiles):
        token = _TOKEN.match(smiles, position)
        if token is None:
            if smiles[position] == "[":
                return bracket_not_closed(position + 1)
            return no_atom(smiles[position], position + 1)
        kind, text = token.lastgroup or "", token[0]
        if kind == "bracket" and not _is_atom(text):
            return no_atom(text, position + 1)
        if kind == "close" and not branches:
            return branch_not_opened(position + 1)
        if _lacks_an_atom(kind, before):
            return bond_to_nothing(position + 1)
        if kind == "ring":
            label = text.strip("%()")
            if rings.get(label) == atoms:
                return ring_of_one(label, position + 1)
            if rings.pop(label, None) is None:
                rings[label] = atoms
        elif kind == "open":
            branches.append(position)
        elif kind == "close":
            branches.pop()
        atoms += kind in ("atom", "bracket")
        before, position = kind, token.end()
    if branches:
        return branch_not_closed(branches[-1] + 1)
    if rings:
        return ring_not_closed(next(iter(rings)))
    return bond_to_nothing(len(smiles) + 1) if before in ("bond", "dot") else NO_REASON_FOUND


def _lacks_an_atom(kind: str, before: str) -> bool:
    """Whether an atom is missing between a token and the one before it; the start counts as a dot."""
    if before == "bond":
        return kind not in ("atom", "bracket", "ring")
    if before in ("dot", "open"):
        return kind not in ("atom", "bracket", "bond", "open") or (kind == "bond" and before == "dot")
    return False


def _is_atom(bracket: str) -> bool:
    found = _BRACKET.fullmatch(bracket)
    if found is None:
        return False
    symbol = found["symbol"]
    return symbol == "*" or symbol[0] == "#" or symbol in _AROMATIC or is_element(symbol)


def is_element(symbol: str) -> bool:
    """Whether a text is the symbol of an element (`Cl`, `D`)."""
    return symbol in _ELEMENTS


_ELEMENTS = {Chem.GetPeriodicTable().GetElementSymbol(z) for z in range(1, 119)} | {"D", "T"}
