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
    cost = np.log(axis[1] - axis[0]) - log_density.astype(np.float64)
    weighted = density * cost
    expected: NDArray[np.float64] = weighted.sum(1)
    squares: NDArray[np.float64] = np.einsum("cp,cp->c", weighted, cost)
    return expected, squares - expected**2


def median_and_uncertainty(
    density: np.ndarray, axis: np.ndarray
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """ppm [carbons]: the median of each density, and half of its central 68 %."""
    below = np.cumsum(density, axis=1)
    below[:, -1] = 1.0  # every share is reached, whatever was rounded
    low, middle, high = (axis[(below >= share).argmax(1)] for share in (0.16, 0.5, 0.84))
    return middle, (high - low) / 2
