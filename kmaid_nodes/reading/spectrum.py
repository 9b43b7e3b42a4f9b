"""The spectra of one cell, and how spectra become records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from kmaid_nodes.codes.reading_note import NoteCode, ReadingNote
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.reading.peak_list import parse_spectra, with_multiplicities
from kmaid_nodes.reading.record import Record, Spectrum

__all__ = [
    "Spectrum",
    "parse_spectra",
    "records_of_cell",
    "records_of_spectra",
    "spectra_of_cell",
    "with_multiplicity_cell",
]


def records_of_cell(record: Record, cell: Any, multiplicity: Any = None) -> Iterator[Record]:
    """The record with the spectra of a cell and, of the same order in each of them, a multiplicity cell.

    One record, or one per spectrum, whose ids then end in "/" and the label of the set or its number. A cell
    that cannot be read gives the record with the reason.
    """
    try:
        spectra = spectra_of_cell(cell, multiplicity)
    except UnusableRow as unusable:
        yield replace(record, error=unusable.reason)
        return
    yield from records_of_spectra(record, spectra)


def spectra_of_cell(cell: Any, multiplicity: Any = None) -> tuple[Spectrum, ...]:
    """The spectra of a cell, each with the attached hydrogens of a multiplicity cell of the same order.

    Raises UnusableRow if one of the cells cannot be read or they do not fit.
    """
    return with_multiplicity_cell(parse_spectra(cell), multiplicity)


def with_multiplicity_cell(spectra: tuple[Spectrum, ...], multiplicity: Any) -> tuple[Spectrum, ...]:
    """The spectra, each with the attached hydrogens of a multiplicity cell of its order, None for no cell.

    Raises UnusableRow if they do not fit.
    """
    if multiplicity is None:
        return spectra
    return tuple(replace(s, peaks=with_multiplicities(s.peaks, multiplicity)) for s in spectra)


def records_of_spectra(record: Record, spectra: Sequence[Spectrum]) -> Iterator[Record]:
    """The record once per spectrum. A solvent that the spectrum itself names goes before the record's."""
    for number, spectrum in enumerate(spectra, 1):
        notes, solvent = record.notes + spectrum.notes, spectrum.solvent or record.solvent
        if record.solvent and solvent != record.solvent:
            if any(note.code is NoteCode.UNKNOWN_SOLVENT for note in spectrum.notes):
                solvent = record.solvent
            else:
                notes += (ReadingNote(NoteCode.SOLVENTS_DISAGREE, record.solvent),)
        yield replace(
            record,
            id=record.id if len(spectra) == 1 else f"{record.id}/{spectrum.set_label or number}",
            peaks=spectrum.peaks,
            experiment=spectrum.experiment,
            solvent=solvent,
            frequency_mhz=spectrum.frequency_mhz or record.frequency_mhz,
            set_label=spectrum.set_label,
            notes=notes,
        )
