"""The peak list of one cell: numbers, or text in any of the ways in which chemists write one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from numbers import Real
from typing import Any

from kmaid_nodes.chemistry.multiplicity import attached_hydrogens, leaves_multiplicity_open
from kmaid_nodes.codes.reading_note import NoteCode, ReadingNote
from kmaid_nodes.codes.reason import ReasonCode
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.reading.acs.string import only_spectrum, parse_acs_spectra
from kmaid_nodes.reading.acs.usual_string import usual_spectrum
from kmaid_nodes.reading.bare_list import peaks_of_bare_list
from kmaid_nodes.reading.decimal_points import refuse_lost_points
from kmaid_nodes.reading.dp4_description import carbons_of_dp4_description
from kmaid_nodes.reading.multiplicity_entry import hydrogens_of_entry, short
from kmaid_nodes.reading.names_before_shifts import with_names_behind
from kmaid_nodes.reading.nmredata import spectra_of_nmredata_tag
from kmaid_nodes.reading.nmredata_tag import is_spectrum_tag
from kmaid_nodes.reading.nmrshiftdb2_spectrum import is_nmrshiftdb2_spectrum, parse_nmrshiftdb2_spectrum
from kmaid_nodes.reading.nucleus_headings import with_nmr_named
from kmaid_nodes.reading.pasted_table import is_name_of_shifts, spectrum_of_pasted_table
from kmaid_nodes.reading.plain_list import parse_plain_list, refuse_protons
from kmaid_nodes.reading.printed_list import plain_text_of
from kmaid_nodes.reading.record import Peak, Spectrum
from kmaid_nodes.reading.shift import shift_of_value
from kmaid_nodes.reading.shift_pairs import pairs_of_cells, pairs_of_text, peaks_of_pairs
from kmaid_nodes.reading.shortened import words_of
from kmaid_nodes.reading.text_size import MOST_CHARACTERS, bounded
from kmaid_nodes.wording.table_layout import one_column

_PAPER_TEXT = re.compile(
    r"NMR|nmr|δ|DEPT|APT|HSQC|HMQC|[(){}^⁰¹²³⁴-⁹ᵃ-ᶻ]|\b[1-7]?[Jj](?:\b|[CFHNP])|\d\s?-\s?\d|×|(?:[Mm]aj|[Mm]in)(?:or)?\b|RMN|"
    r"[αβEZ]\s?:|[†‡§~≈]|\bca\b|\bC-?\d+'*\s?[:=]?\s+\d|\d \.\d|\b[lI]\d+\.|[.;,]\s[A-Z][a-z]{2,}|"
    r"\d[a-ce-pru-wyz]\b|\d\s?(?:\*(?!\s?\d)|[#′″'♦•‖¶])|\d\. \d{1,2}(?:[,;]|$)|"
    r"\d\.\d+ [abce-pru-z](?=\s?[,;]|$)|"
    r"[dtq]\s?,?\s?\d{1,3}(?:\.\d{1,2})?\s?Hz\b|[Ii]somer|[Rr]otamer|[Cc]onformer|[Aa]nomer|\balpha\b|\bbeta\b|"
    r"\d\.\d+ to \d|(?:[Ss]ignals?|[Pp]eaks?) at|"
    r"\b(?:in )?(?:CDCl3|DMSO|CD3OD|D2O|C6D6|CD2Cl2)\b|\bC-?\d{1,2}'*[:=]\d|"
    r"\d\s+C-?\d{1,2}'*(?=\s*[;,\n]|$)|\d\.\d+\s?\[[A-Z]|\d\s?±\s?\d"
)
# Of a multiplicity cell: `C, ipso; CH; CH3` has commas within its entries, `C (s), CH (d, 8 Hz)` in brackets.
_SEPARATORS = (r"\s*[,;|](?![^()]*\))\s*", r"\s*[;|]\s*", r"\s*\n\s*", r"\s+")
_PLACEHOLDER = re.compile(r"[-‐‑–—−]+|n\.?d\.?|n/a|\?", re.IGNORECASE)
_DASH = re.compile(r"\s?[-‐‑–—−]\s?")
_PARTED_BY_DASHES = re.compile(
    r"(?<![\d.,])\d{1,3}[.,]\d{1,3}(?:\s?[-‐‑–—−]\s?\d{1,3}[.,]\d{1,3}){2,}(?![\d.])"
)
_NOT_SEEN = re.compile(r"\b(?:n\. [do]\.|not (?:detected|observed|determined|visible))")
_HIGHEST_PROTON_PPM = 14.0
_CLOSING_POINT = re.compile(r"(?<=\d\.\d)\.$|(?<=\d\.\d\d)\.$")
_STARTS_WITH_SHIFT = re.compile(r"[-−]?\d")
_NUMBERED_LINE = re.compile(r"\s*\d{1,2}\)\s*\d|\s*$")


def parse_peak_list(cell: Any) -> tuple[Peak, ...]:
    """The peaks (ppm) of a cell that holds one spectrum, in the order given; see `parse_spectra`.

    Raises UnusableRow with the reason, also for several labelled sets of shifts.
    """
    return only_spectrum(parse_spectra(cell)).peaks


def parse_spectra(cell: Any) -> tuple[Spectrum, ...]:
    """The spectra of a cell: one, or one for each labelled set of shifts (rotamers, anomers).

    cell: a list or array of numbers (or their texts), one number, or text: `157.4, 149.8, 55.7`;
    `157,4; 149,8`; `157.4 C; 55.7 CH3`; `157.4S 55.7Q`; `157.4:0 55.7:3`; `129.9 2C, 113.7 x2`;
    `Cq: 157.4; CH3: 55.7`; pairs of a shift and its attached hydrogens, `(157.4, 0), (55.7, 3)`, also as a
    list of lists; nmrshiftdb2's own syntax `shift;intensity+letter;atom|...` (0-based atoms); a tag of
    NMReDATA, `128.3, L=C1`; a table with a heading, copied with its tabs; or the experimental section of a
    paper. In a plain list s/d/t/q stand for 0/1/2/3 attached hydrogens; in a paper's string they may be
    couplings (see `parse_acs_spectra`).

    Raises UnusableRow with the reason: an empty list, words that are not understood, a value that is missing
    or not a number, a shift outside -50 to 350 ppm.
    """
    if cell is None:
        raise UnusableRow(ReasonCode.EMPTY_PEAK_LIST)
    if isinstance(cell, bytes):
        cell = cell.decode("utf-8", errors="replace")
    if isinstance(cell, str):
        return _spectra_of_text(cell)
    if _is_0d(cell):
        return parse_spectra(cell.tolist())
    if isinstance(cell, Real):
        cell = [cell]
    if not isinstance(cell, Iterable):
        raise UnusableRow(ReasonCode.NOT_A_PEAK_LIST, type=type(cell).__name__)
    values = [value.tolist() if _is_0d(value) else value for value in cell]
    if values and all(isinstance(value, str) for value in values):
        return _spectra_of_text("; ".join(values))
    pairs = pairs_of_cells(values)
    peaks = peaks_of_pairs(pairs) if pairs else tuple(Peak(_number(value)) for value in values)
    if not peaks:
        raise UnusableRow(ReasonCode.EMPTY_PEAK_LIST)
    return (Spectrum(peaks),)


def with_multiplicities(peaks: Sequence[Peak], cell: Any) -> tuple[Peak, ...]:
    """The peaks with the attached hydrogens of a separate multiplicity cell of the same order.

    cell: a list (letters, `CH2`-like text or numbers; None or empty where not known), or text: `S, D, Q`,
    `C;CH;;CH3` or `SDQ`. None or an empty cell leaves the peaks as they are; an entry that leaves
    the multiplicity open (`-`, `m`, `N/A`, `CH/CH3`) keeps what the peak list itself says. Raises UnusableRow
    if the number of entries is not the number of peaks, or an entry is not a multiplicity.
    """
    entries = _multiplicity_entries(cell, len(peaks))
    if not entries:
        return tuple(peaks)
    if len(entries) != len(peaks):
        raise UnusableRow(ReasonCode.MULTIPLICITY_COUNT_MISMATCH, entries=len(entries), peaks=len(peaks))
    hydrogens = [hydrogens_of_entry(entry) for entry in entries]
    return tuple(peak if h is None else replace(peak, hydrogens=h) for peak, h in zip(peaks, hydrogens))


def _spectra_of_text(text: str) -> tuple[Spectrum, ...]:
    if len(text) <= MOST_CHARACTERS:
        if bare := peaks_of_bare_list(text):
            refuse_protons(bare)
            return (Spectrum(bare),)
        if usual := usual_spectrum(text):
            return (usual,)
        if is_nmrshiftdb2_spectrum(text):
            return (Spectrum(parse_nmrshiftdb2_spectrum(text)),)
        if is_spectrum_tag(text):
            return _spectra_of_tag(text)
    text = plain_text_of(bounded(text))
    if is_nmrshiftdb2_spectrum(text):
        return (Spectrum(parse_nmrshiftdb2_spectrum(text)),)
    if any(dash in text for dash in "-‐‑–—−"):
        text = _PARTED_BY_DASHES.sub(lambda chain: _DASH.sub("; ", chain[0]), text)
    text = with_names_behind(with_nmr_named(text))
    pairs = pairs_of_text(text)
    if pairs:
        return (Spectrum(peaks_of_pairs(pairs)),)
    if "\n" in text.strip() and (spectra := _spectra_of_lines(text)) is not None:
        return spectra
    refuse_lost_points(text)
    if text.strip() and all(_NUMBERED_LINE.match(line) for line in text.strip().splitlines()):
        raise UnusableRow(ReasonCode.AMBIGUOUS_LINE_NUMBER, number=text.split()[0])
    text = _NOT_SEEN.sub("n.d.", text) if "n" in text else text
    plain = text.translate(str.maketrans("‐‑–—−", "-----")).strip().strip("[]").strip()
    plain = _CLOSING_POINT.sub("", plain)
    if not plain:
        raise UnusableRow(ReasonCode.EMPTY_PEAK_LIST)
    if _PAPER_TEXT.search(plain):
        return parse_acs_spectra(_without_outer_bracket(text))
    return (parse_plain_list(plain),)


def _spectra_of_tag(text: str) -> tuple[Spectrum, ...]:
    """The spectrum of an NMReDATA tag whose name is not known, so that it may be of protons."""
    spectra = spectra_of_nmredata_tag(text)
    if all(peak.ppm <= _HIGHEST_PROTON_PPM for spectrum in spectra for peak in spectrum.peaks):
        raise UnusableRow(ReasonCode.PROTON_SPECTRUM)
    return spectra


def _spectra_of_lines(text: str) -> tuple[Spectrum, ...] | None:
    """The spectra of a text whose lines mean something; None for a list that is merely wrapped."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if is_name_of_shifts(lines[0]) and all(_STARTS_WITH_SHIFT.match(line) for line in lines[1:]):
        note = ReadingNote(NoteCode.LAYOUT, one_column(words_of(lines[0])))
        return tuple(replace(s, notes=(*s.notes, note)) for s in _spectra_of_text("\n".join(lines[1:])))
    table = spectrum_of_pasted_table(text, lambda listing: only_spectrum(_spectra_of_text(listing)))
    if table is not None:
        return (table,)
    if (description := carbons_of_dp4_description(text)) is not None:
        carbons, notes = description
        return tuple(replace(s, notes=(*s.notes, *notes)) for s in _spectra_of_text(carbons))
    shifts = [line for line in lines if not _PLACEHOLDER.fullmatch(line)]
    if len(shifts) == len(lines) or not all(_STARTS_WITH_SHIFT.match(line) for line in shifts) or not shifts:
        return None
    note = ReadingNote(NoteCode.PLACEHOLDER, str(len(lines) - len(shifts)))
    return tuple(replace(s, notes=(*s.notes, note)) for s in _spectra_of_text("\n".join(shifts)))


