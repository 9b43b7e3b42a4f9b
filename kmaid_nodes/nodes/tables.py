"""The rows of KNIME tables as records, and results as KNIME tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import knime.extension as knext
import pyarrow as pa

if TYPE_CHECKING:
    from kmaid_nodes.reading.record import Record


ROW_ID = "<RowID>"
ROWS_AT_ONCE = 64
_ROWS_OF_A_BATCH = 8192
_PLACE = "place"


def unused_name(wanted: str, taken: Iterable[str]) -> str:
    """`wanted`, or with ` (#1)` and so on behind it as KNIME does where the table has that name."""
    names = set(taken)
    if wanted not in names:
        return wanted
    return next(name for n in range(1, len(names) + 2) if (name := f"{wanted} (#{n})") not in names)


def chemical_type(value_class: str) -> Any:
    """The type of SMILES (`SmilesValue`) or SDF cells (`SdfValue`); text without KNIME's chemistry."""
    try:
        from knime.types import chemistry

        return knext.logical(getattr(chemistry, value_class))
    except (ImportError, AttributeError, TypeError):
        return knext.string()


def arrow_type(ktype: Any) -> pa.DataType:
    """How Arrow holds the cells of a column that KNIME calls so."""
    if hasattr(ktype, "to_pyarrow"):
        return ktype.to_pyarrow()
    if hasattr(ktype, "inner_type"):
        return pa.list_(arrow_type(ktype.inner_type))
    plain = {
        knext.string(): pa.string(),
        knext.double(): pa.float64(),
        knext.int64(): pa.int64(),
        knext.int32(): pa.int32(),
        knext.bool_(): pa.bool_(),
    }
    return plain[getattr(ktype, "plain_type", ktype)]


def as_cells(values: Any, ktype: Any) -> pa.Array:
    """Values, or an Arrow array of them, as the cells of a column of that type."""
    kind = arrow_type(ktype)
    storage = kind.storage_type if isinstance(kind, pa.ExtensionType) else kind
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    cells = values.cast(storage) if isinstance(values, pa.Array) else pa.array(values, storage)
    return pa.ExtensionArray.from_storage(kind, cells) if storage is not kind else cells


def arrow_batches(table: knext.Table) -> Iterator[pa.RecordBatch]:
    """The batches of a KNIME table, RowIDs first; at least one, which may be empty."""
    is_empty = True
    for batch in table.batches():
        is_empty = False
        yield _record_batch(batch.to_pyarrow())
    if is_empty:
        columns = [knext.Column(knext.string(), ROW_ID), *table.schema]
        yield pa.RecordBatch.from_arrays(
            [as_cells([], c.ktype) for c in columns], names=[c.name for c in columns]
        )


def records_of(
    batch: pa.RecordBatch, check: Callable[[], None], first_row: int = 0, **columns: Any
) -> Iterator[Record]:
    """The rows of a KNIME batch as records, their ids being their places in it.

    A row whose spectrum holds several sets of shifts gives one record for each, all with its place.
    first_row: number of the batch's first row in the table, from 0, from which rows are numbered on; columns:
    names by role (structure, peaks, multiplicity, solvent, split, experiment); None where there is none.
    Where the peak lists are a data field of SD records (`NMREDATA_1D_13C`, `Spectrum 13C 0`), the other
    fields are read as well, and of each row the first spectrum that shows every carbon. check: called now
    and then; it may raise Cancelled.
    """
    return _records(batch, check, first_row, columns, all_spectra=False)


def all_records_of(
    batch: pa.RecordBatch, check: Callable[[], None], first_row: int = 0, **columns: Any
) -> Iterator[Record]:
    """As `records_of`, with all spectra where a row has several in fields of SD records."""
    return _records(batch, check, first_row, columns, all_spectra=True)


def _records(
    batch: pa.RecordBatch,
    check: Callable[[], None],
    first_row: int,
    columns: dict[str, Any],
    all_spectra: bool,
) -> Iterator[Record]:
    from kmaid_nodes.codes.reason import ReasonCode
    from kmaid_nodes.reading.table import TableColumns, WhichSpectra, records_from_table
    from kmaid_nodes.reading.tables.sd_field_names import is_sd_spectrum, sd_fields

    fields = sd_fields(batch.schema.names[1:]) if is_sd_spectrum(columns.get("peaks")) else ()
    used = [*columns.values(), *fields]
    names = dict.fromkeys(name for name in used if name is not None)
    cells = {name: plain_cells(batch.column(batch.schema.names.index(name)), check) for name in names}
    place = unused_name(_PLACE, cells)
    cells[place] = pa.array([str(n) for n in range(batch.num_rows)], pa.string())
    plain = pa.RecordBatch.from_arrays(list(cells.values()), names=list(cells))
    slices = (plain.slice(start, ROWS_AT_ONCE) for start in range(0, plain.num_rows, ROWS_AT_ONCE))
    experiment = columns.pop("experiment", None)
    which = WhichSpectra.ALL if all_spectra else WhichSpectra.FIRST
    for record in records_from_table(slices, TableColumns(id=place, **columns), experiment, which):
        # With one role alone the task says which of the two it misses.
        nothing = record.error is not None and record.error.code == ReasonCode.NO_STRUCTURE_OR_PEAK_LIST
        if nothing and not {"structure", "peaks"} <= columns.keys():
            record = replace(record, error=None)
        in_batch = record.id.partition("/")[0]
        yield replace(record, id=in_batch, row=first_row + int(in_batch))


