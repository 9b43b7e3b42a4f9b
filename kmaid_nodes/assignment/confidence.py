"""How sure an assignment is: probabilities that a peak belongs to a carbon, all others considered.

The marginals over all matchings are approximated by Sinkhorn's iteration on the likelihoods
(Sinkhorn & Knopp 1967; as an approximation of the permanent, arXiv 1106.4725), carbons or peaks in
surplus being balanced by slack that fits everywhere alike.
"""

from __future__ import annotations

import numpy as np
from scipy.special import expit, logit

from kmaid_nodes.assignment.correctness import TOLERANCE_PPM
from kmaid_nodes.assignment.matching import Matching

_ITERATIONS = 30
_LARGEST_COST = 200.0  # nats; beyond it the likelihood would leave the range of floats


def marginals(costs: np.ndarray) -> np.ndarray:
    """float64 [rows, peaks]: approximate probability that a row (a carbon, a class) owns each peak.

    costs: [rows, peaks] in nats. Each peak is owned at most once, each row owns at most one.
    """
    rows, peaks = costs.shape
    size = max(rows, peaks)
    likelihood = np.ones((size, size))
    likelihood[:rows, :peaks] = np.exp(np.clip(-costs, -_LARGEST_COST, None))
    of_row = np.ones(size)
    for _ in range(_ITERATIONS):
        of_peak = 1 / (of_row @ likelihood)
        of_row = 1 / (likelihood @ of_peak)
    return (of_row[:, None] * likelihood * of_peak)[:rows, :peaks]


def raw_confidence(
    costs: np.ndarray, matching: Matching, ppm: np.ndarray, symmetry_class: np.ndarray
) -> np.ndarray:
    """float64 [carbons]: probability that each carbon's peak has a shift of its symmetry class.

    costs: [carbons, peaks]; matching: of the peaks to the carbons (confidence NaN where no peak);
    ppm: [peaks]; symmetry_class: [carbons].
    """
    peak, shared = matching.peak, matching.shared
    if not len(ppm):
        return np.full(len(peak), np.nan)
    numbers, first, member_of = np.unique(symmetry_class, return_index=True, return_inverse=True)
    # Carbons that share a peak are one owner of it; a class without any peak competes as one.
    owner = (peak >= 0) & ~shared
    without = np.ones(len(numbers), bool)
    without[member_of[owner]] = False
    owner[first[without]] = True
    of_class = np.zeros((len(numbers), len(ppm)))
    np.add.at(of_class, member_of[owner], marginals(costs[owner]))
    same_shift = np.abs(ppm[:, None] - ppm[None, :]) <= TOLERANCE_PPM
    share = np.minimum((of_class @ same_shift)[member_of, peak], 1.0)
    return np.where(peak >= 0, share, np.nan)


def calibrated(raw: np.ndarray, slope: float, offset: float) -> np.ndarray:
    """Confidence after the correction of its log odds that was fitted on the validation split."""
    odds = logit(np.clip(raw, 1e-4, 1 - 1e-4))
    return expit(slope * odds + offset)
