"""Which of the first rows of a file names the columns."""

from __future__ import annotations

from collections.abc import Sequence

from kmaid_nodes.reading.tables.cells import single_number
from kmaid_nodes.reading.tables.column_names import POSITION_NAMES, key_of, series_member
from kmaid_nodes.reading.tables.columns import ROLES, TableColumns, likely_peak_columns, usual_columns

ROWS_LOOKED_AT = 25
_LONGEST_NAME = 80
_CLEAR = 2


def header_place(rows: Sequence[Sequence[str]], named: TableColumns) -> int | None:
    """The place of the row with the names of the columns, None if no row has a name that is known.

    rows: the first of the file as text, without empty ones and comments. Titles may stand above the header:
    the first row with two known names is taken, else the first with one.
    """
    scores = [_known_names(row, named) for row in rows[:ROWS_LOOKED_AT]]
    for wanted in (_CLEAR, 1):
        for place, score in enumerate(scores):
            if score >= wanted and not _is_title(rows, place):
                return 0 if score == 1 and _heads_compounds(rows[0], rows[place]) else place
    return None


def _known_names(cells: Sequence[str], named: TableColumns) -> int:
    names = [cell.strip() for cell in cells if cell.strip() and len(cell) <= _LONGEST_NAME]
    names = [name for name in names if single_number(name) is None]
    usual = usual_columns(names)
    known = sum(getattr(usual, role) is not None for role in ROLES) if usual.structure or usual.peaks else 0
    series = [name for name in names if series_member(name)]
    further = len(series) if len(series) > 1 else 0
    further += len(likely_peak_columns(names)) > 1
    return known + further + _CLEAR * len(set(named.names()) & set(names))


def _is_title(rows: Sequence[Sequence[str]], place: int) -> bool:
    """Whether a row has one cell alone and the rows below have several, and not just numbers."""
    if place + 1 < len(rows) and all_numbers(rows[place + 1]):
        return False
    filled = [sum(bool(cell.strip()) for cell in row) for row in rows[place : place + 3]]
    return filled[0] == 1 and len(filled) > 1 and min(filled[1:]) > 1


def _heads_compounds(first: Sequence[str], row: Sequence[str]) -> bool:
    """Whether the first row names compounds, of which a row below has the structures: `position, 1, 2`."""
    is_head = len(first) > 2 and key_of(first[0]) in POSITION_NAMES
    return is_head and usual_columns(row[:1]).structure is not None


def all_numbers(cells: Sequence[str]) -> bool:
    """Whether all filled cells of a row are numbers, so that it cannot name columns."""
    filled = [cell for cell in cells if cell.strip()]
    return bool(filled) and all(single_number(cell) is not None for cell in filled)
