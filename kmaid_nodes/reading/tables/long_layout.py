"""Rows of one peak each that are one spectrum: put together, or refused where that cannot be told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from kmaid_nodes.codes.experiment import Experiment
from kmaid_nodes.codes.reading_note import NoteCode, ReadingNote
from kmaid_nodes.codes.reason import Reason, ReasonCode
from kmaid_nodes.codes.table_layout import TableLayout
from kmaid_nodes.reading.multiplicity_entry import short
from kmaid_nodes.reading.record import Peak, Record
from kmaid_nodes.reading.spectrum import Spectrum, records_of_spectra
from kmaid_nodes.wording.table_layout import LAYOUT_WORDS

# More rows than any compound has carbons; a block is held in memory.
MOST_ROWS_OF_A_SPECTRUM = 2000
_MOST_PEAKS_OF_A_ROW = 2
_LAYOUTS_OF_PEAK_ROWS = (TableLayout.ROW_PER_PEAK, TableLayout.ONE_SPECTRUM)


@dataclass(frozen=True, slots=True)
class PeakRow:
    """A row that may be part of a spectrum.

    record: as if the row were a spectrum of its own. id, structure, solvent, set_label: as the row has them,
    None where it is empty. left_out: why the row adds no peak although it has a shift.
    """

    record: Record
    id: str | None
    structure: str | None
    solvent: str | None
    left_out: ReadingNote | None = None
    set_label: str | None = None

    @property
    def peaks(self) -> tuple[Peak, ...]:
        """The peaks of the row, none if it cannot be used."""
        return self.record.peaks or ()


@dataclass(slots=True)
class _Block:
    """Adjacent rows of one spectrum so far.

    differing_ids: they have one structure and one shift each, but each its own id, so that nobody can tell.
    """

    rows: list[PeakRow] = field(default_factory=list)
    differing_ids: bool = False
    too_many: bool = False
    id: str | None = None
    structure: str | None = None
    solvent: str | None = None
    set_label: str | None = None

    @property
    def experiment(self) -> Experiment:
        """That of the rows which add peaks, else of the first row."""
        own = (row.record.experiment for row in self.rows if row.left_out is None)
        return next(own, self.rows[0].record.experiment)

    def add(self, row: PeakRow) -> None:
        if not self.rows:
            self.id, self.structure, self.solvent = row.id, row.structure, row.solvent
            self.set_label = row.set_label
        self.solvent = self.solvent or row.solvent
        if len(self.rows) < MOST_ROWS_OF_A_SPECTRUM:
            self.rows.append(row)
        else:
            self.too_many = True


def spectra_of_rows(rows: Iterable[PeakRow], layout: TableLayout) -> Iterator[Record]:
    """The records of rows of which adjacent ones may be one spectrum.

    Rows of one id and one structure, or of one of the two if the table has not both, are one spectrum if
    each has one shift; in a table with a row for each peak, empty cells repeat what stands above. Rows of
    one structure and one shift each under differing ids are refused, as are rows of a compound whose
    other rows are elsewhere.
    """
    block, seen = _Block(), set[int]()
    for row in rows:
        joins = bool(block.rows) and _continues(block, row, layout)
        if not joins and block.rows and _differs_in_id_only(block, row):
            joins = block.differing_ids = True
        if not joins:
            yield from _records_of_block(block, layout, seen)
            block = _Block()
        block.add(row)
        if block.differing_ids and len(block.rows) == MOST_ROWS_OF_A_SPECTRUM:
            yield from _records_of_block(block, layout, seen)
            block = _Block([], True, False, block.id, block.structure, block.solvent)
    yield from _records_of_block(block, layout, seen)


def _continues(block: _Block, row: PeakRow, layout: TableLayout) -> bool:
    if block.differing_ids:
        return False
    if block.solvent and row.solvent and row.solvent != block.solvent:
        return False
    if row.left_out is None and row.record.experiment is not block.experiment:
        return False
    if row.set_label not in (None, block.set_label):
        return False
    if layout in _LAYOUTS_OF_PEAK_ROWS:
        return row.id in (None, block.id) and row.structure in (None, block.structure)
    keyed = row.id is not None or row.structure is not None
    singles = len(row.peaks) == 1 and len(block.rows[-1].peaks) == 1
    return keyed and singles and (row.id, row.structure) == (block.id, block.structure)


def _differs_in_id_only(block: _Block, row: PeakRow) -> bool:
    before = block.rows[-1]
    return (
        (len(block.rows) == 1 or block.differing_ids)
        and row.structure is not None
        and row.structure == block.structure
        and row.id is not None
        and before.id is not None
        and row.id != before.id
        and len(row.peaks) == len(before.peaks) == 1
    )


def _records_of_block(block: _Block, layout: TableLayout, seen: set[int]) -> Iterator[Record]:
    rows = block.rows
    if not rows:
        return
    if block.differing_ids:
        yield from _refused(rows, Reason(ReasonCode.ONE_PEAK_PER_ROW))
        return
    is_of_peaks = layout in _LAYOUTS_OF_PEAK_ROWS
    shifts = sum(0 < len(row.peaks) <= _MOST_PEAKS_OF_A_ROW for row in rows)
    if shifts + sum(row.left_out is not None for row in rows) < (1 if is_of_peaks else 2):
        yield from (row.record for row in rows)
        return
    if len(rows) > 1 and any(len(row.peaks) > _MOST_PEAKS_OF_A_ROW for row in rows):
        yield from _refused(rows, Reason(ReasonCode.SHIFTS_AND_LISTS))
        return
    record = _joined(rows)
    if is_of_peaks:
        key = hash((block.id, block.structure, block.solvent, block.experiment, block.set_label))
        if key in seen and record.error is None:
            compound = short(block.id or block.structure)
            record = replace(record, peaks=None, error=Reason.of(ReasonCode.ROWS_APART, compound=compound))
        seen.add(key)
    if block.too_many:
        reason = Reason.of(ReasonCode.TOO_MANY_PEAKS, most=MOST_ROWS_OF_A_SPECTRUM)
        record = replace(record, peaks=None, error=reason)
    words = LAYOUT_WORDS[layout if is_of_peaks else TableLayout.ROW_PER_PEAK]
    record = replace(record, notes=(*record.notes, ReadingNote(NoteCode.LAYOUT, words)))
    if block.set_label is None:
        yield from _sets_of(record)
    else:
        yield replace(record, id=f"{record.id}/{block.set_label}", set_label=block.set_label)


def _refused(rows: Sequence[PeakRow], reason: Reason) -> Iterator[Record]:
    return (replace(row.record, peaks=None, error=row.record.error or reason) for row in rows)


def _joined(rows: Sequence[PeakRow]) -> Record:
    """One record of all rows: its id and place are those of the first, its columns those all rows share."""
    first = rows[0].record
    error = next((row.record.error for row in rows if row.record.error is not None), None)
    left_out = tuple(dict.fromkeys(row.left_out for row in rows if row.left_out is not None))
    without_shift = sum(row.left_out is None and not row.peaks and row.record.error is None for row in rows)
    if without_shift:
        left_out += (ReadingNote(NoteCode.PLACEHOLDER, str(without_shift)),)
    return replace(
        first,
        id=next((row.record.id for row in rows if row.id is not None), first.id),
        structure=next((row.structure for row in rows if row.structure is not None), None),
        solvent=next((row.record.solvent for row in rows if row.record.solvent), None),
        formula=next((row.record.formula for row in rows if row.record.formula), None),
        split=next((row.record.split for row in rows if row.record.split), None),
        peaks=None if error is not None else tuple(peak for row in rows for peak in row.peaks),
        experiment=next((row.record.experiment for row in rows if row.left_out is None), first.experiment),
        error=error,
        notes=first.notes + left_out,
        columns=_common_columns([row.record for row in rows]),
    )


def _common_columns(records: Sequence[Record]) -> tuple[tuple[str, object], ...]:
    """The user's columns that say one thing in all rows, empty cells apart."""
    common = []
    for place, (name, first) in enumerate(records[0].columns):
        values = [value for r in records if (value := r.columns[place][1]) is not None]
        if all(value == values[0] for value in values):
            common.append((name, values[0] if values else first))
    return tuple(common)


def _sets_of(record: Record) -> Iterator[Record]:
    """The record, or one for each time that all labels of its peaks come again in the same order."""
    labels = [peak.label for peak in record.peaks or ()]
    period = labels.index(labels[0], 1) if labels and labels[0] in labels[1:] else 0
    repeats = period > 1 and len(labels) % period == 0 and labels == labels[:period] * (len(labels) // period)
    if not repeats or None in labels or len(set(labels)) < period:
        yield record
        return
    peaks = record.peaks or ()
    starts = range(0, len(peaks), period)
    yield from records_of_spectra(
        record, [Spectrum(peaks[s : s + period], record.experiment) for s in starts]
    )
