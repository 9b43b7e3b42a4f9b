"""Tables of structures and spectra: CSV, TSV, Parquet, Arrow IPC, and any Arrow record batches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path

import pyarrow as pa

from kmaid_nodes.codes.file_format import FileFormat
from kmaid_nodes.codes.table_layout import TableLayout
from kmaid_nodes.errors import UserError
from kmaid_nodes.reading.record import Record
from kmaid_nodes.reading.tables.arrow_batches import read_arrow, read_parquet, table_of_batches
from kmaid_nodes.reading.tables.cells import is_missing
from kmaid_nodes.reading.tables.columns import (
    TableColumns,
    checked_columns,
    resolved_columns,
    resolved_names,
    usual_columns,
)
from kmaid_nodes.reading.tables.compound_columns import records_of_compound_columns
from kmaid_nodes.reading.tables.delimited import read_delimited
from kmaid_nodes.reading.tables.plan import ROWS_LOOKED_AT, TablePlan, plan_of
from kmaid_nodes.reading.tables.raw_table import RawTable
from kmaid_nodes.reading.tables.row_layout import records_of_rows
from kmaid_nodes.reading.tables.sd_cells import are_sd_records, records_of_sd_cells
from kmaid_nodes.reading.tables.sd_rows import WhichSpectra
from kmaid_nodes.reading.tables.wide_layout import records_of_wide_table

__all__ = [
    "TableColumns",
    "WhichSpectra",
    "is_missing",
    "read_table",
    "records_from_table",
    "records_of_batches",
    "records_of_table",
    "resolved_columns",
    "resolved_names",
    "usual_columns",
]


def read_table(
    path: Path, kind: FileFormat, columns: TableColumns | None = None, needed: Sequence[str] = ()
) -> Iterator[Record]:
    """The records of a table file. kind: `PARQUET`, `ARROW`, else delimited text, whatever its ending.

    Rows are read in batches, never the whole file. columns: those not named are guessed, by their names and
    by what their first cells hold. needed: fields of `TableColumns` that the table must have. See
    `records_of_table` for the layouts and `read_delimited` for delimited text. Raises UserError if the file
    cannot be read, lacks a needed column or has no layout that can be told.
    """
    named = columns or TableColumns()
    readers = {FileFormat.PARQUET: read_parquet, FileFormat.ARROW: read_arrow}
    table = readers.get(kind, read_delimited)(path, named)
    yield from records_of_table(table, named, needed)


def records_of_batches(
    schema: pa.Schema,
    batches: Iterable[pa.RecordBatch],
    columns: TableColumns | None = None,
    needed: Sequence[str] = (),
) -> Iterator[Record]:
    """The records of record batches, as `records_of_table` has them."""
    return records_of_table(table_of_batches(schema, batches, columns), columns, needed)


def records_of_table(
    table: RawTable, columns: TableColumns | None = None, needed: Sequence[str] = ()
) -> Iterator[Record]:
    """The records of a table in any layout that can be told: a row for each spectrum or for each peak, a
    column for each peak or for each compound, or one spectrum alone; or whole SD records in its cells.

    Layouts other than a row for each spectrum are noted in the records. A row that cannot be understood is a
    Record with what could be read and `error`; without an id its id is its 0-based number. `columns` of a
    record are the table's other columns. Raises UserError as `read_table` does, before the first record.
    """
    named = checked_columns(columns, table.names)
    rows = iter(table.rows)
    first = list(islice(rows, ROWS_LOOKED_AT))
    read = [cells for cells, reason in first if reason is None]
    plan = plan_of(table.names, read, named, needed)
    has_peaks = plan.columns.peaks or plan.layout != TableLayout.ROW_PER_SPECTRUM
    if not has_peaks and are_sd_records(table.names, read, plan.columns.structure):
        return records_of_sd_cells(replace(table, rows=chain(first, rows)), plan.columns)
    if repeated := plan.used_columns() & table.repeated:
        raise UserError(f"The table has more than one column {min(repeated)!r}; give them different names.")
    return _records(replace(table, rows=chain(first, rows)), plan)


def _records(table: RawTable, plan: TablePlan) -> Iterator[Record]:
    if plan.layout == TableLayout.COLUMN_PER_PEAK:
        return records_of_wide_table(table, plan)
    if plan.layout == TableLayout.COLUMN_PER_COMPOUND:
        noted = replace(table, notes=table.notes + plan.notes)
        return records_of_compound_columns(noted, plan.compounds)
    return records_of_rows(table, plan)


def records_from_table(
    batches: Iterable[pa.RecordBatch],
    columns: TableColumns,
    experiment: str | None = None,
    spectra: WhichSpectra = WhichSpectra.ALL,
) -> Iterator[Record]:
    """The records of batches whose columns are known: a row for each spectrum.

    The peak column may hold text, lists of numbers or single numbers (ppm), the structure column SMILES
    or molblocks; nulls and empty text are missing. Adjacent rows with one shift each are one spectrum if
    their ids and structures are equal, and refused if only the structures are. experiment: the column that
    names the experiment of each spectrum. spectra: which are read where the peak column is a field of SD
    records and the table has the others, as KNIME's SDF Reader gives them. Raises UserError if a named column
    is not in the table.
    """
    batches = iter(batches)
    first = next(batches, None)
    if first is None:
        return
    checked_columns(columns, first.schema.names)
    table = table_of_batches(first.schema, chain([first], batches), columns)
    plan = TablePlan(TableLayout.ROW_PER_SPECTRUM, columns, nucleus=experiment, spectra=spectra)
    yield from _records(table, plan)
