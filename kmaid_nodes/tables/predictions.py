"""Predicted shifts as a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pyarrow as pa

from kmaid_nodes.results.failed_row import FailedRow
from kmaid_nodes.results.predicted_molecule import PredictedMolecule
from kmaid_nodes.results.read_as import structure_read_as
from kmaid_nodes.tables.arrow import record_batch
from kmaid_nodes.tables.assignments import FLAG_SEPARATOR
from kmaid_nodes.wording.status import failed_status

PREDICTION_SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("atom_index", pa.int32()),
        ("number", pa.string()),
        ("predicted_ppm", pa.float64()),
        ("uncertainty_ppm", pa.float64()),
        ("status", pa.string()),
        ("flags", pa.string()),
        ("error", pa.string()),
        ("error_code", pa.string()),
        ("read_as", pa.string()),
        ("row", pa.int64()),
    ]
)


def prediction_batch(results: Iterable[PredictedMolecule | FailedRow]) -> pa.RecordBatch:
    """One row of `PREDICTION_SCHEMA` per carbon (0-based atom_index), or one for a failed row.

    number: the chemist's own number of the carbon; flags: codes joined by ";"; read_as: how the structure was
    read, where that is not as it is written; row: 0-based number of the row or record in the input.
    """
    return record_batch(PREDICTION_SCHEMA, [row for result in results for row in _rows(result)])


def _rows(result: PredictedMolecule | FailedRow) -> Iterator[tuple[Any, ...]]:
    record = result.record
    read = structure_read_as(record)
    if isinstance(result, FailedRow):
        status, code = failed_status(result.sentence), str(result.reason.code)
        yield (record.id, None, None, None, None, status, None, result.sentence, code, read, record.row)
        return
    for shift in result.shifts:
        yield (
            record.id,
            shift.atom_index,
            shift.number,
            shift.predicted_ppm,
            shift.uncertainty_ppm,
            shift.status,
            FLAG_SEPARATOR.join(shift.flags) or None,
            None,
            None,
            read,
            record.row,
        )
