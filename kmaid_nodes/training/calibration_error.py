"""Whether confidences are right on average: the expected calibration error.

The mean difference of confidence and share right, over ten bins of equal width. Method: Guo et al. 2017,
arXiv 1706.04599.
"""

from __future__ import annotations

import numpy as np

CONFIDENCE_BINS = 10


def confidence_bins(confidence: np.ndarray, right: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """int64 and float64 [bins]: how many confidences, and the sum of each confidence less 1 where right."""
    bins = np.minimum((confidence * CONFIDENCE_BINS).astype(int), CONFIDENCE_BINS - 1)
    counts = np.bincount(bins, minlength=CONFIDENCE_BINS)
    return counts, np.bincount(bins, confidence - right, minlength=CONFIDENCE_BINS)


def binned_error(counts: np.ndarray, overconfidence: np.ndarray) -> float:
    """The error of sums of `confidence_bins`; 0 if there are no confidences."""
    return float(np.abs(overconfidence).sum() / max(counts.sum(), 1))


def calibration_error(confidence: np.ndarray, right: np.ndarray) -> float:
    """The error of confidences, [cases] each."""
    return binned_error(*confidence_bins(confidence, right))
