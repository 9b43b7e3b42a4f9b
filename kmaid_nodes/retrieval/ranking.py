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
from kmaid_nodes.model.peak_lists import UNKNOWN_HYDROGENS

# Fitted on validation spectra, with their molecules in the library and taken out of it: how much a nat counts
# (costs of one molecule are not independent), and the log likelihood that a list has per peak, and per known
# multiplicity, where the molecule is none of the candidates.
_WEIGHT_OF_A_NAT = 0.52
_NONE_PER_PEAK, _NONE_PER_MULTIPLICITY, _NONE = -2.63, -0.29, 4.0


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
    probability = probabilities(likelihood, len(peaks.ppm), int((peaks.hydrogens < UNKNOWN_HYDROGENS).sum()))
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


def probabilities(likelihood: np.ndarray, peaks: int, multiplicities: int = 0) -> np.ndarray:
    """float64 [candidates]: that each is the molecule; what they lack of 1 is that none of them is.

    likelihood: log, float64 [candidates]; peaks, and how many of them have a known multiplicity.
    """
    none = _NONE_PER_PEAK * peaks + _NONE_PER_MULTIPLICITY * multiplicities + _NONE
    weighed = _WEIGHT_OF_A_NAT * np.append(likelihood, none)
    return np.exp(weighed[:-1] - logsumexp(weighed))
