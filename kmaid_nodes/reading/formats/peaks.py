"""Peaks and nuclei as the formats of files give them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from kmaid_nodes.codes.reading_note import NoteCode, ReadingNote
from kmaid_nodes.codes.reason import ReasonCode
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.reading.multiplicity_entry import short
from kmaid_nodes.reading.record import Peak
from kmaid_nodes.reading.shift import checked_shift
from kmaid_nodes.reading.shortened import shortened

CARBON = "13C"
_NUCLEUS = re.compile(r"\^?(\d{1,3})\^?-?([A-Z][a-z]?)|([A-Z][a-z]?)-?\^?(\d{1,3})")
_MOST_PEAKS = 1000
# No carbon spectrum without solvent or carbonyl lines ends below this, and few proton spectra go beyond.
_HIGHEST_PROTON = 16.0
_LOWEST_PROTON = -3.0


def nucleus_of(text: str) -> str | None:
    """`13C`, `1H`, ... from `^13C`, `<13C>`, `C13`, `Carbon` and the like; None if it names none."""
    word = text.strip().lower()
    if word.startswith(("carbon", "proton")):
        return CARBON if word.startswith("carbon") else "1H"
    match = _NUCLEUS.search(text[:80])
    if match is None:
        return None
    return f"{match[1]}{match[2]}" if match[1] else f"{match[4]}{match[3]}"


def check_carbon(nucleus: str | None) -> None:
    """Raises UnusableRow for a nucleus other than 13C; None is not known."""
    if nucleus not in (None, CARBON):
        raise UnusableRow(ReasonCode.OTHER_NUCLEUS, nucleus=nucleus)


def note_of_unnamed_nucleus(peaks: Sequence[Peak]) -> ReadingNote:
    """The note for shifts whose nucleus is not named; UnusableRow where they may be those of protons."""
    lowest, highest = min(p.ppm for p in peaks), max(p.ppm for p in peaks)
    if lowest >= _LOWEST_PROTON and highest <= _HIGHEST_PROTON:
        raise UnusableRow(ReasonCode.PERHAPS_PROTONS, lowest=f"{lowest:g}", highest=f"{highest:g}")
    return ReadingNote(NoteCode.NUCLEUS_NOT_NAMED)


def left_out_spectrum(nucleus: str | None, words: str = "") -> ReadingNote:
    """The note for a spectrum of another nucleus."""
    if nucleus == "1H":
        return ReadingNote(NoteCode.PROTON_NMR, shortened(words))
    return ReadingNote(NoteCode.OTHER_NMR, shortened(words or nucleus or ""))


def shift_of(text: str, factor: float = 1.0) -> float:
    """The shift in ppm that a number, times the factor, gives; UnusableRow if it is no 13C shift."""
    try:
        value = float(text)
    except ValueError:
        raise UnusableRow(ReasonCode.UNREADABLE_SHIFT, value=short(text)) from None
    return checked_shift(value if factor == 1.0 else round(value * factor, 4))


def checked_peaks(peaks: Iterable[Peak]) -> tuple[Peak, ...]:
    """The peaks; raises UnusableRow if there are none or too many for a picked spectrum."""
    listed = tuple(peaks)
    if not listed:
        raise UnusableRow(ReasonCode.EMPTY_SPECTRUM)
    if len(listed) > _MOST_PEAKS:
        raise UnusableRow(ReasonCode.TOO_MANY_PEAKS, most=_MOST_PEAKS)
    return listed
