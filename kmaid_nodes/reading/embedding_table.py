"""Reading tables of embeddings that `kmaid embed` wrote, as CSV or Parquet."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from kmaid_nodes.errors import UserError

_NEEDED = ("id", "smiles", "embedding")


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
    return set(_NEEDED) <= set(names)


def read_embedding_table(path: Path) -> Iterator[pa.RecordBatch]:
    """Batches with columns id, smiles (strings) and embedding (list of float32).

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
            yield from file.iter_batches(columns=list(_NEEDED))
        return
    options = pyarrow.csv.ConvertOptions(
        include_columns=_NEEDED,
        column_types=dict.fromkeys(_NEEDED, pa.string()),
        strings_can_be_null=True,
    )
    with pyarrow.csv.open_csv(path, convert_options=options) as reader:
        yield from reader


def _as_embeddings(batch: pa.RecordBatch, path: Path) -> pa.RecordBatch:
    ids, smiles, embeddings = (batch.column(name) for name in _NEEDED)
    kind = pa.list_(pa.float32())
    try:
        if pa.types.is_string(embeddings.type):
            embeddings = pa.array([json.loads(v) if v else None for v in embeddings.to_pylist()], kind)
        columns = [ids.cast(pa.string()), smiles.cast(pa.string()), embeddings.cast(kind)]
    except (ValueError, RecursionError, pa.ArrowException):
        raise UserError(f"The embedding column of {path.name} does not hold lists of numbers.") from None
    return pa.RecordBatch.from_arrays(columns, names=list(_NEEDED))
