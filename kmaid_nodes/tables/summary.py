"""A summary of each assignment, as a table with one row for each molecule."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pyarrow as pa

from kmaid_nodes.codes.peak_kind import PeakKind
from kmaid_nodes.reading.record import Record
from kmaid_nodes.results.assigned_molecule import AssignedMolecule
from kmaid_nodes.results.failed_row import FailedRow
from kmaid_nodes.results.read_as import read_as
from kmaid_nodes.tables.arrow import record_batch
from kmaid_nodes.wording.status import failed_status, molecule_status
from kmaid_nodes.wording.verdict import verdict_words
from kmaid_nodes.writing.acs_text import journal_text
from kmaid_nodes.writing.assigned_shifts import assigned_shifts_text
from kmaid_nodes.writing.journal_style import USUAL_STYLE, JournalStyle

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
        ("p_structure", pa.float64()),
        ("score", pa.float64()),
        ("status", pa.string()),
        ("assigned_shifts", pa.string()),
        ("acs_text", pa.string()),
        ("error_code", pa.string()),
        ("read_as", pa.string()),
        ("row", pa.int64()),
        ("offset_ppm", pa.float64()),
    ]
)


def summary_batch(
    results: Iterable[AssignedMolecule | FailedRow], style: JournalStyle = USUAL_STYLE
) -> pa.RecordBatch:
    """One row of `SUMMARY_SCHEMA` per result.

    A failed row has only its status, its error code and what was read of it. style: of the journal's text.
    """
    rows = [
        _of_record(r.record) | (_failure(r) if isinstance(r, FailedRow) else _summary(r, style))
        for r in results
    ]
    columns = SUMMARY_SCHEMA.names
    return record_batch(SUMMARY_SCHEMA, [tuple(row.get(column) for column in columns) for row in rows])


def _of_record(record: Record) -> dict[str, Any]:
    return {"id": record.id, "read_as": read_as(record), "row": record.row}


def _failure(row: FailedRow) -> dict[str, Any]:
    return {"status": failed_status(row.sentence), "error_code": str(row.reason.code)}


def _summary(result: AssignedMolecule, style: JournalStyle) -> dict[str, Any]:
    confidences = [carbon.confidence for carbon in result.carbons if carbon.confidence is not None]
    assigned = sum(carbon.peak_index is not None for carbon in result.carbons)
    missing = sum(carbon.is_missing for carbon in result.carbons)
    peaks = result.peaks_with_hydrogens_of_structure()
    return {
        "carbons": len(result.carbons),
        "peaks": len(peaks),
        "assigned": assigned,
        "mean_confidence": sum(confidences) / len(confidences) if confidences else None,
        "lowest_confidence": min(confidences, default=None),
        "leftover_peaks": sum(peak.kind is not PeakKind.SECOND_SET for peak in result.unassigned),
        "verdict": verdict_words(result.verdict),
        "p_structure": result.p_structure,
        "score": result.score,
        "offset_ppm": result.offset_ppm or None,
        "status": molecule_status(
            assigned + missing,
            missing,
            result.record.experiment,
            result.lists_only_positive_peaks,
            result.perhaps_two_sets,
        ),
        "assigned_shifts": assigned_shifts_text(peaks),
        "acs_text": journal_text(result, style),
    }
