"""Arrow record batches from rows of plain values, and from streams of results."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

import pyarrow as pa

from kmaid_nodes.tasks.rows import in_batches

Result = TypeVar("Result")

RESULTS_AT_ONCE = 128


def record_batch(schema: pa.Schema, rows: Sequence[Sequence[Any]]) -> pa.RecordBatch:
    """A record batch from rows of plain values in the schema's column order."""
    columns = list(zip(*rows)) if rows else [()] * len(schema)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, schema)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def record_batches(
    results: Iterable[Result],
    to_batch: Callable[[Sequence[Result]], pa.RecordBatch],
    at_once: int = RESULTS_AT_ONCE,
) -> Iterator[pa.RecordBatch]:
    """What `to_batch` makes of at most `at_once` results at a time, in order."""
    return map(to_batch, in_batches(results, at_once))
