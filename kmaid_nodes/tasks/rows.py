"""What all tasks share: record batches in, usable rows told from refused ones, tables out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from kmaid_nodes.chemistry.structure import Structure, parse_structure
from kmaid_nodes.codes.reason import Reason, ReasonCode
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.reading.record import Peak, Record, from_record_batch

# How the status of a row begins where there is no column for the reason alone.
REFUSED = "not usable: "
# More entries than any molecule has carbons: a digitised spectrum, not a peak list.
MOST_PEAKS = 500

Batches = Iterable[pa.RecordBatch]
Progress = Callable[[int], None]


def no_progress(rows: int) -> None:
    """Told the number of rows done so far; a caller's own function may raise Cancelled to stop."""


@dataclass(frozen=True)
class Row:
    """One input row: its record, its structure if needed and usable, else the reason."""

    record: Record
    structure: Structure | None = None
    reason: Reason | None = None

    @property
    def peaks(self) -> tuple[Peak, ...]:
        """The peak list, empty if there is none."""
        return self.record.peaks or ()


def read_rows(
    batches: Batches, structures: bool, peaks: bool, progress: Progress = no_progress
) -> Iterator[list[Row]]:
    """The rows of each batch of `RECORD_SCHEMA`, those without what is needed carrying a reason."""
    done = 0
    for batch in batches:
        rows = []
        for record in from_record_batch(batch):
            rows.append(_row(record, structures, peaks))
            if len(rows) % 64 == 0:
                progress(done + len(rows))
        yield rows
        done += len(rows)
        progress(done)


def table(schema: pa.Schema, rows: Sequence[Sequence[Any]]) -> pa.RecordBatch:
    """A record batch from rows of plain values in the schema's column order."""
    columns = list(zip(*rows)) if rows else [()] * len(schema)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, schema)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def refused_rows(result: pa.RecordBatch) -> int:
    """How many rows of a result stand for an input row that could not be used."""
    if "error" in result.schema.names:
        return result.num_rows - result.column("error").null_count
    statuses = result.column("status").to_pylist()
    return sum(status.startswith(REFUSED) for status in statuses)


def _row(record: Record, structures: bool, peaks: bool) -> Row:
    if peaks and record.peaks is not None and not record.peaks:
        return Row(record, reason=Reason(ReasonCode.EMPTY_PEAK_LIST))
    if peaks and len(record.peaks or ()) > MOST_PEAKS:
        return Row(record, reason=Reason.of(ReasonCode.TOO_MANY_PEAKS, most=MOST_PEAKS))
    if record.error and (peaks or record.structure is None):
        return Row(record, reason=record.error)
    if peaks and record.peaks is None:
        return Row(record, reason=Reason(ReasonCode.NO_PEAK_LIST))
    if not structures:
        return Row(record)
    try:
        return Row(record, parse_structure(record.structure))
    except UnusableRow as refusal:
        return Row(record, reason=refusal.reason)
