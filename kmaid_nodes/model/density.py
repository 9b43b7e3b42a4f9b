"""Reading a carbon's density over ppm: quantiles of the shift."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def quantiles(log_density: np.ndarray, axis: np.ndarray, levels: Sequence[float]) -> np.ndarray:
    """float64 [levels, carbons] in ppm: where each density's mass below reaches each level.

    log_density: [carbons, points] of the evenly spaced ppm `axis`; each point's mass is spread
    evenly over the step around it.
    """
    mass = np.cumsum(np.exp(log_density.astype(np.float64)), axis=1)
    mass /= mass[:, -1:]
    step = axis[1] - axis[0]
    rows = np.arange(len(mass))
    found = []
    for level in levels:
        point = np.minimum((mass < level).sum(1), mass.shape[1] - 1)
        below = np.where(point > 0, mass[rows, point - 1], 0.0)
        inside = (level - below) / np.maximum(mass[rows, point] - below, 1e-12)
        found.append(axis[point] + step * (np.clip(inside, 0, 1) - 0.5))
    return np.array(found)
