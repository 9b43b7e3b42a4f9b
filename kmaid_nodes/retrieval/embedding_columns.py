"""Arrow columns of embedding tables, made without a Python object for each number."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pyarrow as pa

from kmaid_nodes.model.predictor import ClassShifts
from kmaid_nodes.retrieval.embedding_schema import EMBEDDING_SCHEMA, SHIFT_COLUMNS


def embedding_columns(vectors: np.ndarray, shifts: ClassShifts) -> dict[str, pa.ListArray]:
    """The columns of lists, by name, of molecules as `Predictor.describe_molecules` gives them.

    vectors: float32 [molecules, length]; shifts: of the same molecules.
    """
    of_classes = (shifts.ppm, shifts.uncertainty_ppm, shifts.hydrogens, shifts.members)
    rows = {"embedding": list(vectors)}
    for name, values in zip(SHIFT_COLUMNS, of_classes, strict=True):
        rows[name] = [values[start:stop] for start, stop in pairwise(shifts.offsets)]
    return {name: list_column(values, name) for name, values in rows.items()}


def list_column(values: Sequence[np.ndarray | None], name: str) -> pa.ListArray:
    """A column of `EMBEDDING_SCHEMA` that holds a list in each row, null where a row has None."""
    present = [value for value in values if value is not None]
    lengths = np.array([0 if value is None else len(value) for value in values], np.int64)
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    missing = np.array([value is None for value in values] + [False], bool)
    numbers = pa.array(
        np.concatenate(present) if present else [], EMBEDDING_SCHEMA.field(name).type.value_type
    )
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32(), mask=missing), numbers)
