"""Which line of a molblock that cannot be read is wrong."""

from __future__ import annotations

from kmaid_nodes.chemistry.smiles_fault import is_element
from kmaid_nodes.wording.structure import (
    NO_COUNTS_LINE,
    NO_LAST_LINE,
    NO_REASON_FOUND,
    bond_twice_in_line,
    in_line,
    lines_missing,
    no_such_atom_in_line,
    not_an_element_in_line,
)

_COUNTS_LINE = 3
_NOT_ELEMENTS = {"*", "A", "Q", "X", "M", "L", "LP", "R", "R#", "AH", "QH", "XH", "MH", "Pol", "Mod"}


def molblock_fault(lines: list[str]) -> str:
    """The end of a sentence that says which line (1-based) is wrong; empty if that cannot be told."""
    if len(lines) <= _COUNTS_LINE or not any(
        version in lines[_COUNTS_LINE] for version in ("V2000", "V3000")
    ):
        counts = _counts(lines[_COUNTS_LINE]) if len(lines) > _COUNTS_LINE else None
        if counts is None:
            return NO_COUNTS_LINE
    if "V3000" in lines[_COUNTS_LINE]:
        return _fault_of_v3000(lines)
    counts = _counts(lines[_COUNTS_LINE])
    return (
        in_line(_COUNTS_LINE + 1, lines[_COUNTS_LINE]) if counts is None else _fault_of_v2000(lines, *counts)
    )


def with_counts_in_fourth_line(lines: list[str]) -> list[str]:
    """The lines with the header of three lines that a molblock has, where one too many or few is there."""
    for number, line in enumerate(lines[:8]):
        if ("V2000" in line or "V3000" in line) and number != _COUNTS_LINE:
            header = lines[:number][-_COUNTS_LINE:]
            return [*header, *[""] * (_COUNTS_LINE - len(header)), *lines[number:]]
    return lines


def _counts(line: str) -> tuple[int, int] | None:
    try:
        return int(line[:3]), int(line[3:6])
    except ValueError:
        return None


def _fault_of_v2000(lines: list[str], atoms: int, bonds: int) -> str:
    first = _COUNTS_LINE + 1
    if len(lines) < first + atoms + bonds:
        return lines_missing(atoms, bonds)
    for number, line in enumerate(lines[first : first + atoms], first + 1):
        words = line.split()
        if len(words) < 4 or not all(map(_is_number, words[:3])):
            return in_line(number, line)
        symbol = words[3]
        if not (is_element(symbol) or symbol in _NOT_ELEMENTS or symbol[:1] == "R"):
            return not_an_element_in_line(number, symbol)
    bound: set[tuple[int, int]] = set()
    for number, line in enumerate(lines[first + atoms : first + atoms + bonds], first + atoms + 1):
        try:
            begin, end, order = int(line[:3]), int(line[3:6]), int(line[6:9])
        except ValueError:
            return in_line(number, line)
        if not (1 <= begin <= atoms and 1 <= end <= atoms):
            return no_such_atom_in_line(number)
        if begin == end or not 0 <= order <= 10:
            return in_line(number, line)
        if (begin, end) in bound:
            return bond_twice_in_line(number)
        bound |= {(begin, end), (end, begin)}
    return NO_REASON_FOUND if any(line.startswith("M  END") for line in lines) else NO_LAST_LINE


def _fault_of_v3000(lines: list[str]) -> str:
    section, atoms = "", set()
    for number, line in enumerate(lines[_COUNTS_LINE + 1 :], _COUNTS_LINE + 2):
        words = line.removeprefix("M  V30").split()
        if words[:1] in (["BEGIN"], ["END"]):
            section = words[1] if words[0] == "BEGIN" and len(words) > 1 else ""
        elif section == "ATOM":
            if len(words) < 6 or not all(map(_is_number, words[2:5])):
                return in_line(number, line)
            symbol = words[1]
            if not (is_element(symbol) or symbol in _NOT_ELEMENTS or symbol[0] in "R[N"):
                return not_an_element_in_line(number, symbol)
            atoms.add(words[0])
        elif section == "BOND":
            if len(words) < 4 or not words[1].isdigit():
                return in_line(number, line)
            if not {words[2], words[3]} <= atoms:
                return no_such_atom_in_line(number)
    return NO_REASON_FOUND


def _is_number(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True
