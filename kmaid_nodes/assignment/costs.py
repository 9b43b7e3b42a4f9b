"""What it costs to say that a peak belongs to a carbon: minus the log likelihood of the pair."""

from __future__ import annotations

import numpy as np

# Of nmrshiftdb2's multiplicity letters about one in a hundred contradicts the recorded carbon.
_WRONG_MULTIPLICITY = 0.01
# Share of recorded shifts that nothing about the molecule explains, spread over the whole axis.
_GROSS_ERROR = 0.003


def peak_costs(
    log_density: np.ndarray,
    axis: np.ndarray,
    carbon_hydrogens: np.ndarray,
    ppm: np.ndarray,
    peak_hydrogens: np.ndarray,
    temperature: float = 1.0,
) -> np.ndarray:
    """float64 [carbons, peaks]: -log p(shift | carbon) - log p(multiplicity | carbon).

    log_density: [carbons, points] on `axis` (ppm, evenly spaced); carbon_hydrogens: [carbons];
    ppm, peak_hydrogens: [peaks], peak_hydrogens outside 0 to 3 where the multiplicity is not known;
    temperature: divides the log density's part (calibrated on the validation split).
    """
    step = axis[1] - axis[0]
    place = np.clip((np.asarray(ppm, np.float64) - axis[0]) / step, 0, len(axis) - 1)
    low = np.minimum(place.astype(int), len(axis) - 2)
    share = place - low
    density = np.exp(log_density[:, low]) * (1 - share) + np.exp(log_density[:, low + 1]) * share
    density = (1 - _GROSS_ERROR) * density / step + _GROSS_ERROR / (axis[-1] - axis[0])
    known = (peak_hydrogens >= 0) & (peak_hydrogens <= 3)
    agrees = carbon_hydrogens[:, None] == peak_hydrogens[None, :]
    of_multiplicity = np.where(agrees, 1 - _WRONG_MULTIPLICITY, _WRONG_MULTIPLICITY / 3)
    return -np.log(density) / temperature - np.where(known[None, :], np.log(of_multiplicity), 0.0)
