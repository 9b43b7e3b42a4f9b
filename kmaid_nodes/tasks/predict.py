"""Predicting the 13C shift of every carbon."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.tasks.rows import Batches, Progress, no_progress, read_rows, table
from kmaid_nodes.wording.reason import error_text

PREDICTION_SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("atom_index", pa.int32()),
        ("predicted_ppm", pa.float64()),
        ("uncertainty_ppm", pa.float64()),
        ("error", pa.string()),
    ]
)


def predict_shifts(
    batches: Batches, predictor: Predictor, progress: Progress = no_progress
) -> Iterator[pa.RecordBatch]:
    """One row per carbon (0-based atom_index in the input's order), or one with the reason why not."""
    for rows in read_rows(batches, structures=True, peaks=False, progress=progress):
        densities = iter(predictor.shift_densities([r.structure for r in rows if r.structure]))
        found: list[tuple[Any, ...]] = []
        for row in rows:
            if row.structure is None:
                found.append((row.record.id, None, None, None, error_text(row.reason)))
                continue
            density = next(densities)
            for atom, ppm, uncertainty in zip(
                row.structure.carbon_atom_index, density.predicted_ppm, density.uncertainty_ppm
            ):
                found.append((row.record.id, int(atom), float(ppm), float(uncertainty), None))
        yield table(PREDICTION_SCHEMA, found)
