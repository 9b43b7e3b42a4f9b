"""Attached hydrogens of peaks as numbers: 0 to 3, or one number more where they are not known."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

UNKNOWN_HYDROGENS = 4
N_HYDROGENS = 5


def known_hydrogens(counts: Sequence[int | None]) -> NDArray[np.int64]:
    """int64 [peaks]: attached hydrogens, `UNKNOWN_HYDROGENS` where not given or not 0 to 3."""
    return np.array(
        [h if h is not None and 0 <= h < UNKNOWN_HYDROGENS else UNKNOWN_HYDROGENS for h in counts], np.int64
    )
