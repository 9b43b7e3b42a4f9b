"""Metrics on prepared examples: shift error, interval coverage, carbons assigned right."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kmaid_nodes.model.density import NOMINAL_SHARES, calibrated_levels, quantiles
from kmaid_nodes.training.cancelling import CheckCancelled, never_cancelled
from kmaid_nodes.training.examples import Examples
from kmaid_nodes.training.spectra import spectra_of

# Of fewer, one molecule is worth more than 5 %, and a share means little.
LEAST_MOLECULES = 20


def how_many(examples: Examples) -> dict[str, int | bool]:
    """On how many different molecules a share is measured, and whether these are too few to tell anything."""
    return {"molecules": examples.molecules, "too_few_to_tell": examples.molecules < LEAST_MOLECULES}


def shift_metrics(
    examples: Examples,
    log_density: np.ndarray,
    axis: np.ndarray,
    interval_masses: Sequence[float] = NOMINAL_SHARES,
) -> dict[str, float]:
    """MAE, median and RMSE in ppm, and the shares of recorded shifts inside the 50 % and 90 % intervals.

    log_density: float [all carbons of examples, points of axis]; interval_masses: of the calibration.
    """
    recorded = ~np.isnan(examples.carbon_ppm)
    ppm = examples.carbon_ppm[recorded].astype(np.float64)
    low90, low50, middle, high50, high90 = quantiles(
        log_density[recorded], axis, calibrated_levels((0.05, 0.25, 0.5, 0.75, 0.95), interval_masses)
    )
    error = np.abs(middle - ppm)
    return {
        "mae": float(error.mean()),
        "median": float(np.median(error)),
        "rmse": float(np.sqrt((error**2).mean())),
        "coverage_50": float(((low50 <= ppm) & (ppm <= high50)).mean()),
        "coverage_90": float(((low90 <= ppm) & (ppm <= high90)).mean()),
    }


def assignment_metrics(
    examples: Examples,
    log_density: np.ndarray,
    axis: np.ndarray,
    check_cancelled: CheckCancelled = never_cancelled,
) -> dict[str, float]:
    """Share of carbons and of molecules assigned right, with and without multiplicity."""
    metrics = {}
    for name, use_multiplicity in (("", False), ("_with_multiplicity", True)):
        right = counted = molecules = 0
        for spectrum in spectra_of(examples, log_density, axis, use_multiplicity):
            check_cancelled()
            _, ok, count = spectrum.solved()
            right, counted = right + ok.sum(), counted + count.sum()
            molecules += ok.sum() == count.sum()
        metrics[f"carbons_right{name}"] = float(right / max(counted, 1))
        metrics[f"molecules_right{name}"] = float(molecules / max(len(examples), 1))
    return metrics
