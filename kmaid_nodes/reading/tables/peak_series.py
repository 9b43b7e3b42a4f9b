"""Columns that hold one peak each: `peak1 ... peak5`, `shift_1`, `C1`, `delta_C4a`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kmaid_nodes.errors import UserError
from kmaid_nodes.reading.tables.cells import refusal_of_kind, says_no_shift
from kmaid_nodes.reading.tables.column_names import (
    is_group_name,
    is_no_shift_column,
    series_member,
)
from kmaid_nodes.reading.tables.content import peaks_in

_FEWEST = 2


@dataclass(frozen=True, slots=True)
class PeakColumn:
    """label: of its peak where the name is an atom's; multiplicity: the column that goes with it."""

    name: str
    label: str | None = None
    multiplicity: str | None = None


@dataclass(frozen=True, slots=True)
class PeakSeries:
    """The columns of one peak each, in the order of the table."""

    columns: tuple[PeakColumn, ...]

    def names(self) -> list[str]:
        """All columns that it takes."""
        return [name for c in self.columns for name in (c.name, c.multiplicity) if name]


def peak_series(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> PeakSeries | None:
    """The columns of single shifts, None if there are fewer than two.

    Groups of atoms (`OMe`) belong to them where the others are called after atoms. Raises UserError for two
    such series, of which only the user can know which to take.
    """
    found: dict[str, list[PeakColumn]] = {}
    multiplicities = {
        member[1]: name for name in names if name and (member := series_member(name, multiplicities=True))
    }
    for name in names:
        member = series_member(name) if name else None
        if member and not is_no_shift_column(name) and holds_single_shifts(names, rows, name):
            prefix, place, label = member
            found.setdefault(prefix, []).append(PeakColumn(name, label, multiplicities.get(place)))
    found = {prefix: columns for prefix, columns in found.items() if len(columns) >= _FEWEST}
    if len(found) > 1:
        first, second = (columns[0].name for columns in list(found.values())[:2])
        raise UserError(
            f'Two sets of columns look like one peak each: "{first}" and the like, and "{second}" and the '
            "like. Remove one of them."
        )
    if not found:
        return None
    (columns,) = found.values()
    if columns[0].label is not None:
        taken = {column.name for column in columns}
        for name in names:
            if name not in taken and is_group_name(name) and holds_single_shifts(names, rows, name):
                columns.append(PeakColumn(name, name.strip()))
    return PeakSeries(tuple(sorted(columns, key=lambda column: names.index(column.name))))


def holds_single_shifts(names: Sequence[str], rows: Sequence[Sequence[Any]], name: str) -> bool:
    """Whether most filled cells of a column are one shift (or two of a pair); one without any may be."""
    at = names.index(name)
    filled = [row[at] for row in rows if at < len(row) and not says_no_shift(row[at])][:25]
    return 2 * sum(_may_be_shift(cell) for cell in filled) >= len(filled)


def _may_be_shift(cell: Any) -> bool:
    """Whether a cell holds a shift, or what a spreadsheet made of one, which is refused row by row."""
    if refusal_of_kind(cell) is not None:
        return True
    return isinstance(cell, str | int | float) and 0 < peaks_in(cell) <= 2
