"""Assignments as a table: a row per carbon, then one per unassigned peak, or one for a failed row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa

from kmaid_nodes.codes.peak_kind import PeakKind
from kmaid_nodes.codes.row_kind import RowKind
from kmaid_nodes.reading.record import Peak
from kmaid_nodes.results.assigned_molecule import AssignedCarbon, AssignedMolecule, UnassignedPeak
from kmaid_nodes.results.failed_row import FailedRow
from kmaid_nodes.results.read_as import read_as
from kmaid_nodes.tables.arrow import record_batch
from kmaid_nodes.wording.status import failed_status, peak_status
from kmaid_nodes.wording.verdict import verdict_words
from kmaid_nodes.writing.couplings import couplings_text

ASSIGNMENT_SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("atom_index", pa.int32()),
        ("number", pa.string()),
        ("symmetry_class", pa.int32()),
        ("peak_index", pa.int32()),
        ("ppm", pa.float64()),
        ("second_set_ppm", pa.float64()),
        ("predicted_ppm", pa.float64()),
        ("confidence", pa.float64()),
        ("status", pa.string()),
        ("alternatives", pa.string()),
        ("verdict", pa.string()),
        ("p_structure", pa.float64()),
        ("score", pa.float64()),
        ("hydrogens", pa.int8()),
        ("flags", pa.string()),
        ("kind", pa.string()),
        ("error_code", pa.string()),
        ("label", pa.string()),
        ("splitting", pa.string()),
        ("couplings_hz", pa.string()),
        ("read_as", pa.string()),
        ("row", pa.int64()),
        ("offset_ppm", pa.float64()),
    ]
)
FLAG_SEPARATOR = ";"


def assignment_batch(results: Iterable[AssignedMolecule | FailedRow]) -> pa.RecordBatch:
    """The rows of `ASSIGNMENT_SCHEMA` of some results.

    Indices count from 0: atom_index in the input structure's own order, peak_index in the input list.
    number: the chemist's own number of the carbon. A peak of a second set has its carbon; second_set_ppm: the
    carbon's shift in that set.
    verdict, p_structure and score are of the whole molecule, the same in all of its rows. flags: codes joined
    by ";"; kind: a `RowKind`, or the `PeakKind` of an unassigned peak; error_code: a `ReasonCode` of a failed
    row.
    label, splitting, couplings_hz: of the peak, as the source gives them, couplings joined by "; ". read_as:
    what was read of the spectrum, in words; row: 0-based number of the row or record in the input.
    offset_ppm: of all shifts of the list, empty where there is none.
    """
    rows = [row for result in results for row in assignment_rows(result)]
    return record_batch(ASSIGNMENT_SCHEMA, rows)


def assignment_rows(result: AssignedMolecule | FailedRow) -> Sequence[tuple[Any, ...]]:
    """The rows of one result, values in the order of `ASSIGNMENT_SCHEMA`."""
    record = result.record
    of_record: dict[str, Any] = {"id": record.id, "read_as": read_as(record), "row": record.row}
    if isinstance(result, FailedRow):
        return [_row(of_record | _of_failure(result))]
    of_record |= {
        "verdict": verdict_words(result.verdict),
        "p_structure": result.p_structure,
        "score": result.score,
        "offset_ppm": result.offset_ppm or None,
    }
    described = [_of_listed_peak(peak) for peak in result.peaks]
    rows = [_of_carbon(carbon) | _at(described, carbon.peak_index) for carbon in result.carbons]
    carbons = {carbon.atom_index: carbon for carbon in result.carbons}
    rows += [_of_peak(peak, carbons) | _at(described, peak.peak_index) for peak in result.unassigned]
    return [_row(of_record | row) for row in rows]


def _row(values: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(map(values.get, ASSIGNMENT_SCHEMA.names))


def _of_listed_peak(peak: Peak) -> dict[str, Any]:
    """What the source says of the peak besides its shift."""
    if peak.label is None and peak.splitting is None and not peak.couplings_hz:
        return {}
    return {
        "label": peak.label,
        "splitting": peak.splitting,
        "couplings_hz": couplings_text(peak.couplings_hz),
    }


def _at(described: Sequence[dict[str, Any]], peak_index: int | None) -> dict[str, Any]:
    return {} if peak_index is None else described[peak_index]


def _of_carbon(carbon: AssignedCarbon) -> dict[str, Any]:
    return {
        "atom_index": carbon.atom_index,
        "number": carbon.number,
        "symmetry_class": carbon.symmetry_class,
        "peak_index": carbon.peak_index,
        "ppm": carbon.ppm,
        "second_set_ppm": carbon.second_set_ppm,
        "predicted_ppm": carbon.predicted_ppm,
        "confidence": carbon.confidence,
        "status": carbon.status,
        "alternatives": carbon.alternatives_text,
        "hydrogens": carbon.hydrogens,
        "flags": FLAG_SEPARATOR.join(carbon.flags) or None,
        "kind": str(_kind(carbon)),
    }


def _kind(carbon: AssignedCarbon) -> RowKind:
    if carbon.peak_index is not None:
        return RowKind.ASSIGNED
    return RowKind.MISSING if carbon.is_missing else RowKind.NOT_IN_EXPERIMENT


def _of_peak(peak: UnassignedPeak, carbons: Mapping[int, AssignedCarbon]) -> dict[str, Any]:
    if peak.kind is PeakKind.SECOND_SET and peak.atom_index is not None:
        return _of_second_set(peak, carbons[peak.atom_index])
    return {
        "peak_index": peak.peak_index,
        "ppm": peak.ppm,
        "status": peak_status(peak.reason),
        "kind": str(peak.kind),
    }


def _of_second_set(peak: UnassignedPeak, carbon: AssignedCarbon) -> dict[str, Any]:
    return {
        "atom_index": carbon.atom_index,
        "number": carbon.number,
        "symmetry_class": carbon.symmetry_class,
        "peak_index": peak.peak_index,
        "ppm": peak.ppm,
        "predicted_ppm": carbon.predicted_ppm,
        "confidence": peak.confidence,
        "status": peak.reason,
        "hydrogens": carbon.hydrogens,
        "kind": str(peak.kind),
    }


def _of_failure(row: FailedRow) -> dict[str, Any]:
    return {
        "status": failed_status(row.sentence),
        "kind": str(RowKind.FAILED),
        "error_code": str(row.reason.code),
    }
