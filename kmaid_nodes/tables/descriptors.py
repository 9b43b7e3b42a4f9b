"""Descriptors as a table of number columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pyarrow as pa

from kmaid_nodes.model.descriptor_layout import MODEL_COLUMN
from kmaid_nodes.results.described import DescribedMolecule
from kmaid_nodes.results.failed_row import FailedRow
from kmaid_nodes.results.read_as import structure_read_as


def descriptor_schema(names: Sequence[str]) -> pa.Schema:
    """The columns of a table of descriptors; names: those of the descriptors (`DescriptorLayout.names`)."""
    before = [("id", pa.string()), ("smiles", pa.string())]
    behind = [(name, pa.string()) for name in (MODEL_COLUMN, "error", "error_code", "read_as")]
    return pa.schema([*before, *((name, pa.float64()) for name in names), *behind, ("row", pa.int64())])


def descriptor_batch(
    results: Iterable[DescribedMolecule | FailedRow], names: Sequence[str]
) -> pa.RecordBatch:
    """One row of `descriptor_schema` per result; a failed row has missing values and its reason."""
    results = list(results)
    failed = [result if isinstance(result, FailedRow) else None for result in results]
    described = [result if isinstance(result, DescribedMolecule) else None for result in results]
    columns = {
        "id": [result.record.id for result in results],
        "smiles": [molecule and molecule.smiles for molecule in described],
        MODEL_COLUMN: [molecule and molecule.model for molecule in described],
        "error": [row and row.sentence for row in failed],
        "error_code": [row and str(row.reason.code) for row in failed],
        "read_as": [structure_read_as(result.record) for result in results],
        "row": [result.record.row for result in results],
    }
    columns |= dict(zip(names, _numbers(described, len(names)), strict=True))
    schema = descriptor_schema(names)
    return pa.RecordBatch.from_arrays([pa.array(columns[f.name], f.type) for f in schema], schema=schema)


def _numbers(described: Sequence[DescribedMolecule | None], length: int) -> list[pa.Array]:
    """One column for each descriptor."""
    values = np.zeros((len(described), length))
    missing = np.array([molecule is None for molecule in described], bool)
    for row, molecule in enumerate(described):
        if molecule is not None:
            values[row] = molecule.descriptors
    return [pa.array(column, mask=missing) for column in np.ascontiguousarray(values.T)]
