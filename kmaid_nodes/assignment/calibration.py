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
    """Turns likelihoods of candidates into probabilities; fitted with one query in five unanswerable.

    weight: factor of a nat between candidates (the costs of one molecule are not independent);
    fits, per_surprise: the log odds that a candidate is the molecule, if no other candidate is: `fits`, less
    `per_surprise` for each unit of its own surprise.
    """

    weight: float
    fits: float
    per_surprise: float

    def __post_init__(self) -> None:
        numbers = (self.weight, self.fits, self.per_surprise)
        if not all(isinstance(n, (int, float)) and not isinstance(n, bool) for n in numbers):
            raise ValueError("the constants of a hit's probability are numbers")

    def probabilities(
        self, likelihood: NDArray[np.float64], surprise: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """float64 [..., candidates]: probability that each is the molecule.

        The remainder is the probability that the molecule is none of them. One query in five is presumed to
        be of a molecule that is not in the library.

        likelihood: log, float64 [..., candidates]; surprise: float64 [..., candidates], how much more the
        list costs than is expected of the right structure, per square root of its peaks.
        """
        from scipy.special import expit, logsumexp  # slow to import, and rarely needed

        if not len(likelihood):
            return likelihood
        weighted = self.weight * likelihood
        among_candidates: NDArray[np.float64] = np.exp(weighted - logsumexp(weighted, axis=-1, keepdims=True))
        fits: NDArray[np.float64] = expit(self.fits - self.per_surprise * surprise)
        return among_candidates * fits
