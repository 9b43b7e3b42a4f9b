"""Parquet and Arrow files, and any Arrow record batches, as tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from kmaid_nodes.errors import UserError
from kmaid_nodes.reading.tables.columns import TableColumns, likely_peak_columns, usual_columns
from kmaid_nodes.reading.tables.raw_table import RawTable, Row, named_table

ROWS_PER_BATCH = 1024


def read_parquet(path: Path, columns: TableColumns) -> RawTable:
    """The table of a Parquet file; raises UserError if it is damaged, now or when its rows are read."""
    try:
        file = pq.ParquetFile(path)
        return _told(path, table_of_batches(file.schema_arrow, file.iter_batches(ROWS_PER_BATCH), columns))
    except (pa.ArrowException, OSError) as error:
        raise _unreadable(path, error) from error


def read_arrow(path: Path, columns: TableColumns) -> RawTable:
    """The table of an Arrow IPC file or stream; raises UserError as `read_parquet` does."""
    try:
        source = pa.memory_map(str(path))
        try:
            file = pa.ipc.open_file(source)
        except pa.ArrowInvalid:  # not the file form but the stream form
            source.seek(0)
            stream = pa.ipc.open_stream(source)
            return _told(path, table_of_batches(stream.schema, iter(stream), columns))
        batches = (file.get_batch(i) for i in range(file.num_record_batches))
        return _told(path, table_of_batches(file.schema, batches, columns))
    except (pa.ArrowException, OSError) as error:
        raise _unreadable(path, error) from error


def table_of_batches(
    schema: pa.Schema, batches: Iterable[pa.RecordBatch], columns: TableColumns | None = None
) -> RawTable:
    """Record batches of one schema as a table, batch by batch.

    Lists that are neither named nor called like peak lists, such as embeddings, are left out.
    """
    columns = columns or TableColumns()
    names = schema.names
    wanted = {*columns.names(), *usual_columns(names).names(), *likely_peak_columns(names)}
    used = [n for n, name in enumerate(names) if name in wanted or not _is_nested(schema.field(n).type)]
    return named_table([names[n] for n in used], _rows(batches, used), columns.names())


def _is_nested(kind: pa.DataType) -> bool:
    if isinstance(kind, pa.BaseExtensionType):
        kind = kind.storage_type
    return bool(pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind))


def _rows(batches: Iterable[pa.RecordBatch], used: list[int]) -> Iterator[Row]:
    for batch in batches:
        for row in zip(*(batch.column(n).to_pylist() for n in used)):
            yield row, None


def _told(path: Path, table: RawTable) -> RawTable:
    """The table whose rows raise UserError where they are damaged."""

    def rows() -> Iterator[Row]:
        try:
            yield from table.rows
        except (pa.ArrowException, OSError) as error:
            raise _unreadable(path, error) from error

    return replace(table, rows=rows())


def _unreadable(path: Path, error: Exception) -> UserError:
    reason = str(error).splitlines()[0] if str(error) else type(error).__name__
    return UserError(f"Cannot read the table {path}: {reason.rstrip('.')}.")
