"""What all tasks share: records in batches, with a reason for each one that cannot be used."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import TypeVar

from kmaid_nodes.chemistry.structure import Structure, parse_structure
from kmaid_nodes.codes.reason import Reason, ReasonCode
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.reading.own_numbers import numbered
from kmaid_nodes.reading.record import Peak, Record
from kmaid_nodes.tasks.plausible_count import check_plausible

Item = TypeVar("Item")

# More entries than any molecule has carbons: a digitised spectrum, not a peak list.
MOST_PEAKS = 500
# Enough for a fast model, few enough that Cancel, which works between two batches, is heeded soon.
RECORDS_AT_ONCE = 32

Progress = Callable[[int], None]


def no_progress(rows: int) -> None:
    """Called with the number of rows done so far; a caller's own function may raise Cancelled to stop."""


def further(progress: Progress, before: int) -> Progress:
    """Counts on from the rows that were done before."""
    return lambda rows: progress(before + rows)


@dataclass(frozen=True)
class Row:
    """One record with its structure, if that is needed, or the reason why it cannot be used."""

    record: Record
    structure: Structure | None = None
    reason: Reason | None = None

    @property
    def peaks(self) -> tuple[Peak, ...]:
        """The peak list, empty if there is none."""
        return self.record.peaks or ()


def read_rows(
    records: Iterable[Record], structures: bool, peaks: bool, progress: Progress = no_progress
) -> Iterator[list[Row]]:
    """The records in batches; those that lack what is needed have a reason."""
    done = 0
    for batch in in_batches(records):
        yield [_row(record, structures, peaks) for record in batch]
        done += len(batch)
        progress(done)


def in_batches(items: Iterable[Item], size: int = RECORDS_AT_ONCE) -> Iterator[list[Item]]:
    """Lists of at most `size` items, in order; read only as fast as they are asked for."""
    remaining = iter(items)
    return iter(lambda: list(islice(remaining, size)), [])


def _with_structure(record: Record) -> Row:
    structure = numbered(parse_structure(record.structure), record.numbers)
    if structure.notes:
        record = replace(record, notes=record.notes + structure.notes)
    return Row(record, structure)


def _row(record: Record, structures: bool, peaks: bool) -> Row:
    try:
        if peaks and record.peaks is not None and not record.peaks:
            raise UnusableRow(ReasonCode.EMPTY_PEAK_LIST)
        if peaks and len(record.peaks or ()) > MOST_PEAKS:
            raise UnusableRow(ReasonCode.TOO_MANY_PEAKS, most=MOST_PEAKS)
        if record.error and (peaks or record.structure is None):
            return Row(record, reason=record.error)
        if peaks and record.peaks is None:
            raise UnusableRow(ReasonCode.NO_PEAK_LIST)
        if not structures:
            return Row(record)
        row = _with_structure(record)
        if peaks and row.structure is not None:
            check_plausible(len(row.peaks), len(row.structure.carbons))
        return row
    except UnusableRow as unusable:
        return Row(record, reason=unusable.reason)
