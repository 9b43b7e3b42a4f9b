"""Lists of shifts with decimals, alone or each with its formula: they have one meaning, found at once."""

from __future__ import annotations

import re

from kmaid_nodes.chemistry.multiplicity import attached_hydrogens
from kmaid_nodes.reading.record import Peak
from kmaid_nodes.reading.shift import checked_shift

_SHIFT = r"-?\d{1,3}\.\d{1,4}"
_SHIFTS = re.compile(rf"{_SHIFT}(?:, {_SHIFT})+|{_SHIFT}(?:; {_SHIFT})+")
_WITH_FORMULA = re.compile(
    rf"{_SHIFT} CH?[23]?(?:, {_SHIFT} CH?[23]?)+|{_SHIFT} CH?[23]?(?:; {_SHIFT} CH?[23]?)+"
)
_SEPARATOR = re.compile(r"[,;] ")


def peaks_of_bare_list(text: str) -> tuple[Peak, ...] | None:
    """The peaks (ppm) of `157.4, 55.7` and `157.4 C; 55.7 CH3`; None for any other text.

    Raises UnusableRow for a shift outside -50 to 350 ppm.
    """
    if _SHIFTS.fullmatch(text):
        return tuple([Peak(checked_shift(float(shift))) for shift in _SEPARATOR.split(text)])
    if not _WITH_FORMULA.fullmatch(text):
        return None
    entries = [entry.split(" ") for entry in _SEPARATOR.split(text)]
    return tuple([Peak(checked_shift(float(ppm)), attached_hydrogens(kind)) for ppm, kind in entries])
