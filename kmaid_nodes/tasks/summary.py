"""What an assignment comes to, molecule by molecule."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from kmaid_nodes.tasks.rows import REFUSED, table

SUMMARY_SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("carbons", pa.int32()),
        ("peaks", pa.int32()),
        ("assigned", pa.int32()),
        ("mean_confidence", pa.float64()),
        ("lowest_confidence", pa.float64()),
        ("leftover_peaks", pa.int32()),
        ("status", pa.string()),
    ]
)
COMPLETE = "every carbon has a peak"


def summarise(assignments: pa.RecordBatch) -> pa.RecordBatch:
    """One row of `SUMMARY_SCHEMA` per id of a batch of `ASSIGNMENT_SCHEMA`, in order.

    Ids must be unique to their molecules. A refused row keeps its status and has nothing else.
    """
    molecules: dict[str, list[dict[str, Any]]] = {}
    for row in assignments.to_pylist():
        molecules.setdefault(row["id"], []).append(row)
    return table(SUMMARY_SCHEMA, [_summary(name, rows) for name, rows in molecules.items()])


def _summary(name: str, rows: list[dict[str, Any]]) -> tuple[Any, ...]:
    if rows[0]["status"].startswith(REFUSED):
        return (name, *[None] * 6, rows[0]["status"])
    carbons = [row for row in rows if row["atom_index"] is not None]
    assigned = [row for row in carbons if row["peak_index"] is not None]
    confidence = [row["confidence"] for row in assigned]
    without = len(carbons) - len(assigned)
    return (
        name,
        len(carbons),
        len({row["peak_index"] for row in rows if row["peak_index"] is not None}),
        len(assigned),
        sum(confidence) / len(confidence) if confidence else None,
        min(confidence, default=None),
        len(rows) - len(carbons),
        f"{without} of {len(carbons)} carbons without a peak" if without else COMPLETE,
    )
