"""Calibration of confidences and probabilities, fitted to one model on the validation split."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

# The list hypothesis of a solution: one peak for each carbon, or else a complete or an incomplete list.
ListType = Literal["one_to_one", "complete", "incomplete"]
LIST_TYPES: tuple[ListType, ...] = get_args(ListType)


@dataclass(frozen=True)
class LogOdds:
    """The calibration of a confidence: its log odds become slope * log odds + offset."""

    slope: float = 1.0
    offset: float = 0.0


@dataclass(frozen=True)
class HitProbability:
    """Turns likelihoods of candidates into probabilities.

    weight: factor of a nat between candidates (the costs of one molecule are not independent);
    fits, per_surprise: the log odds that the molecule is among the candidates: `fits`, less `per_surprise`
    for each unit of the surprise of the likeliest one; prior: the share of queries whose molecule was in the
    library when these constants were fitted.
    """

    weight: float
    fits: float
    per_surprise: float
    prior: float = 0.8

    def __post_init__(self) -> None:
        numbers = (self.weight, self.fits, self.per_surprise, self.prior)
        if not all(isinstance(n, (int, float)) and not isinstance(n, bool) for n in numbers):
            raise ValueError("the constants of a hit's probability are numbers")
        if not 0 < self.prior < 1:
            raise ValueError("the prior of a hit's probability lies between 0 and 1")

    def probabilities(
        self,
        likelihood: NDArray[np.float64],
        surprise: NDArray[np.float64],
        prior: float | None = None,
    ) -> NDArray[np.float64]:
        """float64 [..., candidates]: probability that each is the molecule; it falls with the likelihood.

        The remainder is the probability that the molecule is none of them.

        likelihood: log, float64 [..., candidates]; surprise: float64 [..., candidates], how much more the
        list costs than is expected of the right structure, per square root of its peaks; prior: the
        probability that the molecule is in the library, 0 to 1, None for that of the fit.
        """
        from scipy.special import expit, logit, logsumexp  # slow to import, and rarely needed

        if not likelihood.shape[-1]:
            return likelihood
        weighted = self.weight * likelihood
        among_candidates: NDArray[np.float64] = np.exp(weighted - logsumexp(weighted, axis=-1, keepdims=True))
        likeliest = np.expand_dims(likelihood.argmax(-1), -1)
        odds = self.fits - self.per_surprise * np.take_along_axis(surprise, likeliest, -1)
        if prior is not None:
            odds = odds + logit(prior) - logit(self.prior)
        in_library: NDArray[np.float64] = expit(odds)
        return among_candidates * in_library
