"""Tables whose rows are spectra, or peaks of spectra."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from kmaid_nodes.codes.reading_note import NoteCode, ReadingNote
from kmaid_nodes.codes.reason import Reason, ReasonCode
from kmaid_nodes.codes.table_layout import TableLayout
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.reading.record import Record
from kmaid_nodes.reading.spectrum import Spectrum, records_of_spectra, with_multiplicity_cell
from kmaid_nodes.reading.tables.atom_order import first_atom_of, in_atom_order, is_in_atom_order, with_atoms
from kmaid_nodes.reading.tables.cells import (
    cell_text,
    is_missing,
    refusal_of_kind,
    single_number,
    with_decimal_point,
)
from kmaid_nodes.reading.tables.long_layout import PeakRow, spectra_of_rows
from kmaid_nodes.reading.tables.nucleus import (
    experiment_of,
    is_other_nucleus,
    is_proton,
    refusal_of_nucleus,
    with_experiment,
)
from kmaid_nodes.reading.tables.plan import TablePlan
from kmaid_nodes.reading.tables.raw_table import RawTable
from kmaid_nodes.reading.tables.row_fields import RowFields, cell_at
from kmaid_nodes.reading.tables.sd_rows import SdSpectrum
from kmaid_nodes.reading.tables.shift_cell import peaks_of_shift_cell

_LINES_OF_OTHERS = re.compile(r"solvent|impurity|arti?e?fact|reference|satellite|ignore", re.IGNORECASE)
_PROTON_LABEL = re.compile(r"H(?:[\s-]?\d.*)?")
_LONGEST_SINGLE = 40


def records_of_rows(table: RawTable, plan: TablePlan) -> Iterator[Record]:
    """The records of a table with a row for each spectrum or for each peak; see `spectra_of_rows`."""
    if plan.layout == TableLayout.ROW_PER_SPECTRUM:
        yield from _row_per_spectrum(table, plan)
    else:
        yield from spectra_of_rows(_peak_rows(table, plan), plan.layout)


def _row_per_spectrum(table: RawTable, plan: TablePlan) -> Iterator[Record]:
    """One record per row, or several if its cell holds several spectra; rows of single shifts may join."""
    fields = RowFields(table, plan)
    waiting: list[PeakRow] = []
    for records, single in _spectrum_rows(table, fields, plan):
        if single is not None:
            waiting.append(single)
            if len(waiting) < 2 or _may_join(waiting[-2], single):
                continue
            yield from spectra_of_rows(waiting[:-1], plan.layout)
            del waiting[:-1]
            continue
        yield from spectra_of_rows(waiting, plan.layout)
        waiting.clear()
        yield from records
    yield from spectra_of_rows(waiting, plan.layout)


def _may_join(before: PeakRow, row: PeakRow) -> bool:
    same_id = row.id is not None and row.id == before.id
    return same_id or (row.structure is not None and row.structure == before.structure)


def _spectrum_rows(
    table: RawTable, fields: RowFields, plan: TablePlan
) -> Iterator[tuple[list[Record], PeakRow | None]]:
    """The records of each row; and the row as part of a spectrum, if it has a single shift."""
    ordered, first_atom = is_in_atom_order(plan.columns), first_atom_of(plan.columns)
    peaks_at, nucleus_at = fields.peaks, fields.place(plan.nucleus)
    for row, (cells, reason) in enumerate(table.rows):
        cell = cell_at(cells, peaks_at)
        of_record = fields.spectra_of_record(cells) if reason is None else []
        if reason is not None or (is_missing(cell) and not of_record):
            yield [_without_peaks(fields.record(row, cells), reason)], None
            continue
        nucleus = cell_at(cells, nucleus_at)
        if of_record and (unusable := refusal_of_nucleus(nucleus)) is None:
            yield [_named(r, nucleus) for r in _records_of_record(row, cells, fields, of_record)], None
            continue
        unusable = refusal_of_kind(cell) or refusal_of_nucleus(nucleus)
        if unusable is not None:
            yield [replace(fields.record(row, cells), error=unusable)], None
            continue
        records = _records_of_row(row, cells, fields, plan.decimal_commas)
        records = [_named(record, nucleus) for record in records]
        if ordered or first_atom is not None:
            atoms = cell_at(cells, fields.atoms)
            records = [_with_atoms(r, cell, ordered, atoms, first_atom) for r in records]
        peaks = records[0].peaks if len(records) == 1 else None
        is_single = peaks is not None and len(peaks) == 1 and _is_single_shift(cell)
        yield records, _peak_row(records[0], cells, fields) if is_single else None


def _named(record: Record, nucleus: Any) -> Record:
    """The record of the experiment that the column of experiments names, if it names one."""
    return record if is_missing(nucleus) else with_experiment(record, nucleus)


def _records_of_record(
    row: int, cells: Sequence[Any], fields: RowFields, spectra: Sequence[SdSpectrum]
) -> Iterator[Record]:
    """The records of a row whose cells are the fields of an SD record: one for each of its spectra."""
    multiplicity = cell_at(cells, fields.multiplicity)
    for spectrum in spectra:
        record = fields.record(row, cells)
        if len(spectra) > 1:
            record = replace(record, id=f"{record.id}/{spectrum.number}")
        try:
            if record.error is not None:
                yield record
                continue
            if isinstance(spectrum.content, Reason):
                raise UnusableRow.of(spectrum.content)
            told = None if is_missing(multiplicity) else multiplicity
            (content,) = with_multiplicity_cell((spectrum.content,), told)
            yield from records_of_spectra(record, [content])
        except UnusableRow as unusable:
            yield replace(record, error=unusable.reason)


def _without_peaks(record: Record, reason: Reason | None) -> Record:
    reason = reason or record.error
    if reason is None and record.structure is None:
        reason = Reason(ReasonCode.NO_STRUCTURE_OR_PEAK_LIST)
    return record if reason is None else replace(record, error=reason)


def _records_of_row(row: int, cells: Sequence[Any], fields: RowFields, decimal_commas: bool) -> list[Record]:
    """The records of the spectra of a row; nearly always it is one, whose record is made at once."""
    cell, multiplicity = cell_at(cells, fields.peaks), cell_at(cells, fields.multiplicity)
    notes: tuple[ReadingNote, ...] = ()
    if decimal_commas and single_number(cell) is not None and "," in str(cell):
        notes = (ReadingNote(NoteCode.DECIMAL_COMMA, cell_text(cell) or ""),)
        cell = with_decimal_point(cell)
    try:
        spectra = fields.spectra(cell)
        spectra = with_multiplicity_cell(spectra, None if is_missing(multiplicity) else multiplicity)
    except UnusableRow as unusable:
        record = fields.record(row, cells)
        return [replace(record, error=record.error or unusable.reason)]
    peaks = spectra[0].peaks
    is_mere_list = len(spectra) == 1 and not notes and spectra[0] == Spectrum(peaks)
    record = fields.record(row, cells, peaks if is_mere_list else None)
    if record.error is not None:
        return [replace(record, peaks=None)]
    if is_mere_list:
        return [record]
    return list(records_of_spectra(replace(record, notes=record.notes + notes), spectra))


def _is_single_shift(cell: Any) -> bool:
    """Whether a cell with one peak is a mere shift, not a list with one entry."""
    return isinstance(cell, int | float) or (isinstance(cell, str) and len(cell) <= _LONGEST_SINGLE)


def _with_atoms(record: Record, cell: Any, ordered: bool, atoms: Any, first_atom: int | None) -> Record:
    try:
        if ordered:
            return in_atom_order(record, cell)
        assert first_atom is not None
        return with_atoms(record, atoms, first_atom)
    except UnusableRow as unusable:
        return replace(record, peaks=None, error=unusable.reason)


def _peak_row(
    record: Record,
    cells: Sequence[Any],
    fields: RowFields,
    left_out: ReadingNote | None = None,
    set_label: str | None = None,
) -> PeakRow:
    own_id = cell_text(cell_at(cells, fields.id))
    return PeakRow(record, own_id, record.structure, record.solvent, left_out, set_label)


def _peak_rows(table: RawTable, plan: TablePlan) -> Iterator[PeakRow]:
    """The rows of a table with a row for each peak."""
    fields = RowFields(table, plan)
    first_atom = first_atom_of(plan.columns)
    label_at, kind_at = fields.place(plan.label), fields.place(plan.line_kind)
    nucleus_at, set_at = fields.place(plan.nucleus), fields.place(plan.set_label)
    for row, (cells, reason) in enumerate(table.rows):
        record = fields.record(row, cells)
        cell = cell_at(cells, fields.peaks)
        label = cell_text(cell_at(cells, label_at))
        nucleus = cell_at(cells, nucleus_at)
        left_out = _left_out(cell, label, cell_at(cells, kind_at), nucleus)
        if left_out is None and (experiment := experiment_of(nucleus)) is not None:
            record = replace(record, experiment=experiment)
        if reason is not None or record.error is not None:
            record = replace(record, error=reason or record.error)
        elif left_out is None:
            try:
                peaks = peaks_of_shift_cell(cell, label, cell_at(cells, fields.multiplicity))
                record = replace(record, peaks=peaks or None)
                if peaks and first_atom is not None:
                    record = with_atoms(record, cell_at(cells, fields.atoms), first_atom)
            except UnusableRow as unusable:
                record = replace(record, peaks=None, error=unusable.reason)
        yield _peak_row(record, cells, fields, left_out, cell_text(cell_at(cells, set_at)))


def _left_out(cell: Any, label: str | None, kind: Any, nucleus: Any) -> ReadingNote | None:
    """Why a row of a table of peaks is none of the compound's carbons, None if it may be one."""
    if is_missing(cell):
        return None
    if is_proton(nucleus) or (label is not None and _PROTON_LABEL.fullmatch(label)):
        return ReadingNote(NoteCode.PROTON_NMR)
    if is_other_nucleus(nucleus):
        return ReadingNote(NoteCode.OTHER_NMR, cell_text(nucleus) or "")
    kind_text = cell_text(kind) or ""
    if _LINES_OF_OTHERS.search(kind_text):
        return ReadingNote(NoteCode.OTHER_LINES, f"{cell_text(cell)} {kind_text}")
    return None
