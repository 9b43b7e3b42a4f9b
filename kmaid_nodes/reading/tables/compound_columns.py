"""Tables with one column for each compound, as journals print them: a row for each position."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kmaid_nodes.chemistry.solvent import canonical_solvent
from kmaid_nodes.codes.reading_note import NoteCode, ReadingNote
from kmaid_nodes.codes.reason import Reason, ReasonCode
from kmaid_nodes.codes.table_layout import TableLayout
from kmaid_nodes.errors import UnusableRow, UserError
from kmaid_nodes.reading.record import Peak, Record
from kmaid_nodes.reading.tables.cells import cell_text, says_no_shift
from kmaid_nodes.reading.tables.column_names import (
    POSITION_NAMES,
    is_no_shift_column,
    key_of,
    key_without_unit,
    series_member,
)
from kmaid_nodes.reading.tables.columns import likely_peak_columns, usual_columns
from kmaid_nodes.reading.tables.content import peaks_in
from kmaid_nodes.reading.tables.raw_table import RawTable
from kmaid_nodes.reading.tables.shift_cell import peaks_of_shift_cell
from kmaid_nodes.wording.table_layout import LAYOUT_WORDS

_MOST_ROWS = 5000
_ROLE_OF_ROW = {
    **dict.fromkeys(("smiles", "structure", "inchi", "molblock", "canonicalsmiles"), "structure"),
    **dict.fromkeys(("solvent", "nmrsolvent"), "solvent"),
    **dict.fromkeys(("formula", "molecularformula"), "formula"),
    **dict.fromkeys(("compound", "name", "id", "compoundname"), "id"),
}
_LABEL = re.compile(
    r"(?:C[\s-]?)?\d{1,3}[a-z]?['′″’\"]*(?:\s?[,/]\s?(?:C[\s-]?)?\d{1,3}[a-z]?['′″’\"]*)*|\S*O?Me|\S*CH[23]?"
)


@dataclass(frozen=True, slots=True)
class CompoundColumns:
    """names: of the columns with a compound each; has_structures: one of the rows holds structures.

    left_out: other columns with content, which hold no shifts.
    """

    names: tuple[str, ...]
    has_structures: bool
    left_out: tuple[str, ...] = ()


def compound_columns(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> CompoundColumns | None:
    """The columns of compounds, None if the table is not of this layout.

    Its first column names positions, and at least two others hold single shifts; none of them is called
    like the one column of shifts or of structures.
    """
    if len(names) < 3 or len(rows) < 2 or usual_columns(names).structure:
        return None
    labels = [cell_text(row[0]) if row else None for row in rows]
    roles = [_ROLE_OF_ROW.get(key_of(label or "")) for label in labels]
    shifts = [row for row, role in zip(rows, roles) if role is None]
    is_position = key_without_unit(names[0]) in POSITION_NAMES
    if not is_position and not _are_labels([label for label, role in zip(labels, roles) if role is None]):
        return None
    likely = likely_peak_columns(names[1:])
    others = [n for n, name in enumerate(names) if n and name and not is_no_shift_column(name)]
    columns = [n for n in others if _holds_shifts(shifts, n)]
    named = [n for n in columns if names[n] in likely]
    if len(named) == 1 or (not is_position and any(series_member(names[n]) for n in columns)):
        return None
    chosen = named if len(named) > 1 and not all(series_member(names[n]) for n in named) else columns
    if len(chosen) < 2:
        return None
    others = [n for n in range(1, len(names)) if n not in chosen and _is_filled(rows, n)]
    return CompoundColumns(
        tuple(names[n] for n in chosen), "structure" in roles, tuple(names[n] for n in others)
    )


def _are_labels(labels: Sequence[str | None]) -> bool:
    filled = [label for label in labels if label]
    fitting = sum(bool(_LABEL.fullmatch(label)) for label in filled)
    return len(set(filled)) == len(filled) > 2 and 5 * fitting >= 4 * len(filled)


def _is_filled(rows: Sequence[Sequence[Any]], at: int) -> bool:
    return any(at < len(row) and not says_no_shift(row[at]) for row in rows)


def _holds_shifts(rows: Sequence[Sequence[Any]], at: int) -> bool:
    cells = (row[at] for row in rows if at < len(row))
    filled = [text for cell in cells if not says_no_shift(cell) and (text := cell_text(cell))]
    return bool(filled) and 2 * sum(0 < peaks_in(text) <= 2 for text in filled) > len(filled)


def records_of_compound_columns(table: RawTable, compounds: Sequence[str]) -> Iterator[Record]:
    """One record per column; its id is the column's name, and `row` its 0-based place among the compounds.

    The first column labels the peaks. Rows that it calls SMILES, solvent, formula or name hold those. Reads
    the whole table; raises UserError if it has more rows than a molecule has carbons.
    """
    places = {name: table.names.index(name) for name in compounds}
    peaks: dict[str, list[Peak]] = {name: [] for name in compounds}
    about: dict[str, dict[str, str]] = {name: {} for name in compounds}
    errors: dict[str, Reason] = {}
    for number, (cells, reason) in enumerate(table.rows):
        if number > _MOST_ROWS:
            raise UserError(f"The table has one column for each compound, and more than {_MOST_ROWS} rows.")
        label = cell_text(cells[0])
        role = _ROLE_OF_ROW.get(key_of(label or ""))
        for name, at in places.items():
            cell = cells[at] if at < len(cells) else None
            if reason is not None:
                errors.setdefault(name, reason)
            elif role is not None:
                if text := cell_text(cell, strip=role != "structure"):
                    about[name][role] = text
            else:
                try:
                    peaks[name] += peaks_of_shift_cell(cell, label)
                except UnusableRow as unusable:
                    errors.setdefault(name, unusable.reason)
    note = ReadingNote(NoteCode.LAYOUT, LAYOUT_WORDS[TableLayout.COLUMN_PER_COMPOUND])
    for place, name in enumerate(compounds):
        known = about[name]
        record = Record(
            known.get("id", name),
            known.get("structure"),
            tuple(peaks[name]) or None,
            solvent=canonical_solvent(known.get("solvent")),
            formula=known.get("formula"),
            row=place,
            notes=(*table.notes, note),
        )
        error = errors.get(name)
        if error is None and not record.peaks and not record.structure:
            error = Reason(ReasonCode.NO_STRUCTURE_OR_PEAK_LIST)
        yield record if error is None else replace(record, peaks=None, error=error)