def row_ids(batch: pa.RecordBatch) -> pa.Array:
    """The RowIDs of a KNIME batch."""
    return batch.column(0).cast(pa.string())


def texts(batch: pa.RecordBatch, name: str | None, check: Callable[[], None]) -> pa.Array:
    """A column of a KNIME batch as text; all missing if `name` is None."""
    if name is None:
        return pa.nulls(batch.num_rows, pa.string())
    cells = plain_cells(batch.column(batch.schema.names.index(name)), check)
    if not pa.types.is_string(cells.type):
        cells = pa.array([None if v is None else str(v) for v in cells.to_pylist()], pa.string())
    return cells


def row_names(batch: pa.RecordBatch, id_column: str | None, check: Callable[[], None]) -> list[str]:
    """The names by which a reader knows the rows of a KNIME batch: their IDs, or else their RowIDs."""
    ids = texts(batch, id_column, check).to_pylist()
    return [name or row_id for name, row_id in zip(ids, row_ids(batch).to_pylist())]


def first_of_each(places: Sequence[Any]) -> pa.Array:
    """Where each row's first result stands among results in the order of the rows; places: their rows."""
    return pa.array([k for k, place in enumerate(places) if not k or places[k - 1] != place], pa.int64())


class PerRowTable:
    """The input table with columns appended: same rows, order and RowIDs."""

    def __init__(self, columns: Sequence[knext.Column]):
        self.columns = list(columns)
        self.result = knext.BatchOutputTable.create(row_ids="keep")

    def append(self, batch: pa.RecordBatch, values: Sequence[Any]) -> None:
        """A KNIME batch, and the values of each further column."""
        cells = [as_cells(v, column.ktype) for v, column in zip(values, self.columns, strict=True)]
        names = batch.schema.names + [c.name for c in self.columns]
        self.result.append(pa.RecordBatch.from_arrays(batch.columns + cells, names=names))


class NewTable:
    """A table with rows of its own and generated RowIDs, from results of any size.

    keep_row_ids: each row has the RowID that it comes with, as its first value.
    """

    def __init__(self, columns: Sequence[knext.Column], keep_row_ids: bool = False):
        self.columns = list(columns)
        self._cells = [knext.Column(knext.string(), ROW_ID)] * keep_row_ids + self.columns
        self._result = knext.BatchOutputTable.create(row_ids="keep" if keep_row_ids else "generate")
        self._waiting: list[pa.RecordBatch] = []
        self._rows = 0
        self._written = False

    def append(self, values: Sequence[Any]) -> None:
        """The values of each column."""
        cells = [as_cells(v, column.ktype) for v, column in zip(values, self._cells, strict=True)]
        self.append_batch(pa.RecordBatch.from_arrays(cells, names=[c.name for c in self._cells]))

    def append_batch(self, batch: pa.RecordBatch) -> None:
        """Rows whose cells are those of the columns already."""
        self._waiting.append(batch)
        self._rows += batch.num_rows
        if self._rows >= _ROWS_OF_A_BATCH:
            self._write(whole=False)

    def finish(self) -> knext.BatchOutputTable:
        """The table; nothing can be appended any more."""
        self._write(whole=True)
        if not self._written:
            self._result.append(
                pa.RecordBatch.from_arrays(
                    [as_cells([], c.ktype) for c in self._cells], names=[c.name for c in self._cells]
                )
            )
        return self._result

    def _write(self, whole: bool) -> None:
        """KNIME wants batches of one size, only the last may be smaller."""
        if not self._rows:
            return
        waiting = _record_batch(pa.Table.from_batches(self._waiting))
        end = self._rows if whole else self._rows - self._rows % _ROWS_OF_A_BATCH
        for start in range(0, end, _ROWS_OF_A_BATCH):
            self._result.append(waiting.slice(start, min(_ROWS_OF_A_BATCH, end - start)))
            self._written = True
        self._waiting = [waiting.slice(end)]
        self._rows -= end


def _record_batch(table: pa.Table | pa.RecordBatch) -> pa.RecordBatch:
    if isinstance(table, pa.RecordBatch):
        return table
    arrays = [
        column.combine_chunks() if column.num_chunks != 1 else column.chunk(0) for column in table.columns
    ]
    return pa.RecordBatch.from_arrays(
        [a.chunk(0) if isinstance(a, pa.ChunkedArray) else a for a in arrays], names=table.schema.names
    )


def plain_cells(column: pa.Array, check: Callable[[], None]) -> pa.Array:
    """Cells without KNIME's own types: chemistry as text with its atom order, the rest as it is."""
    if not isinstance(column.type, pa.BaseExtensionType):
        return column
    cells = []
    for n, value in enumerate(column.to_pylist()):
        if n % ROWS_AT_ONCE == 0:
            check()
        cells.append(_text_of(value))
    return pa.array(cells, pa.string())


def _text_of(value: Any) -> str | None:
    if isinstance(value, dict):  # an adapter cell of a type that is not registered
        value = value.get("0")
    if value is None or isinstance(value, str):
        return None if value is None else str(value)

    from rdkit import Chem

    try:
        mol: Any = Chem.Mol(value) if isinstance(value, bytes) else value
        return Chem.MolToMolBlock(mol) if isinstance(mol, Chem.Mol) else str(value)
    except (RuntimeError, ValueError):
        return ""  # the row comes back with the reason that there is no structure
