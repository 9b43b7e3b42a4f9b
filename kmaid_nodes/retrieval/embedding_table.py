"""Reading tables of embeddings that `kmaid embed` wrote, as CSV or Parquet."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from kmaid_nodes.errors import UserError
from kmaid_nodes.retrieval.embedding_schema import EMBEDDING_SCHEMA, LIBRARY_COLUMNS, NEEDED_COLUMNS

_READ = {name: EMBEDDING_SCHEMA.field(name).type for name in (*NEEDED_COLUMNS, *LIBRARY_COLUMNS)}


def is_embedding_table(path: Path) -> bool:
    """Whether a file is a CSV or Parquet table with the columns of an embedding table."""
    try:
        if path.suffix.lower() == ".parquet":
            names = pyarrow.parquet.read_schema(path).names
        elif path.suffix.lower() == ".csv":
            with pyarrow.csv.open_csv(path) as reader:
                names = reader.schema.names
        else:
            return False
    except (OSError, pa.ArrowInvalid):
        return False
    return set(NEEDED_COLUMNS) <= set(names)


def read_embedding_table(path: Path) -> Iterator[pa.RecordBatch]:
    """Batches with id and smiles (strings), embedding (list of float32), and `LIBRARY_COLUMNS` where present.

    Raises UserError if the file is damaged or the embedding column does not hold lists of numbers.
    """
    try:
        for batch in _batches(path):
            yield _as_embeddings(batch, path)
    except (OSError, pa.ArrowInvalid) as problem:
        raise UserError(f"Cannot read the table {path}: {str(problem).splitlines()[0]}.") from None


def _batches(path: Path) -> Iterator[pa.RecordBatch]:
    if path.suffix.lower() == ".parquet":
        with pyarrow.parquet.ParquetFile(path) as file:
            yield from file.iter_batches(columns=[n for n in file.schema_arrow.names if n in _READ])
        return
    with pyarrow.csv.open_csv(path) as reader:
        names = [name for name in reader.schema.names if name in _READ]
    options = pyarrow.csv.ConvertOptions(
        include_columns=names,
        column_types=dict.fromkeys(names, pa.string()),
        strings_can_be_null=True,
    )
    with pyarrow.csv.open_csv(path, convert_options=options) as reader:
        yield from reader


def _as_embeddings(batch: pa.RecordBatch, path: Path) -> pa.RecordBatch:
    columns = {}
    for name, column in zip(batch.schema.names, batch.columns):
        kind = _READ[name]
        try:
            if pa.types.is_list(kind) and pa.types.is_string(column.type):
                column = pa.array([json.loads(v) if v else None for v in column.to_pylist()], kind)
            columns[name] = column.cast(kind)
        except (ValueError, RecursionError, pa.ArrowException):
            what = "lists of numbers" if pa.types.is_list(kind) else "what it should"
            raise UserError(f"The {name} column of {path.name} does not hold {what}.") from None
    return pa.RecordBatch.from_arrays(list(columns.values()), names=list(columns))
