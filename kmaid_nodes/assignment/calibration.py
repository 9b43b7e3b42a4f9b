"""What makes confidences and probabilities mean what they say; fitted to a model on the validation split."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

# How a peak list was read: one peak for each carbon; taken for complete otherwise; or not.
ListType = Literal["one_to_one", "complete", "incomplete"]
LIST_TYPES: tuple[ListType, ...] = get_args(ListType)


@dataclass(frozen=True)
class LogOdds:
    """What is done to the log odds of a confidence: slope times them, and offset."""

    slope: float = 1.0
    offset: float = 0.0


@dataclass(frozen=True)
class HitProbability:
    """What makes a probability of the likelihoods of candidates; fitted with one query in five unanswerable.

    weight: how much a nat counts between candidates (costs of one molecule are not independent);
    fits, per_surprise: log odds that a candidate is the molecule if it is any, `fits` less `per_surprise` for
    each unit of the candidate's own surprise.
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
        """float64 [..., candidates]: that each is the molecule; the remainder to 1 is that none of them is.

        likelihood: log, float64 [..., candidates]; surprise: float64 [..., candidates], how much more the
        list costs than a right structure lets expect, per square root of its peaks. They presume that the
        molecule of one query in five is not in the library.
        """
        from scipy.special import expit, logsumexp  # slow to import, and most only read the numbers

        if not len(likelihood):
            return likelihood
        weighed = self.weight * likelihood
        among_candidates: NDArray[np.float64] = np.exp(weighed - logsumexp(weighed, axis=-1, keepdims=True))
        fits: NDArray[np.float64] = expit(self.fits - self.per_surprise * surprise)
        return among_candidates * fits


# Fitted on validation spectra with the bundled model; for models without enough spectra of their own.
DEFAULT_HIT_PROBABILITY = HitProbability(weight=0.41, fits=4.91, per_surprise=0.68)
