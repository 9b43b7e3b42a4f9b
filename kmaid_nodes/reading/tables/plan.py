"""How a table is to be read: its layout and its columns, from their names and the first rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from kmaid_nodes.codes.reading_note import NoteCode, ReadingNote
from kmaid_nodes.codes.table_layout import TableLayout
from kmaid_nodes.errors import UserError
from kmaid_nodes.reading.tables.cells import is_missing
from kmaid_nodes.reading.tables.column_names import (
    LABEL_NAMES,
    LINE_KIND_NAMES,
    MULTIPLICITY_OF_PEAK,
    NUMBER_NAMES,
    SET_NAMES,
    key_of,
)
from kmaid_nodes.reading.tables.columns import TableColumns, with_guesses, with_needed
from kmaid_nodes.reading.tables.compound_columns import compound_columns
from kmaid_nodes.reading.tables.content import (
    Content,
    are_multiplicities,
    are_single,
    are_whole_numbers,
    content_of,
    have_decimal_commas,
    is_running_number,
)
from kmaid_nodes.reading.tables.nucleus import nucleus_column
from kmaid_nodes.reading.tables.peak_columns import cells_of, choose_columns
from kmaid_nodes.reading.tables.peak_series import PeakSeries
from kmaid_nodes.reading.tables.sd_field_names import is_sd_spectrum, molecule_column, sd_fields
from kmaid_nodes.reading.tables.sd_rows import WhichSpectra
from kmaid_nodes.reading.tables.structure_column import with_structures_found

ROWS_LOOKED_AT = 100
_Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class TablePlan:
    """columns: what is read. series: of COLUMN_PER_PEAK. compounds: columns of COLUMN_PER_COMPOUND.

    label, line_kind, nucleus, set_label: further columns of a table with one row for each peak.
    decimal_commas: the lists have decimal commas, so that a cell `5,7` is one shift.
    spectra: which are read where the columns are fields of SD records with several.
    notes: what is to be said of every record.
    """

    layout: TableLayout
    columns: TableColumns
    series: PeakSeries | None = None
    compounds: tuple[str, ...] = ()
    label: str | None = None
    line_kind: str | None = None
    nucleus: str | None = None
    set_label: str | None = None
    decimal_commas: bool = False
    spectra: WhichSpectra = WhichSpectra.ALL
    notes: tuple[ReadingNote, ...] = field(default=())

    def used_columns(self) -> set[str]:
        """The columns that the records hold otherwise than as the user's own."""
        further = (self.label, self.line_kind, self.nucleus, self.set_label)
        series = self.series.names() if self.series else ()
        return {*self.columns.names(), *(name for name in further if name), *series}

    def sd_fields(self, names: Sequence[str]) -> dict[str, str]:
        """The columns, among all of these, that are read as fields of SD records; see `sd_fields`."""
        return sd_fields(names) if is_sd_spectrum(self.columns.peaks) else {}


def plan_of(
    names: Sequence[str], rows: Sequence[Sequence[Any]], named: TableColumns, needed: Sequence[str]
) -> TablePlan:
    """The plan for a table of these columns, whose first rows are `rows`.

    named: columns that the user named, which are never changed. Raises UserError if the table lacks what is
    needed, or its layout cannot be told. Shifts that nobody needs and that cannot be told are not read.
    """
    found = with_structures_found(named, names, rows)
    if found != named:
        note = ReadingNote(NoteCode.STRUCTURE_FROM, f'the column "{found.structure}"')
        plan = plan_of(names, rows, found, needed)
        if found.structure == molecule_column(names):  # of KNIME's SDF Reader, as it must be
            return plan
        return replace(plan, notes=(*plan.notes, note))
    try:
        return _plan(names, rows, named, needed)
    except UserError:
        if "peaks" in needed or "structure" not in needed or named.peaks:
            raise
        columns = with_needed(replace(with_guesses(named, names), peaks=None), names, needed)
        return TablePlan(TableLayout.ROW_PER_SPECTRUM, columns)


def _plan(
    names: Sequence[str], rows: Sequence[Sequence[Any]], named: TableColumns, needed: Sequence[str]
) -> TablePlan:
    if not named.structure and not named.peaks and (compounds := compound_columns(names, rows)):
        if "structure" in needed and not compounds.has_structures:
            raise UserError(
                "The table has one column for each compound, but no row with their structures. Add a row "
                'that starts with "SMILES", or write one row for each compound.'
            )
        columns = TableColumns(sheet=named.sheet)
        words = ", ".join(f'"{name}"' for name in compounds.left_out[:5])
        said = (ReadingNote(NoteCode.OTHER_COLUMNS, words),) if words else ()
        return TablePlan(
            TableLayout.COLUMN_PER_COMPOUND, columns, compounds=compounds.names, label=names[0], notes=said
        )
    columns, series, notes = choose_columns(names, rows, named, needed)
    if series is not None:
        with_needed(replace(columns, peaks=series.names()[0]), names, needed)
        return TablePlan(TableLayout.COLUMN_PER_PEAK, columns, series, notes=notes)
    columns = with_needed(columns, names, needed)
    cells = cells_of(names, rows, columns.peaks) if columns.peaks else []
    has_key = columns.id is not None or columns.structure is not None
    if is_sd_spectrum(columns.peaks):
        which = WhichSpectra.CHOSEN if named.peaks else WhichSpectra.ALL
        return TablePlan(TableLayout.ROW_PER_SPECTRUM, columns, spectra=which, notes=notes)
    if content_of(cells) != Content.SHIFTS or not (has_key or are_single(cells)):
        commas = have_decimal_commas(cells)
        others = [name for name in names if name and name not in columns.names()]
        nucleus = nucleus_column(others, {name: cells_of(names, rows, name) for name in others})
        return TablePlan(
            TableLayout.ROW_PER_SPECTRUM, columns, nucleus=nucleus, decimal_commas=commas, notes=notes
        )
    return _plan_of_single_shifts(names, rows, columns, named, notes)


