"""The peak list of one cell: numbers, or text in any of the ways in which chemists write one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from numbers import Real
from typing import Any

from kmaid_nodes.chemistry.multiplicity import attached_hydrogens
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.reading.acs_string import parse_acs_string
from kmaid_nodes.reading.nmrshiftdb2_spectrum import is_nmrshiftdb2_spectrum, parse_nmrshiftdb2_spectrum
from kmaid_nodes.reading.record import Peak
from kmaid_nodes.reading.shift import checked_shift, with_decimal_points

_SHIFT = re.compile(
    r"(?P<ppm>[-+]?\d+\.?\d*)(?:ppm)?(?:[:/]?(?P<multiplicity>[A-Za-z]\w*|(?<=[:/])\d))?", re.IGNORECASE
)
_PAPER_TEXT = re.compile(r"NMR|δ|[(){}]|\bJ\b|\d\s*-\s*\d|×", re.IGNORECASE)
_NOTHING = "the peak list is empty"


def parse_peak_list(cell: Any) -> tuple[Peak, ...]:
    """The peaks (ppm) of a cell, in the order given.

    cell: a list or array of numbers (or their texts), one number, or text: `157.4, 149.8, 55.7`;
    `157,4; 149,8`; `157.4 C; 55.7 CH3`; `157.4S 55.7Q`; `157.4:0 55.7:3`; nmrshiftdb2's own syntax
    `shift;intensity+letter;atom|...` (0-based atoms); or the 13C string of a paper. In a plain list
    s/d/t/q stand for 0/1/2/3 attached hydrogens; in a paper's string they may be couplings (see
    `parse_acs_string`).

    Raises UnusableRow with the reason: an empty list, a token that is no shift, a value that is missing
    or not a number, a shift outside -50 to 350 ppm.
    """
    if cell is None:
        raise UnusableRow(_NOTHING)
    if isinstance(cell, bytes):
        cell = cell.decode("utf-8", errors="replace")
    if isinstance(cell, str):
        return _parse_text(cell)
    if isinstance(cell, Real):
        cell = [cell]
    if not isinstance(cell, Iterable):
        raise UnusableRow(f"a peak list cannot be a {type(cell).__name__}")
    values = list(cell)
    if values and all(isinstance(value, str) for value in values):
        return _parse_text("; ".join(values))
    peaks = tuple(Peak(_number(value)) for value in values)
    if not peaks:
        raise UnusableRow(_NOTHING)
    return peaks


def with_multiplicities(peaks: Sequence[Peak], cell: Any) -> tuple[Peak, ...]:
    """The peaks with the attached hydrogens of a separate multiplicity cell of the same order.

    cell: a list (letters, `CH2`-like text or numbers; None or empty where not known), or text: `S, D, Q`,
    `C;CH;;CH3` or `SDQ`. None or an empty cell leaves the peaks as they are; an entry that tells
    nothing leaves what the peak list itself told. Raises UnusableRow if the number of entries is not
    the number of peaks, or an entry is no multiplicity.
    """
    entries = _multiplicity_entries(cell)
    if not entries:
        return tuple(peaks)
    if len(entries) != len(peaks):
        raise UnusableRow(f"the multiplicity list has {len(entries)} entries for {len(peaks)} peaks")
    return tuple(
        peak if entry is None else replace(peak, hydrogens=_told_hydrogens(entry))
        for peak, entry in zip(peaks, entries)
    )


def _parse_text(text: str) -> tuple[Peak, ...]:
    if is_nmrshiftdb2_spectrum(text):
        return parse_nmrshiftdb2_spectrum(text)
    plain = text.translate(str.maketrans("‐‑–—−", "-----")).strip().strip("[]").strip()
    if not plain:
        raise UnusableRow(_NOTHING)
    if _PAPER_TEXT.search(plain):
        return parse_acs_string(text).peaks
    return _parse_plain(plain)


def _parse_plain(text: str) -> tuple[Peak, ...]:
    peaks: list[Peak] = []
    for token in re.split(r"[\s,;|]+", with_decimal_points(text)):
        shift = _SHIFT.fullmatch(token)
        if shift:
            told = shift["multiplicity"]
            peaks.append(Peak(checked_shift(float(shift["ppm"])), _told_hydrogens(told) if told else None))
        elif peaks and peaks[-1].hydrogens is None and attached_hydrogens(token) is not None:
            peaks[-1] = replace(peaks[-1], hydrogens=attached_hydrogens(token))
        elif token and token.lower().rstrip(".") not in ("and", "ppm"):
            raise UnusableRow(f"cannot read {_short(token)} in the peak list")
    if not peaks:
        raise UnusableRow(_NOTHING)
    return tuple(peaks)


def _number(value: Any) -> float:
    if value is None:
        raise UnusableRow("the peak list holds a missing value")
    if isinstance(value, bool) or not isinstance(value, (Real, Decimal)):
        raise UnusableRow(f"cannot read {_short(value)} in the peak list")
    return checked_shift(float(value))


def _multiplicity_entries(cell: Any) -> list[Any]:
    if cell is None or (isinstance(cell, float) and cell != cell):
        return []
    if isinstance(cell, str):
        text = cell.strip().strip("[]").strip()
        if re.fullmatch(r"[SDTQsdtq]{2,}", text):
            return list(text)
        separator = r"\s*[,;|]\s*" if re.search(r"[,;|]", text) else r"\s+"
        cell = re.split(separator, text) if text else []
    elif not isinstance(cell, Iterable):
        cell = [cell]
    return [None if _is_missing(entry) else entry for entry in cell]


def _is_missing(entry: Any) -> bool:
    return entry is None or entry != entry or str(entry).strip(" -?'\"") == ""


def _told_hydrogens(entry: Any) -> int:
    is_whole = isinstance(entry, Real) and float(entry).is_integer()
    text = str(int(float(entry))) if is_whole else str(entry)
    hydrogens = attached_hydrogens(text)
    if hydrogens is None:
        raise UnusableRow(f"{_short(entry)} is no multiplicity (S, D, T, Q or C, CH, CH2, CH3)")
    return hydrogens


def _short(value: Any) -> str:
    return repr(value if len(str(value)) <= 30 else str(value)[:27] + "...")
