"""The second stage: candidates ranked by how well their expected shifts explain the peak list.

Every candidate gets the likeliest account of the whole list (`assignment.interpretation`), which knows of
lost and foreign peaks, coincidences and multiplicities. Its log likelihood ranks; how far it stands above the
others, and above what a right structure should reach, gives the probability that a hit is right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import logsumexp

from kmaid_nodes.assignment.costs import ExpectedCarbons, PeakList
from kmaid_nodes.assignment.interpretation import interpret

# Chosen on the validation split: how much a nat counts (costs of one molecule are not independent), and what
# the likelihood of a list per peak is where the molecule is none of the candidates.
_WEIGHT_OF_A_NAT = 0.35
_NONE_PER_PEAK = -3.4
_NONE = 2.0


@dataclass(frozen=True)
class Candidate:
    """position: in the library; cosine: of the embeddings; likelihood: log, in nats, of the peak list;
    matched: peaks that a carbon explains; probability: that this is the molecule, 0 to 1."""

    position: int
    cosine: float
    likelihood: float
    matched: int
    probability: float


def rank(
    positions: Sequence[int],
    cosines: Sequence[float],
    carbons: Sequence[ExpectedCarbons],
    peaks: PeakList,
    solvent: str | None = None,
) -> list[Candidate]:
    """The candidates, likeliest first; carbons: what each is expected to show; solvent: canonical name."""
    found = [interpret(expected, peaks, solvent) for expected in carbons]
    likelihood = np.array([-account.cost for account in found])
    matched = [len(peaks.ppm) - len(account.foreign) for account in found]
    probability = probabilities(likelihood, len(peaks.ppm))
    # Rounded, so that equal molecules stay in the library's order.
    ranked = sorted(
        range(len(found)), key=lambda k: (-round(likelihood[k], 4), -round(cosines[k], 5), positions[k])
    )
    return [
        Candidate(
            int(positions[k]), float(cosines[k]), float(likelihood[k]), matched[k], float(probability[k])
        )
        for k in ranked
    ]


def probabilities(likelihood: np.ndarray, peaks: int) -> np.ndarray:
    """float64 [candidates]: that each is the molecule; what they lack of 1 is that none of them is."""
    none = _NONE_PER_PEAK * peaks + _NONE
    weighed = _WEIGHT_OF_A_NAT * np.append(likelihood, none)
    return np.exp(weighed[:-1] - logsumexp(weighed))
