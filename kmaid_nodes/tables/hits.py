"""Hits of a library search as a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pyarrow as pa

from kmaid_nodes.results.failed_row import FailedRow
from kmaid_nodes.results.read_as import read_as
from kmaid_nodes.results.retrieved_spectrum import RetrievedSpectrum
from kmaid_nodes.tables.arrow import record_batch

HIT_SCHEMA = pa.schema(
    [
        ("query_id", pa.string()),
        ("rank", pa.int32()),
        ("library_id", pa.string()),
        ("smiles", pa.string()),
        ("score", pa.float64()),
        ("error", pa.string()),
        ("match_score", pa.float64()),
        ("matched_peaks", pa.int32()),
        ("peaks", pa.int32()),
        ("probability", pa.float64()),
        ("error_code", pa.string()),
        ("read_as", pa.string()),
        ("row", pa.int64()),
    ]
)


def hit_batch(results: Iterable[RetrievedSpectrum | FailedRow]) -> pa.RecordBatch:
    """One row of `HIT_SCHEMA` per hit, best first, or one for a failed row.

    read_as: what was read of the query, in words; row: its 0-based number in the input.
    """
    columns = HIT_SCHEMA.names
    rows = [tuple(row.get(column) for column in columns) for result in results for row in _rows(result)]
    return record_batch(HIT_SCHEMA, rows)


def _rows(result: RetrievedSpectrum | FailedRow) -> Iterator[dict[str, Any]]:
    record = result.record
    query = {"query_id": record.id, "read_as": read_as(record), "row": record.row}
    if isinstance(result, FailedRow):
        yield query | {"error": result.sentence, "error_code": str(result.reason.code)}
        return
    peaks = len(record.peaks or ())
    for hit in result.hits:
        yield query | vars(hit) | {"peaks": peaks}
