"""TopSpin's peak tables as text: `peak.txt` of the old kind, and the table of the peaks window."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from kmaid_nodes.codes.reading_note import NoteCode, ReadingNote
from kmaid_nodes.codes.reason import ReasonCode
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.reading.formats.bruker_parameters import parameters_beside
from kmaid_nodes.reading.formats.peaks import (
    check_carbon,
    checked_peaks,
    note_of_unnamed_nucleus,
    shift_of,
)
from kmaid_nodes.reading.formats.whole_text import whole_text
from kmaid_nodes.reading.record import Peak, Record
from kmaid_nodes.reading.shortened import shortened

_DATASET = re.compile(r"\bNAME=\s*([^\s,]{1,80}).{0,40}?\bEXPNO=\s*(\d{1,6})")


def is_topspin_table(text: str) -> bool:
    """Whether a text has the header of one of the two tables."""
    return any(_shift_column(line) is not None or _old_header(line) for line in text.split("\n")[:60])


def read_bruker_peak_text(path: Path, stem: str) -> Iterator[Record]:
    """The record of a peak table, without structure.

    The old table has number, address, frequency in Hz and in ppm, and intensity; the new one a header with
    `F1 [ppm]`. Lines behind the header that are no peaks are left out with a note. The id is the dataset that
    the file names, or else its name. Raises UserError if the file cannot be read.
    """
    text = whole_text(path)
    parameters = parameters_beside(path)
    named = _DATASET.search(text[:20_000])
    record = parameters.record(f"{named[1]}/{named[2]}" if named else stem)
    try:
        check_carbon(parameters.nucleus)
        listed, notes = _listed(text.split("\n"))
        peaks = checked_peaks(listed)
        if parameters.nucleus is None:
            notes += (note_of_unnamed_nucleus(peaks),)
        yield replace(record, peaks=peaks, notes=notes)
    except UnusableRow as refusal:
        yield replace(record, error=refusal.reason)


def _old_header(line: str) -> bool:
    return "ADDRESS" in line and "FREQUENCY" in line


def _shift_column(line: str) -> int | None:
    """The place of the shifts in a header with tabs; None if the line is no such header."""
    cells = [cell.strip() for cell in line.split("\t")]
    if len(cells) < 2 or "F1" not in line or "ppm" not in line:
        return None
    return next((k for k, cell in enumerate(cells) if "F1" in cell and "ppm" in cell), None)


def _listed(lines: list[str]) -> tuple[list[Peak], tuple[ReadingNote, ...]]:
    peaks: list[Peak] = []
    strange: list[str] = []
    column: int | None = None
    is_old = False
    for line in lines:
        if not is_old and column is None:
            is_old = _old_header(line)
            column = None if is_old else _shift_column(line)
            if column is not None and "F2" in line:
                raise UnusableRow(ReasonCode.TWO_DIMENSIONAL)
            continue
        cells = line.split() if is_old else line.split("\t")
        if not line.strip() or (is_old and _is_units(cells)):
            continue
        at = 3 if is_old else column or 0
        if len(cells) > at and cells[0].strip().isdigit():
            peaks.append(Peak(shift_of(cells[at].strip())))
        else:
            strange.append(line.strip())
    words = shortened("; ".join(strange))
    return peaks, (ReadingNote(NoteCode.OTHER_LINES, words),) if strange else ()


def _is_units(cells: list[str]) -> bool:
    return all(cell.strip("#[](){}%").lower() in ("", "hz", "ppm", "abs", "rel") for cell in cells)
