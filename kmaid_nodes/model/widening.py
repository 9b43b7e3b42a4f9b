"""Wider densities for carbons outside the domain, of which a network is too sure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import gaussian_filter1d

from kmaid_nodes.model.domain import Familiarity


@dataclass(frozen=True)
class Widening:
    """How a density is widened: blurred by a normal distribution of `blur_ppm` (standard deviation), and
    mixed with a share `anywhere` of a flat one over the whole axis."""

    blur_ppm: float
    anywhere: float

    def __post_init__(self) -> None:
        values = (self.blur_ppm, self.anywhere)
        numbers = all(isinstance(v, (int, float)) and not isinstance(v, bool) for v in values)
        if not numbers or self.blur_ppm < 0 or not 0 <= self.anywhere < 1:
            raise ValueError("a widening is a width in ppm and a share")

    def applied(self, log_density: np.ndarray, step_ppm: float) -> np.ndarray:
        """float32 [carbons, points]; log_density: of the same shape, points `step_ppm` apart."""
        density = np.exp(log_density.astype(np.float64))
        if self.blur_ppm > 0:
            density = gaussian_filter1d(density, self.blur_ppm / step_ppm, axis=1, mode="nearest")
        density /= density.sum(1, keepdims=True)
        density = (1 - self.anywhere) * density + self.anywhere / density.shape[1]
        widened: np.ndarray = np.log(np.maximum(density, np.finfo(np.float32).tiny)).astype(np.float32)
        return widened


@dataclass(frozen=True)
class Widenings:
    """For each degree of familiarity outside the domain.

    The defaults were fitted to the bundled model of version 0.1.0, on the carbons that nmrshiftdb2's
    validation split has outside its domain: 127 near a foreign atom, 94 known from one compound, 90 unseen,
    27 foreign.
    """

    near_foreign: Widening = Widening(0.0, 0.1)
    once: Widening = Widening(3.0, 0.02)
    unseen: Widening = Widening(6.0, 0.02)
    foreign: Widening = Widening(16.0, 0.1)

    def of(self, familiarity: Familiarity) -> Widening:
        """That of a degree outside the domain."""
        widening: Widening = getattr(self, familiarity.name.lower())
        return widening

    def applied(self, log_density: np.ndarray, familiarity: np.ndarray, step_ppm: float) -> np.ndarray:
        """The log densities, those outside the domain widened; [carbons, points] and [carbons].

        The same array comes back where there are none.
        """
        if not familiarity.any():
            return log_density
        widened = log_density.copy()
        for degree in list(Familiarity)[1:]:
            chosen = familiarity == degree
            if chosen.any():
                widened[chosen] = self.of(degree).applied(log_density[chosen], step_ppm)
        return widened
