"""Assigning one spectrum to one structure, given where the model expects the carbons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kmaid_nodes.assignment.confidence import calibrated, raw_confidence
from kmaid_nodes.assignment.costs import peak_costs
from kmaid_nodes.assignment.matching import Matching, match
from kmaid_nodes.chemistry.structure import Structure
from kmaid_nodes.model.model_file import Calibration
from kmaid_nodes.model.peak_lists import known_hydrogens
from kmaid_nodes.reading.record import Peak


@dataclass(frozen=True)
class Assignment:
    """matching of peaks to the structure's carbons; confidence: float64 [carbons], NaN without a peak;
    costs: float64 [carbons, peaks]; leftover: 0-based peaks that no carbon was given."""

    matching: Matching
    confidence: np.ndarray
    costs: np.ndarray
    leftover: list[int]


def assign_peaks(
    structure: Structure,
    peaks: Sequence[Peak],
    log_density: np.ndarray,
    axis: np.ndarray,
    calibration: Calibration,
) -> Assignment:
    """One-to-one assignment at minimum cost; multiplicities and numbers of carbons are used where given.

    log_density: [carbons, points of axis], calibrated; axis in ppm.
    """
    ppm = np.array([p.ppm for p in peaks], np.float64)
    hydrogens = known_hydrogens([p.hydrogens for p in peaks])
    carbons = np.array([p.carbons or 0 for p in peaks], np.int64)
    costs = peak_costs(
        log_density, axis, structure.hydrogens, structure.symmetry_class, ppm, hydrogens, carbons
    )
    matching = match(costs, structure.symmetry_class)
    raw = raw_confidence(costs, matching, ppm, structure.symmetry_class)
    used = set(matching.peak.tolist())
    return Assignment(
        matching,
        calibrated(raw, calibration.confidence_slope, calibration.confidence_offset),
        costs,
        [k for k in range(len(peaks)) if k not in used],
    )
