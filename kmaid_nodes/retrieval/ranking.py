"""The second stage: candidates ranked by how well their expected shifts explain the peak list.

Every candidate gets the likeliest account of the whole list (`assignment.interpretation`), which knows of
lost and foreign peaks, coincidences and multiplicities. Its log likelihood ranks, less something for a
molecule that should show more or fewer peaks; how far it stands above the others, and above what a right
structure should reach, gives the probability that a hit is right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logsumexp

from kmaid_nodes.assignment.costs import PeakList, PredictedCarbons
from kmaid_nodes.assignment.interpretation import Interpretation, interpret

# Fitted on validation spectra (`benchmarks/fit_probability.py`), one in five with its molecule taken out of
# the library: how much a nat counts between candidates (costs of one molecule are not independent), and at
# which surprise none of them is it.
FITTED = (0.47, 4.63, 0.66)


# In nats, chosen on validation spectra: what each entry costs that a complete list would have more or less,
# and for how many at most, for many a list is not complete.
_PER_ENTRY = 2.0
_MOST_ENTRIES = 3


@dataclass(frozen=True)
class Candidate:
    """position: in the library; cosine: of the embeddings; likelihood: `log_likelihood` of the peak list;
    matched: peaks that a carbon explains; probability: that this is the molecule, 0 to 1."""

    position: int
    cosine: float
    likelihood: float
    matched: int
    probability: float


def rank(
    positions: Sequence[int],
    cosines: Sequence[float],
    carbons: Sequence[PredictedCarbons],
    peaks: PeakList,
    solvent: str | None = None,
) -> list[Candidate]:
    """The candidates, likeliest first; carbons: what each is expected to show; solvent: canonical name."""
    found = [interpret(expected, peaks, solvent) for expected in carbons]
    likelihood = np.array([log_likelihood(account, expected) for account, expected in zip(found, carbons)])
    matched = [_explained(account) for account in found]
    surprise = np.array([surprise_of(account, expected) for account, expected in zip(found, carbons)])
    probability = probabilities(likelihood, surprise)
    # Rounded, so that equal molecules stay in the library's order.
    ranked = sorted(
        range(len(found)),
        key=lambda k: (-round(float(likelihood[k]), 4), -round(cosines[k], 5), positions[k]),
    )
    return [
        Candidate(
            int(positions[k]), float(cosines[k]), float(likelihood[k]), matched[k], float(probability[k])
        )
        for k in ranked
    ]


def log_likelihood(account: Interpretation, carbons: PredictedCarbons) -> float:
    """In nats: of a peak list given a structure, in its likeliest account, and that the list is so long.

    A complete list that repeats a shift has a peak for every carbon; another may have one for every symmetry
    class instead.
    """
    complete = [len(carbons.symmetry_class)]
    if not (account.peaks.listed > 1).any():
        complete.append(len(carbons.classes))
    apart = min(abs(count - _explained(account)) for count in complete)
    return -account.cost - _PER_ENTRY * min(apart, _MOST_ENTRIES)


def _explained(account: Interpretation) -> int:
    """Peaks that a carbon explains."""
    return len(account.peaks.ppm) - len(account.foreign)


def probabilities(
    likelihood: np.ndarray, surprise: np.ndarray, fitted: tuple[float, float, float] = FITTED
) -> np.ndarray:
    """float64 [candidates]: that each is the molecule; what they lack of 1 is that none of them is.

    likelihood: log, float64 [candidates]; surprise: float64 [candidates], how much more the list costs than
    a right structure lets expect, per square root of its peaks. They presume that one query in five has its
    molecule not in the library.
    """
    if not len(likelihood):
        return likelihood
    weight, fits, per_surprise = fitted
    weighed = weight * likelihood
    return np.exp(weighed - logsumexp(weighed)) * expit(fits - per_surprise * surprise)


def surprise_of(account: Interpretation, carbons: PredictedCarbons) -> float:
    """How much more an account costs than a right structure lets expect, per square root of its peaks."""
    owners = np.flatnonzero(account.peak >= 0)
    _, first = np.unique(account.peak[owners], return_index=True)
    expected = carbons.expected_costs[owners[first]].sum()
    return float((account.cost - expected) / np.sqrt(len(account.peaks.ppm) + 1))