def _without_outer_bracket(text: str) -> str:
    inner = re.fullmatch(r"\s*\[([^\[\]]*)\]\s*", text)
    return inner[1] if inner else text


def _number(value: Any) -> float:
    if value is None:
        raise UnusableRow(ReasonCode.MISSING_VALUE)
    if isinstance(value, bool) or not isinstance(value, (Real, Decimal)):
        raise UnusableRow(ReasonCode.UNREADABLE_VALUE, value=short(value))
    return shift_of_value(value)


def _is_0d(cell: Any) -> bool:
    """Whether a cell is a numpy array of no dimension, which holds one value and cannot be iterated."""
    return isinstance(cell, Iterable) and getattr(cell, "ndim", None) == 0 and hasattr(cell, "tolist")


def _multiplicity_entries(cell: Any, peaks: int) -> list[Any]:
    if cell is None or (isinstance(cell, float) and cell != cell):
        return []
    if not isinstance(cell, str):
        return [cell] if not isinstance(cell, Iterable) or _is_0d(cell) else list(cell)
    text = cell.strip().strip("[]").strip()
    if re.fullmatch(r"\([^()]*\)", text):
        text = text[1:-1].strip()
    parts = re.split(r"\s*/\s*", text)
    if (
        peaks > 1
        and len(parts) > 2
        and all(attached_hydrogens(p) is not None or leaves_multiplicity_open(p) for p in parts)
    ):
        return parts  # S/D/Q, not the alternatives CH/CH3
    if not text or (not re.search(r"[,;|\s]", text) and leaves_multiplicity_open(text)):
        return []
    if re.fullmatch(r"[SDTQsdtq]{2,}", text):
        return list(text)
    ways = [re.split(separator, text) for separator in _SEPARATORS if re.search(separator, text)] or [[text]]
    return next((entries for entries in ways if len(entries) == peaks), ways[0])
