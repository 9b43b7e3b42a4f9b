"""Reading a carbon's density over ppm: quantiles of the shift, and calibrated intervals."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

# The shares of carbons for which the central interval that holds them is kept in a calibration.
NOMINAL_SHARES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)


def quantiles(log_density: np.ndarray, axis: np.ndarray, levels: Sequence[float]) -> np.ndarray:
    """float64 [levels, carbons] in ppm: where each density's mass below reaches each level.

    log_density: [carbons, points] of the evenly spaced ppm `axis`; each point's mass is spread
    evenly over the step around it.
    """
    mass = torch.from_numpy(np.ascontiguousarray(log_density)).exp().cumsum(1)
    mass /= mass[:, -1:].clone()
    wanted = torch.tensor(levels, dtype=mass.dtype).expand(len(mass), -1).contiguous()
    point = torch.searchsorted(mass, wanted).clamp(max=mass.shape[1] - 1)
    below = torch.where(point > 0, mass.gather(1, (point - 1).clamp(min=0)), 0.0)
    inside = (wanted - below) / (mass.gather(1, point) - below).clamp(min=1e-12)
    step = axis[1] - axis[0]
    reached: NDArray[np.float64] = axis[point.numpy()] + step * (inside.clamp(0, 1).double().numpy() - 0.5)
    return reached.T


def central_mass(log_density: np.ndarray, axis: np.ndarray, ppm: np.ndarray) -> np.ndarray:
    """float64 [carbons]: mass of the narrowest central interval of each density that holds `ppm`."""
    mass = np.cumsum(np.exp(log_density.astype(np.float64)), axis=1)
    step = axis[1] - axis[0]
    edges = np.concatenate([[axis[0] - step / 2], axis + step / 2])
    below = [np.interp(x, edges, np.concatenate([[0.0], row / row[-1]])) for x, row in zip(ppm, mass)]
    mass_inside: NDArray[np.float64] = np.abs(2 * np.array(below) - 1)
    return mass_inside


def calibrated_levels(levels: Sequence[float], interval_masses: Sequence[float]) -> list[float]:
    """The levels at which densities are read so that their intervals hold the nominal shares.

    interval_masses: mass of the central interval that held each of `NOMINAL_SHARES` on validation
    (recalibration of quantiles: Kuleshov et al. 2018, arXiv 1807.00263, made symmetric).
    """
    shares, masses = (0.0, *NOMINAL_SHARES, 1.0), (0.0, *interval_masses, 1.0)
    centred = 2 * np.asarray(levels, np.float64) - 1
    mass = np.sign(centred) * np.interp(np.abs(centred), shares, masses)
    return [float(level) for level in (1 + mass) / 2]
