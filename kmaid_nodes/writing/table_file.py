"""Writing result tables, batch by batch, as CSV or Parquet by the file's ending."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from kmaid_nodes.errors import UserError
from kmaid_nodes.files.paths import check_file
from kmaid_nodes.files.whole_file import whole_file

ENDINGS = (".csv", ".parquet")


def check_table_path(path: Path, source: Path | None = None) -> None:
    """Raises UserError if a table cannot be written there.

    That is: another ending, no such folder, a folder, or the very file it is made from.
    """
    if path.suffix.lower() not in ENDINGS:
        raise UserError(f"{path.name} must end in {' or '.join(ENDINGS)}.")
    check_file(path)
    if source is not None and path.resolve() == source.resolve():
        raise UserError(f"{path.name} is an input. Write the result to another file.")


def write_table(batches: Iterable[pa.RecordBatch], schema: pa.Schema, path: Path) -> int:
    """Write all batches of `schema` and return the number of rows; an unfinished file never keeps the name.

    In CSV a list is written as JSON text: [0.1, -0.2].
    """
    with TableFile(path, schema) as table:
        for batch in batches:
            table.append(batch)
    return table.rows


class TableFile:
    """A table that grows batch by batch and gets its name when all is written; used in a `with` statement."""

    def __init__(self, path: Path, schema: pa.Schema):
        check_table_path(path)
        self.path, self.schema = path, schema
        self.rows = 0
        self._text = path.suffix.lower() == ".csv"
        self._opened = ExitStack()
        self._writer: Any = None

    def __enter__(self) -> TableFile:
        schema = _text_schema(self.schema) if self._text else self.schema
        try:
            partial = self._opened.enter_context(whole_file(self.path))
            self._writer = self._opened.enter_context(_writer(partial, schema, self._text))
        except OSError as problem:
            raise UserError(f"Cannot write {self.path.name}: {problem}.") from None
        return self

    def append(self, batch: pa.RecordBatch) -> None:
        """Write a batch of the table's schema."""
        self._writer.write_batch(_with_text_lists(batch) if self._text else batch)
        self.rows += batch.num_rows

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._opened.__exit__(kind, error, trace)


def _writer(path: Path, schema: pa.Schema, text: bool) -> Any:
    if text:
        return pyarrow.csv.CSVWriter(path, schema)
    repeated = [field.name for field in schema if pa.types.is_string(field.type)]  # numbers hardly do
    return pyarrow.parquet.ParquetWriter(path, schema, compression="zstd", use_dictionary=repeated)


def _text_schema(schema: pa.Schema) -> pa.Schema:
    return pa.schema([pa.field(f.name, pa.string()) if pa.types.is_list(f.type) else f for f in schema])


def _with_text_lists(batch: pa.RecordBatch) -> pa.RecordBatch:
    schema = _text_schema(batch.schema)
    columns = [
        pa.array(
            [None if v is None else json.dumps([round(x, 7) for x in v]) for v in column.to_pylist()],
            pa.string(),
        )
        if pa.types.is_list(column.type)
        else column
        for column in batch.columns
    ]
    return pa.RecordBatch.from_arrays(columns, schema=schema)
