"""The table of 13C spectra, one row each, that files and tables become."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import knime.extension as knext

from kmaid_nodes.nodes.tables import NewTable, chemical_type

if TYPE_CHECKING:
    from kmaid_nodes.reading.record import Record

REASON = "Not usable because"
_ROWS = 256
_ERROR_CODE = 7  # its place among the columns


def spectra_columns() -> list[knext.Column]:
    """The columns of the table."""
    return [
        knext.Column(knext.string(), "ID"),
        knext.Column(chemical_type("SdfValue"), "Structure"),
        knext.Column(knext.string(), "Assigned shifts"),
        knext.Column(knext.list_(knext.double()), "Peaks"),
        knext.Column(knext.string(), "Multiplicity"),
        knext.Column(knext.string(), "Solvent"),
        knext.Column(knext.string(), REASON),
        knext.Column(knext.string(), "Error code"),
        knext.Column(knext.string(), "Read as"),
        knext.Column(knext.double(), "Frequency [MHz]"),
        knext.Column(knext.string(), "Set"),
        knext.Column(knext.int64(), "Row number"),
        knext.Column(knext.string(), "Experiment"),
        knext.Column(knext.string(), "Atom numbers"),
    ]


class SpectraTable:
    """Grows record by record. further: columns behind those of the spectra.

    rows: spectra so far; failed_rows: those that cannot be used, as far as they are written.
    """

    def __init__(self, further: Sequence[knext.Column] = ()):
        self._out = NewTable([*spectra_columns(), *further])
        self._waiting: list[tuple[Record, Sequence[Any]]] = []
        self.rows = self.failed_rows = 0

    def add(self, record: Record, further: Sequence[Any] = ()) -> None:
        """A spectrum, and its cells in the further columns."""
        self._waiting.append((record, further))
        self.rows += 1
        if len(self._waiting) == _ROWS:
            self._write()

    def finish(self) -> knext.BatchOutputTable:
        """The table; nothing can be added any more."""
        self._write()
        return self._out.finish()

    def _write(self) -> None:
        if not self._waiting:
            return
        cells = _cells([record for record, _ in self._waiting])
        self.failed_rows += sum(code is not None for code in cells[_ERROR_CODE])
        further = zip(*(values for _, values in self._waiting))
        self._out.append([*cells, *map(list, further)])
        self._waiting = []


def _cells(records: list[Record]) -> list[list[Any]]:
    from kmaid_nodes.wording.reason import error_text
    from kmaid_nodes.writing.assigned_shifts import multiplicity_text

    numbers = [_numbers(r) for r in records]
    structures, records = _with_molblocks(records)
    return [
        [r.id for r in records],
        structures,
        [_assigned_shifts(r) for r in records],
        [[p.ppm for p in r.peaks] if r.peaks is not None else None for r in records],
        [multiplicity_text(r.peaks or ()) for r in records],
        [r.solvent for r in records],
        [error_text(r.error) for r in records],
        [None if r.error is None else str(r.error.code) for r in records],
        [_read_as(r) for r in records],
        [r.frequency_mhz for r in records],
        [r.set_label for r in records],
        [r.row for r in records],
        [None if r.peaks is None else str(r.experiment) for r in records],
        numbers,
    ]


def _with_molblocks(records: list[Record]) -> tuple[list[str | None], list[Record]]:
    """The SDF cells of the structures; a record whose SMILES cannot be read gets the reason."""
    from kmaid_nodes.chemistry.molblock import molblock_of
    from kmaid_nodes.errors import UnusableRow

    cells: list[str | None] = []
    told: list[Record] = []
    for record in records:
        try:
            molblock = molblock_of(record.structure) if record.structure else None
        except UnusableRow as refusal:
            molblock, record = None, replace(record, error=record.error or refusal.reason)
        cells.append(None if molblock is None else molblock.rstrip("\n") + "\n$$$$\n")
        told.append(record)
    return cells, told


def _numbers(record: Record) -> str | None:
    """Own numbers of the atoms; those that a molblock holds stay in it."""
    from kmaid_nodes.chemistry.structure import parse_structure
    from kmaid_nodes.errors import UnusableRow
    from kmaid_nodes.reading.own_numbers import numbers_text

    if record.numbers or not record.structure or "M  END" in record.structure:
        return record.numbers
    if not {":", "|"} & set(record.structure):
        return None
    try:
        return numbers_text(parse_structure(record.structure).atom_numbers) or None
    except UnusableRow:
        return None


def _assigned_shifts(record: Record) -> str | None:
    from kmaid_nodes.writing.assigned_shifts import assigned_shifts_text

    peaks = record.peaks or ()
    return assigned_shifts_text(peaks) if any(peak.atoms for peak in peaks) else None


def _read_as(record: Record) -> str | None:
    """What was read of the spectrum, or of a record without one what was left out."""
    from kmaid_nodes.wording.reading import notes_text, reading_text

    if record.peaks is None:
        return "; ".join(notes_text(record.notes)) or None
    return reading_text(
        len(record.peaks),
        record.experiment,
        record.frequency_mhz,
        record.solvent,
        record.set_label,
        record.notes,
    )
