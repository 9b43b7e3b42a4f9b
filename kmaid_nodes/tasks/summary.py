"""What an assignment comes to, molecule by molecule."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from kmaid_nodes.reading.record import Peak
from kmaid_nodes.tasks.assign import LEFT_OVER
from kmaid_nodes.tasks.rows import REFUSED, table
from kmaid_nodes.writing.acs_text import acs_text
from kmaid_nodes.writing.assigned_shifts import assigned_shifts_text

SUMMARY_SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("carbons", pa.int32()),
        ("peaks", pa.int32()),
        ("assigned", pa.int32()),
        ("mean_confidence", pa.float64()),
        ("lowest_confidence", pa.float64()),
        ("leftover_peaks", pa.int32()),
        ("verdict", pa.string()),
        ("score", pa.float64()),
        ("status", pa.string()),
        ("assigned_shifts", pa.string()),
        ("acs_text", pa.string()),
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
        return (name, *[None] * 8, rows[0]["status"], None, None)
    carbons = [row for row in rows if row["atom_index"] is not None]
    assigned = [row for row in carbons if row["peak_index"] is not None]
    confidence = [row["confidence"] for row in assigned]
    without = len(carbons) - len(assigned)
    peaks = _peaks(rows)
    return (
        name,
        len(carbons),
        len({row["peak_index"] for row in rows if row["peak_index"] is not None}),
        len(assigned),
        sum(confidence) / len(confidence) if confidence else None,
        min(confidence, default=None),
        len(rows) - len(carbons),
        rows[0]["verdict"],
        rows[0]["score"],
        f"{without} of {len(carbons)} carbons without a peak" if without else COMPLETE,
        assigned_shifts_text(peaks),
        acs_text(peaks, leftover=_leftover(rows)),
    )


def _leftover(rows: list[dict[str, Any]]) -> dict[int, str]:
    """Why peaks were given no carbon, by 0-based peak; every peak of the list is in the rows."""
    left = [row for row in rows if row["atom_index"] is None and row["peak_index"] is not None]
    return {row["peak_index"]: row["status"].removeprefix(f"{LEFT_OVER}: ") for row in left}


def _peaks(rows: list[dict[str, Any]]) -> list[Peak]:
    """The peaks in the list's order, each with its carbons and the hydrogens attached to them."""
    of_peak: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        if row["peak_index"] is not None:
            of_peak.setdefault(row["peak_index"], []).append(row)
    found = []
    for _, mine in sorted(of_peak.items()):
        atoms = tuple(row["atom_index"] for row in mine if row["atom_index"] is not None)
        hydrogens = {row["hydrogens"] for row in mine}
        alike = hydrogens.pop() if len(hydrogens) == 1 else None
        told = alike if alike is not None and alike <= 3 else None
        found.append(Peak(mine[0]["ppm"], told, atoms, len(atoms) or None))
    return found
