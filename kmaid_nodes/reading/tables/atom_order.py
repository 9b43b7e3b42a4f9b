"""Atoms of shifts that a table gives in atom order, or with the numbers of the atoms beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from kmaid_nodes.chemistry.structure import parse_structure
from kmaid_nodes.codes.reason import ReasonCode
from kmaid_nodes.errors import UnusableRow, UserError
from kmaid_nodes.reading.multiplicity_entry import short
from kmaid_nodes.reading.record import Peak, Record
from kmaid_nodes.reading.shift import shift_of_value
from kmaid_nodes.reading.tables.cells import is_missing, says_no_shift
from kmaid_nodes.reading.tables.column_names import says_atom_order, stated_first_atom
from kmaid_nodes.reading.tables.columns import TableColumns

_PLACEHOLDER = re.compile(r"(?:^|[,;\s])(?:[-–—?]|nan|n/a|na|none|null)(?=$|[,;\s])", re.IGNORECASE)


def is_in_atom_order(columns: TableColumns) -> bool:
    """Whether the peak list is said to be in atom order, by the user or by the name of its column."""
    return columns.in_atom_order or (columns.peaks is not None and says_atom_order(columns.peaks))


def first_atom_of(columns: TableColumns) -> int | None:
    """The number of the first atom in the column of atoms, None without such a column.

    Raises UserError if neither the user nor the name of the column says whether atoms count from 0 or 1.
    """
    if columns.atoms is None:
        return None
    first = stated_first_atom(columns.atoms) if columns.first_atom is None else columns.first_atom
    if first not in (0, 1):
        raise UserError(
            f'Say whether the atoms in the column "{columns.atoms}" count from 0 or from 1, with first_atom '
            '(on the command line --first-atom) or in its name, such as "atoms (0-based)".'
        )
    return first


def in_atom_order(record: Record, cell: Any) -> Record:
    """The record whose peaks, one for each carbon, have the carbons as their atoms.

    cell: where the peaks were read; it may say `-` for a carbon without a shift. Raises UnusableRow if the
    number of shifts is not that of the carbons.
    """
    entries = _with_gaps(cell)
    if entries is None and record.error is not None:
        return record
    peaks: Sequence[Peak | None] = entries if entries is not None else record.peaks or ()
    carbons = parse_structure(record.structure).carbon_atom_index.tolist()
    if len(peaks) != len(carbons):
        raise UnusableRow(ReasonCode.ATOM_ORDER_MISMATCH, shifts=len(peaks), carbons=len(carbons))
    assigned = (replace(peak, atoms=(atom,)) for peak, atom in zip(peaks, carbons) if peak is not None)
    return replace(record, peaks=tuple(assigned), error=None)


def _with_gaps(cell: Any) -> list[Peak | None] | None:
    """The shifts of a list that says where there is none; None for a list without such places."""
    if isinstance(cell, str):
        if not _PLACEHOLDER.search(cell):
            return None
        parts: list[Any] = re.split(r"\s*;\s*" if ";" in cell else r"\s*,\s*|\s+", cell.strip().strip("[]"))
    elif isinstance(cell, Sequence):
        parts = list(cell)
        if not any(is_missing(part) for part in parts):
            return None
    else:
        return None
    return [None if says_no_shift(part) else Peak(shift_of_value(part)) for part in parts]


def with_atoms(record: Record, cell: Any, first: int) -> Record:
    """The record whose peaks have the atoms of a cell, entry by entry: `0, 2&6, 3`.

    first: the number of the first atom, 0 or 1. A record of one peak takes all atoms of the cell. Raises
    UnusableRow for another number of entries, or a number that is not a carbon's.
    """
    if is_missing(cell) or not record.peaks or record.error is not None:
        return record
    entries = _atom_entries(cell, len(record.peaks))
    if len(entries) != len(record.peaks):
        raise UnusableRow(ReasonCode.ATOM_COUNT_MISMATCH, entries=len(entries), peaks=len(record.peaks))
    carbons = set(parse_structure(record.structure).carbon_atom_index.tolist())
    for atom in (atom for entry in entries for atom in entry):
        if atom - first not in carbons:
            raise UnusableRow(ReasonCode.ATOM_NOT_A_CARBON, atom=atom, first=first)
    peaks = (replace(p, atoms=tuple(a - first for a in entry)) for p, entry in zip(record.peaks, entries))
    return replace(record, peaks=tuple(peaks))


def _atom_entries(cell: Any, peaks: int) -> list[tuple[int, ...]]:
    if isinstance(cell, str):
        text = cell.strip().strip("[]")
        parts: list[Any] = (
            [text]
            if peaks == 1
            else re.split(r"\s*[;|]\s*" if re.search(r"[;|]", text) else r"\s*,\s*|\s+", text)
        )
    else:
        parts = list(cell) if isinstance(cell, Sequence) else [cell]
    return [_atoms(part) for part in parts]


def _atoms(entry: Any) -> tuple[int, ...]:
    """The numbers of one entry: `3`, `3&5`, `3,5`, a number or a list of them; none for an empty one."""
    if is_missing(entry):
        return ()
    if isinstance(entry, float) and entry.is_integer():
        entry = int(entry)
    if isinstance(entry, Sequence) and not isinstance(entry, str):
        return tuple(atom for part in entry for atom in _atoms(part))
    text = str(entry).strip()
    if says_no_shift(text):
        return ()
    if not re.fullmatch(r"\d{1,6}(?:\s*[&+/,\s]\s*\d{1,6})*", text):
        raise UnusableRow(ReasonCode.UNREADABLE_ATOM, value=short(text))
    return tuple(int(number) for number in re.findall(r"\d+", text))
