"""When an assignment counts as right."""

from __future__ import annotations

import numpy as np

from kmaid_nodes.assignment.same_shift import TOLERANCE_PPM


def carbons_right(
    given_ppm: np.ndarray, recorded_ppm: np.ndarray, symmetry_class: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """(right, counted), bool [carbons] each, of one molecule.

    A carbon with a recorded shift is counted. It is right if a carbon of its symmetry class was recorded
    within 0.005 ppm of the shift that it was given. given_ppm: NaN without a peak.
    """
    counted = ~np.isnan(recorded_ppm)
    near = np.abs(given_ppm[:, None] - recorded_ppm[None, :]) <= TOLERANCE_PPM
    same_class = symmetry_class[:, None] == symmetry_class[None, :]
    return (near & same_class).any(1) & counted, counted
