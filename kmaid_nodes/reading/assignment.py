"""Whether the atoms of an assigned spectrum can be those of its structure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kmaid_nodes.codes.reading_note import NoteCode, ReadingNote
from kmaid_nodes.reading.record import Peak


def with_sound_atoms(
    peaks: Sequence[Peak], symbols: Sequence[str] | None
) -> tuple[tuple[Peak, ...], tuple[ReadingNote, ...]]:
    """The peaks, without any atoms and with a note if one of their atoms cannot bear a 13C shift.

    symbols: the elements of the structure in its atom order, None if there is no structure. One atom that
    is outside the molecule or no carbon shows that the numbering is another drawing's; then the
    others are wrong as well, and no carbon must be trained on another's shift.
    """
    named = [atom for peak in peaks for atom in peak.atoms]
    if not named or (symbols is not None and all(is_carbon(atom, symbols) for atom in named)):
        return tuple(peaks), ()
    code = NoteCode.ASSIGNMENT_WITHOUT_STRUCTURE if symbols is None else NoteCode.ASSIGNMENT_TO_NO_CARBON
    return without_atoms(peaks), (ReadingNote(code),)


def without_atoms(peaks: Sequence[Peak]) -> tuple[Peak, ...]:
    """The peaks without their assignment."""
    return tuple(replace(peak, atoms=()) for peak in peaks)


def is_carbon(atom: int, symbols: Sequence[str]) -> bool:
    """Whether there is such an atom, counted from 0, and it is a carbon."""
    return 0 <= atom < len(symbols) and symbols[atom] == "C"
