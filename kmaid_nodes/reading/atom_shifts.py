"""Shifts that stand beside atom numbers in data fields of SD files, as `0:2|191.00;1:3|129.80`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kmaid_nodes.codes.reading_note import NoteCode, ReadingNote
from kmaid_nodes.codes.reason import ReasonCode
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.reading.assignment import is_carbon, without_atoms
from kmaid_nodes.reading.record import Peak
from kmaid_nodes.reading.shift import checked_shift
from kmaid_nodes.reading.spectrum import Spectrum

_PPM = r"[-+]?\d{1,4}(?:\.\d*)?"
_ATOMS = r"\d{1,6}(?:\s*,\s*\d{1,6})*"
_ENTRY = re.compile(rf"\s*\d{{1,6}}\s*:\s*(?P<atoms>{_ATOMS})\s*\|\s*(?P<ppm>{_PPM})\s*")
_LINE = re.compile(rf"\s*(?P<atoms>{_ATOMS})\s*,\s*(?P<ppm>{_PPM})\s*")


def spectrum_of_atom_shifts(
    text: str, symbols: Sequence[str] | None, named_assignment: bool
) -> Spectrum | None:
    """The spectrum of a field that holds entries `number:atom|shift` or lines `atom, shift \\`; else None.

    The first is ACD/Labs' `CNMR_SHIFTS`, the second `NMRSHIFTDB2_ASSIGNMENT`, whose lines end in a backslash
    unless the field is named an assignment. symbols: elements of the molblock in its atom order. Files count
    atoms from 1 or from 0: the one that makes all atoms carbons is taken. If both or none do, the assignment
    is left out, and a note says so. Shifts in ppm. Raises UnusableRow for an entry that cannot be read.
    """
    if _ENTRY.match(text):
        entries = _entries(text)
    elif _is_list_of_lines(text, named_assignment):
        entries = [_matched(_LINE, line, ReasonCode.UNREADABLE_SPECTRUM_LINE) for line in _lines(text)]
    else:
        return None
    peaks = tuple(
        Peak(checked_shift(float(entry["ppm"])), atoms=tuple(int(n) for n in entry["atoms"].split(",")))
        for entry in entries
    )
    return _numbered(peaks, symbols)


def _entries(text: str) -> list[re.Match[str]]:
    """Entries are separated by semicolons; lines may break anywhere, or stand for the semicolon."""
    wrapped = [entry for entry in text.replace("\n", "").split(";") if entry.strip()]
    if all(_ENTRY.fullmatch(entry) for entry in wrapped):
        parts = wrapped
    else:
        parts = [entry for entry in text.replace("\n", ";").split(";") if entry.strip()]
    return [_matched(_ENTRY, part, ReasonCode.UNREADABLE_SPECTRUM_ENTRY) for part in parts]


def _lines(text: str) -> list[str]:
    return [line for part in text.split("\n") if (line := part.strip().rstrip("\\").strip())]


def _is_list_of_lines(text: str, named_assignment: bool) -> bool:
    first = text.split("\n", 1)[0].strip()
    return bool(_LINE.fullmatch(first.rstrip("\\")) and (named_assignment or first.endswith("\\")))


def _matched(pattern: re.Pattern[str], text: str, code: ReasonCode) -> re.Match[str]:
    match = pattern.fullmatch(text)
    if match is None:
        cited = repr(text.strip()[:40])
        detail = "entry" if code is ReasonCode.UNREADABLE_SPECTRUM_ENTRY else "line"
        raise UnusableRow(code, **{detail: cited})
    return match


def _numbered(peaks: tuple[Peak, ...], symbols: Sequence[str] | None) -> Spectrum:
    """The peaks with 0-based atoms, counted in the only way that makes all of them carbons."""
    named = [atom for peak in peaks for atom in peak.atoms]
    bases = [base for base in (1, 0) if symbols and all(is_carbon(atom - base, symbols) for atom in named)]
    if len(bases) == 1:
        return Spectrum(
            tuple(replace(peak, atoms=tuple(atom - bases[0] for atom in peak.atoms)) for peak in peaks)
        )
    code = NoteCode.ASSIGNMENT_FROM_0_OR_1 if bases else NoteCode.ASSIGNMENT_TO_NO_CARBON
    return Spectrum(without_atoms(peaks), notes=(ReadingNote(code),))
