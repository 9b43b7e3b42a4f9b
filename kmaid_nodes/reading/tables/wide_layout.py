"""Tables with one column for each peak."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from kmaid_nodes.codes.reading_note import NoteCode, ReadingNote
from kmaid_nodes.codes.reason import Reason, ReasonCode
from kmaid_nodes.codes.table_layout import TableLayout
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.reading.record import Peak, Record
from kmaid_nodes.reading.tables.atom_order import in_atom_order, is_in_atom_order
from kmaid_nodes.reading.tables.cells import is_missing, says_no_shift, single_number
from kmaid_nodes.reading.tables.plan import TablePlan
from kmaid_nodes.reading.tables.raw_table import RawTable
from kmaid_nodes.reading.tables.row_fields import RowFields, cell_at
from kmaid_nodes.reading.tables.shift_cell import peaks_of_shift_cell
from kmaid_nodes.wording.table_layout import LAYOUT_WORDS


def records_of_wide_table(table: RawTable, plan: TablePlan) -> Iterator[Record]:
    """One record per row; its peaks are in the order of the columns and labelled where these name atoms.

    Empty cells and `-` hold no peak, nor do zeros that fill a row up.
    """
    assert plan.series is not None
    note = ReadingNote(NoteCode.LAYOUT, LAYOUT_WORDS[TableLayout.COLUMN_PER_PEAK])
    fields = RowFields(table, plan)
    fields.notes = (*fields.notes, note)
    places = [(fields.place(c.name), c.label, fields.place(c.multiplicity)) for c in plan.series.columns]
    ordered = is_in_atom_order(plan.columns)
    for row, (cells, reason) in enumerate(table.rows):
        record = fields.record(row, cells)
        if reason is not None or record.error is not None:
            yield replace(record, error=reason or record.error)
            continue
        shifts = [cell_at(cells, place) for place, _, _ in places]
        filled = len(shifts) - _zeros_at_the_end(shifts)
        try:
            peaks: list[Peak] = []
            for shift, (_, label, multiplicity) in zip(shifts[:filled], places):
                peaks += peaks_of_shift_cell(shift, label, cell_at(cells, multiplicity))
            record = replace(record, peaks=tuple(peaks) or None)
            if ordered and peaks:
                record = in_atom_order(record, [None if says_no_shift(shift) else shift for shift in shifts])
        except UnusableRow as unusable:
            record = replace(record, error=unusable.reason)
        if filled < len(shifts):
            record = replace(record, notes=(*record.notes, ReadingNote(NoteCode.PLACEHOLDER, "0")))
        if not peaks and record.error is None and record.structure is None:
            record = replace(record, error=Reason(ReasonCode.NO_STRUCTURE_OR_PEAK_LIST))
        yield record


def _zeros_at_the_end(shifts: Sequence[Any]) -> int:
    """How many cells at the end are zeros or empty, if a zero is among them; else 0."""
    count, has_zero = 0, False
    for cell in reversed(shifts):
        if single_number(cell) == 0.0:
            has_zero = True
        elif not is_missing(cell):
            break
        count += 1
    return count if has_zero else 0
