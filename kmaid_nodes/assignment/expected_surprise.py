"""How surprising shifts are that come from the densities themselves, and where the densities lie."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def expected_surprise(
    density: np.ndarray, log_density: np.ndarray, axis: np.ndarray
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """float64 [carbons], twice, in nats: what its own shift costs a carbon on average, and the variance.

    density, log_density: [carbons, points of axis]; axis: in ppm, evenly spaced.
    """
    cost = np.log(axis[1] - axis[0]) - log_density
    expected = np.einsum("cp,cp->c", density, cost).astype(np.float64)
    squares = np.einsum("cp,cp,cp->c", density, cost, cost).astype(np.float64)
    return expected, squares - expected**2


def median_and_uncertainty(
    density: np.ndarray, axis: np.ndarray
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """ppm [carbons]: the median of each density, and half of its central 68 %."""
    below = np.cumsum(density, axis=1)
    low, middle, high = (axis[(below < share).sum(1).clip(max=len(axis) - 1)] for share in (0.16, 0.5, 0.84))
    return middle, (high - low) / 2
