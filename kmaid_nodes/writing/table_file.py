"""Writing result tables, batch by batch, as CSV or Parquet by the file's ending."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from kmaid_nodes.errors import UserError
from kmaid_nodes.writing.place import check_file

ENDINGS = (".csv", ".parquet")


def check_table_path(path: Path, source: Path | None = None) -> None:
    """Raises UserError if a table cannot be written there.

    That is: another ending, no such folder, a folder, or the very file it is made from.
    """
    if path.suffix.lower() not in ENDINGS:
        raise UserError(f"{path.name} must end in {' or '.join(ENDINGS)}.")
    check_file(path)
    if source is not None and path.resolve() == source.resolve():
        raise UserError(f"{path.name} is the input itself; write the result to another file.")


def write_table(batches: Iterable[pa.RecordBatch], schema: pa.Schema, path: Path) -> int:
    """Write all batches of `schema` and return the number of rows; an unfinished file never keeps the name.

    In CSV a list is written as JSON text: [0.1, -0.2].
    """
    check_table_path(path)
    partial = path.with_name(path.name + ".part")
    text = path.suffix.lower() == ".csv"
    rows = 0
    try:
        with _writer(partial, _text_schema(schema) if text else schema, text) as writer:
            for batch in batches:
                writer.write_batch(_with_text_lists(batch) if text else batch)
                rows += batch.num_rows
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return rows


def _writer(path: Path, schema: pa.Schema, text: bool) -> Any:
    try:
        if text:
            return pyarrow.csv.CSVWriter(path, schema)
        return pyarrow.parquet.ParquetWriter(path, schema, compression="zstd")
    except OSError as problem:
        raise UserError(f"Cannot write {path.name.removesuffix('.part')}: {problem}.") from None


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
