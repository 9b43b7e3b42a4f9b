"""Which numbers can be a 13C chemical shift."""

from __future__ import annotations

import math

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
