"""Predicted shifts as a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pyarrow as pa

from kmaid_nodes.results.failed_row import FailedRow
from kmaid_nodes.results.predicted_molecule import PredictedMolecule
from kmaid_nodes.tables.arrow import record_batch

PREDICTION_SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("atom_index", pa.int32()),
        ("predicted_ppm", pa.float64()),
        ("uncertainty_ppm", pa.float64()),
        ("error", pa.string()),
        ("error_code", pa.string()),
    ]
)


def prediction_batch(results: Iterable[PredictedMolecule | FailedRow]) -> pa.RecordBatch:
    """One row of `PREDICTION_SCHEMA` per carbon (0-based atom_index), or one for a failed row."""
    return record_batch(PREDICTION_SCHEMA, [row for result in results for row in _rows(result)])


def _rows(result: PredictedMolecule | FailedRow) -> Iterator[tuple[Any, ...]]:
    if isinstance(result, FailedRow):
        yield (result.record.id, None, None, None, result.sentence, str(result.reason.code))
        return
    for shift in result.shifts:
        yield (
            result.record.id,
            shift.atom_index,
            shift.predicted_ppm,
            shift.uncertainty_ppm,
            None,
            None,
        )
