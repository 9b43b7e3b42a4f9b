"""13C chemical shifts as numbers: how they are written, and which can be true."""

from __future__ import annotations

import math
import re
from typing import Any

from kmaid_nodes.codes.reason import ReasonCode
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.reading.brackets import FOLD, fold_brackets
from kmaid_nodes.reading.multiplicity_entry import short

LOWEST_PPM = -50.0
HIGHEST_PPM = 350.0


def checked_shift(ppm: float) -> float:
    """The shift in ppm, unchanged; raises UnusableRow if it is no finite number of -50 to 350 ppm."""
    if not math.isfinite(ppm):
        raise UnusableRow(ReasonCode.NOT_A_NUMBER)
    if not LOWEST_PPM <= ppm <= HIGHEST_PPM:
        raise _out_of_range(f"{ppm:g} ppm")
    return float(ppm)


def shift_of_value(value: Any) -> float:
    """The shift in ppm that a number or its text gives; raises UnusableRow for any other value."""
    if isinstance(value, bool):
        raise UnusableRow(ReasonCode.UNREADABLE_VALUE, value=value)
    try:
        return checked_shift(float(value))
    except OverflowError:
        raise _out_of_range(short(value)) from None
    except (TypeError, ValueError, ArithmeticError):
        raise UnusableRow(ReasonCode.UNREADABLE_VALUE, value=short(value)) from None


def _out_of_range(shift: str) -> UnusableRow:
    return UnusableRow(
        ReasonCode.SHIFT_OUT_OF_RANGE, shift=shift, lowest=f"{LOWEST_PPM:g}", highest=f"{HIGHEST_PPM:g}"
    )


_DECIMAL_COMMA = re.compile(r"(?<![\d.])(?<!\d,)(\d{1,3}),(\d{1,2})(?![\d.,]*\d|')")

# Something else than commas parts the shifts: semicolons, or blanks or labels in brackets (here empty).
_PARTED_OTHERWISE = re.compile(r";|\d(?:\s*[A-Za-z]\w{0,5})?,?\s+\d|\(\)\s*,?\s*\d")
_ONE_COMMA = re.compile(
    r"\W*\d{2,3},(?P<digits>\d{1,2})\s*(?P<label>\(\)|(?!ppm)[A-Za-z]\w{0,5})?\W*(?:ppm\W*)?"
)


def with_decimal_points(listing: str) -> str:
    """The text of a peak list with its decimal commas, if it has them, written as points.

    `157,4; 149,8` has decimal commas; so has the slip in `139.23, 135,54, 132.15`, where the comma
    joins two whole numbers, `157,4 C 55,7 CH3` and `157,4 (C), 55,7 (CH3)`. `157,149,55` and
    `157.4,149.8` are lists. Raises UnusableRow for two numbers alone that may be one: `128,29`.
    """
    if "." in listing:
        return _DECIMAL_COMMA.sub(r"\1.\2", listing)
    unlabelled = fold_brackets(listing).text.replace(FOLD, "()")
    if not re.search(r"\d", unlabelled):
        unlabelled = listing
    alone = _ONE_COMMA.fullmatch(unlabelled)
    if alone and not (alone["label"] and len(alone["digits"]) == 1):
        raise UnusableRow(ReasonCode.AMBIGUOUS_COMMA, text=listing.strip())
    joined = len(_DECIMAL_COMMA.findall(unlabelled))
    apart = len(re.findall(r"(?<![A-Za-z\d])\d+", _DECIMAL_COMMA.sub(" ", unlabelled)))
    is_decimal = alone or (2 * joined > apart and _PARTED_OTHERWISE.search(unlabelled))
    return _DECIMAL_COMMA.sub(r"\1.\2", listing) if is_decimal else listing
