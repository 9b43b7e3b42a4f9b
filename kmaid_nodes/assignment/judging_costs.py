"""What is needed of the densities to judge any other assignment of the same list, in little memory."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kmaid_nodes.assignment.calibration import ListType, LogOdds
from kmaid_nodes.assignment.costs import Carbons
from kmaid_nodes.assignment.settings import AssignmentSettings
from kmaid_nodes.assignment.structure_probability import StructureProbability


@dataclass(frozen=True)
class JudgingCosts:
    """The costs of the shifts, and what the model's verdicts and confidences rest on.

    shift: float32 [carbons, peaks], -log p(shift | carbon), a common offset taken off; expected, variance:
    float32 [carbons], in nats, of what its own shift costs each carbon; median_ppm, uncertainty_ppm: float32
    [carbons]; outside_domain: bool [carbons]; confidence: the calibration by list hypothesis; structure: the
    network of p_structure, None for a model without.
    """

    shift: np.ndarray
    expected: np.ndarray
    variance: np.ndarray
    median_ppm: np.ndarray
    uncertainty_ppm: np.ndarray
    outside_domain: np.ndarray
    confidence: dict[ListType, LogOdds]
    structure: StructureProbability | None


def judging_costs(
    carbons: Carbons,
    ppm: np.ndarray,
    settings: AssignmentSettings,
    confidence: dict[ListType, LogOdds],
    structure: StructureProbability | None,
) -> JudgingCosts:
    """Of these carbons and peaks; ppm: [peaks], a common offset taken off."""
    expected, variance = carbons.expected_surprise
    median, uncertainty = carbons.median_and_uncertainty
    outside = carbons.outside_domain
    if outside is None:
        outside = np.zeros(len(expected), bool)
    return JudgingCosts(
        carbons.shift_costs(ppm, settings).astype(np.float32),
        expected.astype(np.float32),
        variance.astype(np.float32),
        median.astype(np.float32),
        uncertainty.astype(np.float32),
        outside,
        confidence,
        structure,
    )
