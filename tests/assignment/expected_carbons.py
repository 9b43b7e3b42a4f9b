"""Carbons expected at given shifts, and peak lists, without any network."""

import numpy as np

from kmaid_nodes.assignment.costs import Carbons, PeakList

AXIS = np.arange(-30.0, 260.25, 0.25)


def expecting(*ppm: float, spread: float = 2.0) -> np.ndarray:
    """Log densities of carbons expected at these shifts."""
    log_density = -np.abs(AXIS[None, :] - np.array(ppm)[:, None]) / spread
    return log_density - np.log(np.exp(log_density).sum(1, keepdims=True))


def carbons(*ppm: float, hydrogens=None, classes=None, spread: float = 2.0) -> Carbons:
    """Carbons expected at these shifts, each of its own class unless `classes` says otherwise."""
    return Carbons(
        expecting(*ppm, spread=spread),
        AXIS,
        np.zeros(len(ppm), int) if hydrogens is None else np.array(hydrogens),
        np.arange(len(ppm)) if classes is None else np.array(classes),
    )


def listed(ppm, hydrogens=None, carbons=None) -> PeakList:
    """A peak list, without multiplicities unless given."""
    return PeakList(
        np.array(ppm, float),
        np.full(len(ppm), 4) if hydrogens is None else np.array(hydrogens),
        np.zeros(len(ppm), int) if carbons is None else np.array(carbons),
    )
