"""How sure an assignment is: the probability of each carbon's peak, given all other carbons and peaks.

With one peak for each carbon, the marginals over all matchings are approximated by Sinkhorn's iteration
(Sinkhorn & Knopp 1967; as an approximation of the permanent, arXiv 1106.4725). Where carbons may
be missing, or peaks be extraneous or shared, they come from belief propagation (as for the Bethe permanent,
arXiv 1107.4196).
"""

from __future__ import annotations

import numpy as np
from scipy.special import expit, logit

from kmaid_nodes.assignment.calibration import LogOdds
from kmaid_nodes.assignment.cost_model import CostModel

# Numerics alone: when the two iterations have converged, and what keeps likelihoods in the range of floats.
_ITERATIONS = 30
_MESSAGE_ROUNDS = 16
_DAMPING = 0.4
_LARGEST_COST = 200.0  # nats; beyond it the likelihood would leave the range of floats
_LARGEST_TERM = 60.0
_LEAST = 1e-280
_LARGEST_LOG_ODDS = 300.0
# Confidences closer to 0 or 1 count as this close: their log odds must be finite.
_LEAST_CONFIDENCE = 1e-4


def marginals(costs: np.ndarray) -> np.ndarray:
    """float64 [rows, peaks]: approximate probability that a row (a carbon, a class) owns each peak.

    costs: [rows, peaks] in nats. Each peak is owned at most once, each row owns at most one. Slack
    that fits everywhere alike balances rows or peaks in surplus.
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


def marginals_with_sharing(cost_model: CostModel) -> tuple[np.ndarray, np.ndarray]:
    """Approximate probabilities that a carbon owns each peak [carbons, peaks], and none [carbons]."""
    owned = np.exp(-np.clip(cost_model.pair, None, _LARGEST_TERM))
    none = np.exp(-np.clip(cost_model.missing, None, _LARGEST_TERM))[:, None]
    extraneous = np.exp(-np.clip(cost_model.extraneous, None, _LARGEST_TERM))
    again = np.exp(-np.clip(cost_model.sharing, None, _LARGEST_TERM))[:, None]
    if (cost_model.counted > 1).any():
        freely = np.isfinite(cost_model.sharing)[:, None] & (cost_model.counted > 1)
        again = np.where(freely, 1.0, again)
    # The odds that a carbon takes a peak, seen from the carbon (without what the peak says), and back.
    to_carbon = np.broadcast_to(1 / (extraneous + owned.sum(0)), owned.shape)
    for _ in range(_MESSAGE_ROUNDS):
        weighted = owned * to_carbon
        to_peak = owned / np.maximum(none + weighted.sum(1, keepdims=True) - weighted, _LEAST)
        # A peak with k owners has the product of their odds, times `again` for every owner but one.
        taken = np.log1p(again * to_peak)
        others = np.clip(taken.sum(0) - taken, 0.0, _LARGEST_LOG_ODDS)
        alone_or_shared = np.expm1(others) / again
        answer = np.exp(others) / (extraneous + alone_or_shared)
        to_carbon = to_carbon**_DAMPING * answer ** (1 - _DAMPING)
    weighted = owned * to_carbon
    total = none + weighted.sum(1, keepdims=True)
    return weighted / total, (none / total)[:, 0]


def calibrated(raw: np.ndarray, fitted: LogOdds) -> np.ndarray:
    """Confidence after the correction of its log odds that was fitted on the validation split."""
    confidence: np.ndarray = expit(fitted.slope * log_odds(raw) + fitted.offset)
    return confidence


def log_odds(raw: np.ndarray) -> np.ndarray:
    """The log odds of confidences, cut off so that they are finite."""
    odds: np.ndarray = logit(np.clip(raw, _LEAST_CONFIDENCE, 1 - _LEAST_CONFIDENCE))
    return odds
