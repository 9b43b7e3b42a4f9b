"""What is wrong in a molblock whose lines are laid out well (`molblock_layout`), but which cannot be read."""

from __future__ import annotations

from kmaid_nodes.chemistry.smiles_fault import is_element
from kmaid_nodes.wording.structure import NO_REASON_FOUND, bond_twice_in_line, not_an_element_in_line

_COUNTS_LINE = 3
_NOT_ELEMENTS = {"*", "A", "Q", "X", "M", "L", "LP", "R", "R#", "AH", "QH", "XH", "MH", "Pol", "Mod"}


def molblock_fault(block: str) -> str:
    """The end of a sentence that names the line (1-based) of a symbol that is no element, or of a bond that
    is there twice; empty if that cannot be told."""
    lines = block.split("\n")
    return _fault_of_v3000(lines) if "V3000" in lines[_COUNTS_LINE] else _fault_of_v2000(lines)


def _fault_of_v2000(lines: list[str]) -> str:
    atoms, bonds = int(lines[_COUNTS_LINE][:3]), int(lines[_COUNTS_LINE][3:6])
    first = _COUNTS_LINE + 1
    for number, line in enumerate(lines[first : first + atoms], first + 1):
        symbol = line[31:34].strip()
        if not (is_element(symbol) or symbol in _NOT_ELEMENTS or symbol[:1] == "R"):
            return not_an_element_in_line(number, symbol)
    bound: set[frozenset[str]] = set()
    for number, line in enumerate(lines[first + atoms : first + atoms + bonds], first + atoms + 1):
        bond = frozenset((line[:3].strip(), line[3:6].strip()))
        if bond in bound:
            return bond_twice_in_line(number)
        bound.add(bond)
    return NO_REASON_FOUND


def _fault_of_v3000(lines: list[str]) -> str:
    in_atoms = False
    for number, line in enumerate(lines, 1):
        words = line.removeprefix("M  V30").split()
        if words[1:2] == ["ATOM"]:
            in_atoms = words[0] == "BEGIN"
        elif in_atoms and len(words) > 1:
            symbol = words[1]
            if not (is_element(symbol) or symbol in _NOT_ELEMENTS or symbol[0] in "R[N"):
                return not_an_element_in_line(number, symbol)
    return NO_REASON_FOUND
