"""When two shifts count as equal."""

from __future__ import annotations

import numpy as np

# ppm. A definition, not a setting: shifts are published with two decimals. It decides what counts as right,
# as repeated and as the same peak.
TOLERANCE_PPM = 0.005


def has_repeats(ppm: np.ndarray) -> bool:
    """Whether a list of shifts, float [peaks] in ppm, holds one more than once."""
    return bool((np.diff(np.sort(ppm)) <= TOLERANCE_PPM).any())
