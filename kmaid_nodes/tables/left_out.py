"""The rows that a training left out, as a table."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa

from kmaid_nodes.results.failed_row import FailedRow
from kmaid_nodes.tables.arrow import record_batch

LEFT_OUT_SCHEMA = pa.schema(
    [("id", pa.string()), ("row", pa.int64()), ("error_code", pa.string()), ("error", pa.string())]
)


def left_out_batch(rows: Iterable[FailedRow]) -> pa.RecordBatch:
    """One row of `LEFT_OUT_SCHEMA` for each record that could not be used."""
    return record_batch(
        LEFT_OUT_SCHEMA,
        [(row.record.id, row.record.row, str(row.reason.code), row.sentence) for row in rows],
    )
