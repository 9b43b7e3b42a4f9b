"""The description of an NMR spectrum for DP4 programs: carbons, protons, equivalent atoms and atoms to omit.

Format: Goodman and coworkers, PyDP4 (J. Org. Chem. 2016, 81, 8349): `191.0(C7),152.0(C4)`, a blank line,
`9.83(H7),7.42(H2)`, and lines such as `OMIT H19,H51`.
"""

from __future__ import annotations

import re

from kmaid_nodes.codes.reading_note import NoteCode, ReadingNote
from kmaid_nodes.reading.shortened import words_of

_ENTRIES = re.compile(r"\s*-?\d+(?:\.\d+)?\s*\([^()]*\)[\s,]*")
_OF_HYDROGEN = re.compile(r"\(\s*H\d")
_HIGHEST_PROTON_PPM = 20.0


def carbons_of_dp4_description(text: str) -> tuple[str, tuple[ReadingNote, ...]] | None:
    """The carbons of a description and notes on its other lines; None if the text is no description."""
    paragraphs = [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]
    if len(paragraphs) < 2 or not _is_list(paragraphs[0]) or _OF_HYDROGEN.search(paragraphs[0]):
        return None
    notes = []
    for paragraph in paragraphs[1:]:
        if _is_list(paragraph) and (_OF_HYDROGEN.search(paragraph) or _could_be_protons(paragraph)):
            notes.append(ReadingNote(NoteCode.PROTON_NMR, words_of(paragraph)))
        elif re.match(r"(?:OMIT|EQUIV\w*|[CH]\d+[,\s])", paragraph) or re.fullmatch(r"[CH\d,\s]+", paragraph):
            notes.append(ReadingNote(NoteCode.OTHER_LINES, words_of(paragraph)))
        else:
            return None
    return paragraphs[0], tuple(notes)


def _is_list(paragraph: str) -> bool:
    at = 0
    while at < len(paragraph):
        entry = _ENTRIES.match(paragraph, at)
        if entry is None:
            return False
        at = entry.end()
    return True


def _could_be_protons(paragraph: str) -> bool:
    shifts = [float(shift) for shift in re.findall(r"(-?\d+(?:\.\d+)?)\s*\(", paragraph)]
    return max(shifts, default=0.0) < _HIGHEST_PROTON_PPM
