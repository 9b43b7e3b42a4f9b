"""When two shifts are one."""

from __future__ import annotations

import numpy as np

# ppm. No setting but a definition: shifts are published with two decimals, and what counts as right, as
# repeated and as the same peak rests on it.
TOLERANCE_PPM = 0.005


def has_repeats(ppm: np.ndarray) -> bool:
    """Whether a list of shifts, float [peaks] in ppm, tells one more than once."""
    return bool((np.diff(np.sort(ppm)) <= TOLERANCE_PPM).any())
