"""Embeddings as a table, with all that a library holds of each molecule."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from kmaid_nodes.results.embedded import EmbeddedMolecule, EmbeddedSpectrum
from kmaid_nodes.results.failed_row import FailedRow
from kmaid_nodes.retrieval.embedding_schema import EMBEDDING_SCHEMA

# By column of a list for each molecule.
_ARRAYS = ("embedding", "shifts", "shift_uncertainties", "shift_hydrogens", "shift_carbons")


def embedding_batch(results: Iterable[EmbeddedMolecule | EmbeddedSpectrum | FailedRow]) -> pa.RecordBatch:
    """One row of `EMBEDDING_SCHEMA` per result; a spectrum has only its id and its embedding."""
    results = list(results)
    arrays = [_column(results, field) for field in EMBEDDING_SCHEMA]
    return pa.RecordBatch.from_arrays(arrays, schema=EMBEDDING_SCHEMA)


def _column(results: Sequence[EmbeddedMolecule | EmbeddedSpectrum | FailedRow], field: pa.Field) -> pa.Array:
    if field.name in _ARRAYS:
        return _lists([getattr(result, field.name, None) for result in results], field.type)
    return pa.array([_value(result, field.name) for result in results], field.type)


def _value(result: EmbeddedMolecule | EmbeddedSpectrum | FailedRow, name: str) -> Any:
    if name == "id":
        return result.record.id
    if isinstance(result, FailedRow):
        return {"error": result.sentence, "error_code": str(result.reason.code)}.get(name)
    return getattr(result, name, None)


def _lists(values: Sequence[np.ndarray | None], kind: pa.ListType) -> pa.ListArray:
    """A list array whose values lie end to end, made without a Python object for each number."""
    present = [value for value in values if value is not None]
    lengths = np.array([0 if value is None else len(value) for value in values], np.int64)
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    missing = np.array([value is None for value in values] + [False], bool)
    flat = pa.array(np.concatenate(present) if present else [], kind.value_type)
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32(), mask=missing), flat)