def _plan_of_single_shifts(
    names: Sequence[str],
    rows: Sequence[Sequence[Any]],
    columns: TableColumns,
    named: TableColumns,
    notes: tuple[ReadingNote, ...],
) -> TablePlan:
    """The plan for a table whose cells hold one shift each: of a row per peak, or of one-peak spectra."""
    columns, label = _number_is_no_id(names, rows, columns, named)
    layout = _layout_of_single_shifts(names, rows, columns, named, notes)
    if layout == TableLayout.ROW_PER_SPECTRUM:
        return TablePlan(layout, columns, notes=notes)
    used = set(columns.names())
    free = [name for name in names if name and name not in used]
    nucleus = nucleus_column(free, {name: cells_of(names, rows, name) for name in free})
    free = [name for name in free if name != nucleus]
    if columns.multiplicity is None:
        candidates = [name for name in free if key_of(name) in MULTIPLICITY_OF_PEAK]
        fitting = [name for name in candidates if are_multiplicities(cells_of(names, rows, name))]
        columns = replace(columns, multiplicity=fitting[0] if fitting else None)
    free = [name for name in free if name != columns.multiplicity]

    def first(keys: frozenset[str]) -> str | None:
        return next((name for name in free if key_of(name) in keys), None)

    labels = [
        name
        for name in ([label] if label else free)
        if key_of(name) in LABEL_NAMES
        or (key_of(name) in NUMBER_NAMES and not are_whole_numbers(cells_of(names, rows, name)))
    ]

    return TablePlan(
        layout,
        columns,
        label=labels[0] if labels else None,
        line_kind=first(LINE_KIND_NAMES),
        nucleus=nucleus,
        set_label=first(SET_NAMES),
        notes=notes,
    )


def _layout_of_single_shifts(
    names: Sequence[str],
    rows: Sequence[Sequence[Any]],
    columns: TableColumns,
    named: TableColumns,
    notes: tuple[ReadingNote, ...],
) -> TableLayout:
    """Whether the rows are peaks of one spectrum, of several, or spectra; raises UserError if unclear."""
    if columns.id is None and columns.structure is None:
        return TableLayout.ONE_SPECTRUM
    keys = [_key(names, row, columns) for row in rows]
    if any(_continues(key, before) for before, key in pairwise(keys)):
        of_set = next((name for name in names if name and key_of(name) in SET_NAMES), None)
        _check_together([_key(names, row, columns, columns.solvent, of_set) for row in rows])
        return TableLayout.ROW_PER_PEAK
    is_numbered = len(keys) > 3 and is_running_number([key[0] for key in keys])
    if is_numbered and columns.structure is None and named.id is None:
        raise UserError(
            f'Each row has one shift and a running number in the column "{columns.id}". If the rows are '
            "the peaks of one spectrum, remove that column or call it No.; if each row is a spectrum, "
            "name that column as the id."
        )
    if notes:
        raise UserError(
            f"Each row has one shift in several columns: {notes[0].words}. Call them peak1, peak2 and so "
            "on if they are the peaks of one spectrum, or name the one to read."
        )
    return TableLayout.ROW_PER_SPECTRUM


def _number_is_no_id(
    names: Sequence[str], rows: Sequence[Sequence[Any]], columns: TableColumns, named: TableColumns
) -> tuple[TableColumns, str | None]:
    """The columns without an id that only numbers the peaks; and that column, else None."""
    if columns.id is None or named.id is not None or key_of(columns.id) not in NUMBER_NAMES:
        return columns, None
    structures = cells_of(names, rows, columns.structure) if columns.structure else []
    repeat = any(one == other or is_missing(other) for one, other in pairwise(structures))
    if columns.structure is None or repeat:
        return replace(columns, id=None), columns.id
    return columns, None


def _check_together(keys: Sequence[_Key]) -> None:
    """Raise UserError if the rows of a compound stand in several places."""
    starts = [True, *(key != before for before, key in pairwise(keys))]
    runs = [key for key, is_start in zip(keys, starts) if is_start and None not in key[:2]]
    repeated = next((key for n, key in enumerate(runs) if key in runs[:n]), None)
    if repeated is not None:
        raise UserError(
            f'The rows of "{repeated[0]}" are not next to each other. Sort the table by compound, so that '
            "the rows of each spectrum stand together."
        )


def _key(names: Sequence[str], row: Sequence[Any], columns: TableColumns, *further: str | None) -> _Key:
    """What tells the spectra apart: id, structure and the cells of further columns, None where empty."""
    cells = (_cell(names, row, name) for name in (columns.id, columns.structure, *further))
    return tuple(None if is_missing(cell) else cell for cell in cells)


def _continues(key: _Key, before: _Key) -> bool:
    """Whether a row may belong to the spectrum of the row before: nothing filled in it differs."""
    return all(cell is None or cell == other for cell, other in zip(key, before))


def _cell(names: Sequence[str], row: Sequence[Any], name: str | None) -> Any:
    at = names.index(name) if name is not None else len(row)
    return row[at] if at < len(row) else None
