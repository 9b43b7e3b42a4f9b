"""What was read of a record, in words: the same sentence in tables and reports."""

from __future__ import annotations

from kmaid_nodes.chemistry.extraneous_signals import solvents_without_lines
from kmaid_nodes.codes.experiment import Experiment
from kmaid_nodes.codes.reading_note import NoteCode, ReadingNote
from kmaid_nodes.reading.record import Record
from kmaid_nodes.wording.reading import notes_text, reading_text

_OF_STRUCTURE = (NoteCode.STRUCTURE_CHANGED, NoteCode.NUMBERS)


def read_as(record: Record) -> str | None:
    """`8 peaks; 13C at 101 MHz in CDCl3; left out: ...`; None if nothing is known of a spectrum.

    A solvent whose lines are not known is said to be unknown, whatever the reader noted.
    """
    if _says_nothing(record):
        return None
    return reading_text(
        None if record.peaks is None else len(record.peaks),
        record.experiment,
        record.frequency_mhz,
        record.solvent,
        record.set_label,
        notes_of(record),
    )


def structure_read_as(record: Record) -> str | None:
    """How the structure was read where that is not as it is written, else None."""
    notes = [note for note in record.notes if note.code in _OF_STRUCTURE]
    return "; ".join(notes_text(notes)) or None


def notes_of(record: Record) -> tuple[ReadingNote, ...]:
    """The reader's notes, and one on each solvent whose lines are not known."""
    noted = {note.words for note in record.notes if note.code is NoteCode.UNKNOWN_SOLVENT}
    unknown = [name for name in solvents_without_lines(record.solvent) if name not in noted]
    return record.notes + tuple(ReadingNote(NoteCode.UNKNOWN_SOLVENT, name) for name in unknown)


def _says_nothing(record: Record) -> bool:
    return (
        record.peaks is None
        and record.experiment is Experiment.CARBON
        and record.frequency_mhz is None
        and record.solvent is None
        and record.set_label is None
        and not record.notes
    )
