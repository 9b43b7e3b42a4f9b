"""A chemist's own numbers of atoms from a column or data field, beside those that the structure holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from kmaid_nodes.chemistry.own_numbers import label_of, twice_among
from kmaid_nodes.chemistry.structure import Structure
from kmaid_nodes.codes.reading_note import NoteCode, ReadingNote
from kmaid_nodes.reading.identifier_names import named_among
from kmaid_nodes.reading.record import Record
from kmaid_nodes.reading.shortened import shortened
from kmaid_nodes.reading.tables.column_names import WHOLE_NAMES, key_of
from kmaid_nodes.wording.own_numbers import (
    is_no_number,
    no_such_atom,
    numbers_for_atoms,
    stands_twice,
    two_for_an_atom,
)

NUMBERS_FIELD = "KMAID_ATOM_NUMBERS"
"""The data field of an SD file that holds them."""
_PAIR = re.compile(r"(\d{1,4})\s*[:=]\s*(\S+)")
_BLANKS = re.compile(r"[^\S\n]+")
_NONE = re.compile(r"[-–—?*.]?")
_LONGEST = 20_000  # characters of a cell


def numbers_text(numbers: Mapping[int, str]) -> str:
    """Numbers as a cell or data field holds them: `0:18; 1:13`, atoms counted from 0."""
    return "; ".join(f"{atom}:{label}" for atom, label in sorted(numbers.items()))


def numbers_cell(cell: Any) -> str | None:
    """A cell of numbers as text: text as it is, labels in the order of the atoms joined by commas, labels by
    atom as pairs, None for an empty one."""
    if cell is None or isinstance(cell, str):
        return cell or None
    if isinstance(cell, Mapping):
        return numbers_text(cell) or None
    if isinstance(cell, Iterable):  # also an array of NumPy or a column of pandas
        return ",".join(map(_label_text, cell)) or None
    return None if _is_missing(cell) else f"{cell}"


def _label_text(label: Any) -> str:
    """A label of a list; numbers among empty ones have become decimals (`3.0`)."""
    if _is_missing(label):
        return "-"
    return f"{label:.0f}" if isinstance(label, float) and label.is_integer() else f"{label}"


def _is_missing(cell: Any) -> bool:
    """Whether it is None, NaN or the NA of pandas, of which nobody knows whether it is equal to itself."""
    try:
        return cell is None or not bool(cell == cell)
    except TypeError:
        return True
    except ValueError:  # an array among labels
        return False


def named_numbers(names: Iterable[str], wanted: str | None = None) -> str | None:
    """The data field or column that holds the numbers: the one that the user named, else by its name."""
    if wanted is not None:
        return named_among(names, wanted)
    return next((name for name in names if key_of(name) in WHOLE_NAMES["numbers"]), None)


def with_numbers_of_column(record: Record, name: str | None) -> Record:
    """The record with the cell of one of its other columns as the numbers of its atoms."""
    cell = next((cell for column, cell in record.columns if column == name), None)
    others = tuple(column for column in record.columns if column[0] != name)
    return record if name is None else replace(record, numbers=numbers_cell(cell), columns=others)


def numbered(structure: Structure, text: str | None) -> Structure:
    """The structure with the numbers of a cell in place of its own.

    text: labels of all atoms, of all heavy atoms or of all carbons, in their order, separated by commas,
    semicolons, bars or blanks, with `-` or nothing for an atom without one (`1,2,3,4,4a,-`); or pairs of an
    atom, counted from 0, and its label (`0:C1; 3:C2a`). Carbons of one symmetry class may share a number.
    What cannot be read is left out as a whole, and a note says why.
    """
    if text is None or not text.strip():
        return structure
    return _with(structure, _numbers(structure, _BLANKS.sub(" ", text.strip())))


def with_changed_numbers(structure: Structure, changed: Sequence[tuple[int, str]]) -> Structure:
    """The structure with other numbers of some atoms, as pairs of both (atoms 0-based), `-` for none.

    If they cannot be read, or one of them is another atom's already, all are left out, and a note says why.
    """
    if not changed:
        return structure
    given = _labels(structure, changed)
    if not isinstance(given, str):
        atoms = {atom for atom, _ in changed}
        kept = {atom: label for atom, label in structure.atom_numbers.items() if atom not in atoms}
        given = _each_once(structure, kept | given)
    return _with(structure, given)


def _with(structure: Structure, given: dict[int, str] | str) -> Structure:
    """The structure with these numbers, or with a note why they are left out."""
    if isinstance(given, str):
        note = ReadingNote(NoteCode.NUMBERS, given)
        return replace(structure, notes=(*structure.notes, note))
    return replace(structure, atom_numbers=given)


def _numbers(structure: Structure, text: str) -> dict[int, str] | str:
    """The numbers by 0-based atom index, or in words why there are none."""
    if len(text) > _LONGEST:
        return is_no_number(shortened(text))
    pairs = _pairs(text)
    if pairs is None:
        entries = _entries(text)
        atoms = _atoms_of(structure, len(entries))
        if atoms is None and entries and not entries[-1]:  # a separator behind the last label
            atoms = _atoms_of(structure, len(entries) - 1)
        if atoms is None:
            return numbers_for_atoms(len(entries), structure.input_atoms)
        pairs = list(zip(atoms, entries))
    given = _labels(structure, pairs)
    return given if isinstance(given, str) else _each_once(structure, given)


def _labels(structure: Structure, pairs: Iterable[tuple[int, str]]) -> dict[int, str] | str:
    """The labels by 0-based atom index, or in words why there are none."""
    symbols = {
        int(a): structure.mol.GetAtomWithIdx(i).GetSymbol() for i, a in enumerate(structure.atom_index)
    }
    numbers: dict[int, str] = {}
    for atom, entry in pairs:
        if not 0 <= atom < structure.input_atoms:
            return no_such_atom(atom, structure.input_atoms)
        if _NONE.fullmatch(entry):
            continue
        label = label_of(entry, symbols.get(atom, "H"))
        if label is None:
            return is_no_number(shortened(entry))
        if numbers.setdefault(atom, label) != label:
            return two_for_an_atom(numbers[atom], label)
    return numbers


def _each_once(structure: Structure, numbers: dict[int, str]) -> dict[int, str] | str:
    """The numbers, or in words that carbons of two classes have one of them."""
    classes = dict(zip(structure.carbon_atom_index.tolist(), structure.symmetry_class.tolist()))
    twice = twice_among(numbers, classes, classes.__getitem__)
    return numbers if twice is None else stands_twice(twice)


def _pairs(text: str) -> list[tuple[int, str]] | None:
    parts = [part for part in re.split(r"\s*[;,|\n]\s*|\s+(?=\d{1,4}\s*[:=])", text.strip("[]{} ")) if part]
    matches = [_PAIR.fullmatch(part.strip()) for part in parts]
    if not parts or not all(matches):
        return None
    return [(int(match[1]), match[2]) for match in matches if match]


def _entries(text: str) -> list[str]:
    text = text.strip("[]")
    for mark in (";", "|", ","):
        if mark in text:
            return [entry.strip() for entry in text.split(mark)]
    return text.split()


def _atoms_of(structure: Structure, number: int) -> Sequence[int] | None:
    """The atoms that so many labels in atom order belong to."""
    if number == structure.input_atoms:
        return range(number)
    heavy = sorted(structure.atom_index.tolist())
    if number == len(heavy):
        return heavy
    carbons = structure.carbon_atom_index.tolist()
    return carbons if number == len(carbons) else None
