"""13C chemical shifts as numbers: how they are written, and which can be true."""

from __future__ import annotations

import math
import re

from kmaid_nodes.errors import UnusableRow

LOWEST_PPM = -50.0
HIGHEST_PPM = 350.0


def checked_shift(ppm: float) -> float:
    """The shift in ppm, unchanged; raises UnusableRow if it is no finite number of -50 to 350 ppm."""
    if not math.isfinite(ppm):
        raise UnusableRow("the peak list holds a value that is not a number")
    if not LOWEST_PPM <= ppm <= HIGHEST_PPM:
        raise UnusableRow(
            f"{ppm:g} ppm lies outside the range of 13C shifts ({LOWEST_PPM:g} to {HIGHEST_PPM:g} ppm)"
        )
    return float(ppm)


_DECIMAL_COMMA = re.compile(r"(?<![\d.,])(\d{1,3}),(\d{1,2})(?![\d.,]*\d)")

# Something else than commas parts the shifts: semicolons, or blanks, also behind a multiplicity.
_PARTED_OTHERWISE = re.compile(r";|\d(?:\s*[A-Za-z]\w{0,5})?,?\s+\d")


def with_decimal_points(listing: str) -> str:
    """The text of a peak list with its decimal commas, if it has them, written as points.

    `157,4; 149,8` has decimal commas; so has the slip in `139.23, 135,54, 132.15`, where the comma
    joins two whole numbers, and `157,4 C 55,7 CH3`. `157,149,55` and `157.4,149.8` are lists.
    """
    joined = len(_DECIMAL_COMMA.findall(listing))
    apart = len(re.findall(r"\d+", _DECIMAL_COMMA.sub(" ", listing)))
    is_decimal = "." in listing or (2 * joined > apart and _PARTED_OTHERWISE.search(listing))
    return _DECIMAL_COMMA.sub(r"\1.\2", listing) if is_decimal else listing
