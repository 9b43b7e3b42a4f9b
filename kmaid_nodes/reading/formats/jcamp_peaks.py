"""The peaks of one block of a JCAMP-DX file."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kmaid_nodes.codes.reading_note import NoteCode, ReadingNote
from kmaid_nodes.codes.reason import ReasonCode
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.reading.formats.jcamp_blocks import Block, value_of
from kmaid_nodes.reading.formats.peaks import checked_peaks, shift_of
from kmaid_nodes.reading.multiplicity_entry import short
from kmaid_nodes.reading.record import Peak
from kmaid_nodes.wording.reading import hertz_at

_TABLES = ("PEAKASSIGNMENTS", "PEAKTABLE", "$DATATABLE", "$XYDATA", "$XYPOINTS")
_GROUP = re.compile(r"\(([^()<>]{0,200}(?:<[^<>\n]{0,500}>)?[^()<>]{0,50})\)")
_FORM = re.compile(r"\(\s*([A-Z])([A-Z]{1,4})\b", re.I)
_ATOMS = re.compile(r"C?\d{1,3}(?:\s*[,;/&+ ]\s*C?\d{1,3})*")


def has_peaks(block: Block) -> bool:
    """Whether a block has a peak table or peak assignments, and no other kind of data."""
    return peak_table(block) is not None


def peak_table(block: Block) -> tuple[str, str] | None:
    """The form, such as `XYA`, and the data of the table of peaks."""
    is_table = "PEAKTABLE" in re.sub(r"\W", "", value_of(block, "DATACLASS").upper())
    for label in _TABLES:
        text = block.get(label)
        if text is None or (label not in _TABLES[:2] and not is_table):
            continue
        first, _, data = text.strip().partition("\n")
        form, _, behind = first.partition(")")
        match = _FORM.match(form)
        if match and "++" not in form:
            own = f"{behind}\n" if re.search(r"\d", behind) else ""
            return (match[1] + match[2]).upper(), own + data
    return None


def peaks_of(block: Block, frequency_mhz: float | None) -> tuple[tuple[Peak, ...], tuple[ReadingNote, ...]]:
    """The peaks in ppm, with the atoms (0-based) that an assignment names by number, and notes.

    A word of an assignment that is no number becomes the peak's label. Positions in Hz are divided by the
    frequency. Raises UnusableRow for other units, unreadable entries and an empty table.
    """
    table = peak_table(block)
    if table is None:
        raise UnusableRow(ReasonCode.NO_PEAKS_PICKED)
    unit = value_of(block, "XUNITS").upper() or "PPM"
    factor = _factor(value_of(block, "XFACTOR"))
    notes: tuple[ReadingNote, ...] = ()
    if unit in ("HZ", "HERTZ"):
        if not frequency_mhz:
            raise UnusableRow(ReasonCode.NO_FREQUENCY)
        factor /= frequency_mhz
        notes = (ReadingNote(NoteCode.SHIFTS_FROM, hertz_at(frequency_mhz)),)
    elif unit not in ("PPM", "DELTA"):
        raise UnusableRow(ReasonCode.UNKNOWN_UNIT, unit=unit[:20])
    form, data = table
    peaks = [_peak(form, fields, factor) for fields in _entries(form, data)]
    return checked_peaks(_joined(peaks)), notes


def _factor(text: str) -> float:
    try:
        return float(text) or 1.0
    except ValueError:
        return 1.0


def _entries(form: str, data: str) -> list[list[str]]:
    """The values of each peak: in brackets, or one after the other."""
    if "(" in data:
        rest = _GROUP.sub("", data).strip(" \n\t;,")
        if rest:
            raise UnusableRow(ReasonCode.UNREADABLE_SPECTRUM_LINE, line=repr(rest.split("\n")[0][:40]))
        return [_fields(match[1]) for match in _GROUP.finditer(data)]
    if "<" in data:
        return [_fields(line) for line in data.split("\n") if line.strip()]
    values = [value for line in data.split("\n") for value in re.split(r"[\s,;]+", line.strip()) if value]
    width = len(form)
    if len(values) % width:
        raise UnusableRow(ReasonCode.UNREADABLE_SPECTRUM_LINE, line=repr(" ".join(values[-width:])[:40]))
    return [values[k : k + width] for k in range(0, len(values), width)]


def _fields(text: str) -> list[str]:
    before, bracket, words = text.partition("<")
    fields = [field.strip() for field in before.strip().rstrip(",").split(",")]
    return [*fields, words.partition(">")[0].strip()] if bracket else fields


def _peak(form: str, fields: Sequence[str], factor: float) -> Peak:
    if not fields or not fields[0]:
        raise UnusableRow(ReasonCode.UNREADABLE_SPECTRUM_LINE, line=short(", ".join(fields)))
    ppm = shift_of(fields[0], factor)
    words = fields[-1] if form.endswith("A") and len(fields) > 1 else ""
    if _ATOMS.fullmatch(words):
        return Peak(ppm, atoms=tuple(int(number) - 1 for number in re.findall(r"\d+", words)))
    return Peak(ppm, label=words or None)


def _joined(peaks: Sequence[Peak]) -> list[Peak]:
    """One peak for entries of one shift that assign it to one atom each."""
    joined: dict[tuple[float, str | None], Peak] = {}
    listed: list[Peak] = []
    for peak in peaks:
        if not peak.atoms:
            listed.append(peak)
            continue
        key = (peak.ppm, peak.label)
        known = joined.get(key)
        joined[key] = peak if known is None else Peak(peak.ppm, atoms=(*known.atoms, *peak.atoms))
        if known is None:
            listed.append(peak)
    return [joined[p.ppm, p.label] if p.atoms else p for p in listed]
