"""Embeddings as a table, with all that a library holds of each molecule."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pyarrow as pa

from kmaid_nodes.results.embedded import EmbeddedMolecule, EmbeddedSpectrum
from kmaid_nodes.results.failed_row import FailedRow
from kmaid_nodes.retrieval.embedding_columns import list_column
from kmaid_nodes.retrieval.embedding_schema import EMBEDDING_SCHEMA, SHIFT_COLUMNS

# By column of a list for each molecule.
_ARRAYS = ("embedding", *SHIFT_COLUMNS)


def embedding_batch(results: Iterable[EmbeddedMolecule | EmbeddedSpectrum | FailedRow]) -> pa.RecordBatch:
    """One row of `EMBEDDING_SCHEMA` per result; a spectrum has only its id and its embedding."""
    results = list(results)
    arrays = [_column(results, field) for field in EMBEDDING_SCHEMA]
    return pa.RecordBatch.from_arrays(arrays, schema=EMBEDDING_SCHEMA)


def _column(results: Sequence[EmbeddedMolecule | EmbeddedSpectrum | FailedRow], field: pa.Field) -> pa.Array:
    if field.name in _ARRAYS:
        return list_column([getattr(result, field.name, None) for result in results], field.name)
    return pa.array([_value(result, field.name) for result in results], field.type)


def _value(result: EmbeddedMolecule | EmbeddedSpectrum | FailedRow, name: str) -> Any:
    if name == "id":
        return result.record.id
    if isinstance(result, FailedRow):
        return {"error": result.sentence, "error_code": str(result.reason.code)}.get(name)
    return getattr(result, name, None)
