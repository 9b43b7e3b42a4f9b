"""Figures of merit on prepared examples: shift error, interval coverage, carbons assigned right."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kmaid_nodes.model.density import NOMINAL_SHARES, calibrated_levels, quantiles
from kmaid_nodes.training.examples import Examples
from kmaid_nodes.training.spectra import spectra_of


def shift_figures(
    examples: Examples,
    log_density: np.ndarray,
    axis: np.ndarray,
    interval_masses: Sequence[float] = NOMINAL_SHARES,
) -> dict[str, float]:
    """MAE, median and RMSE in ppm, and how often the 50 % and 90 % intervals hold the recorded shift.

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


def assignment_figures(examples: Examples, log_density: np.ndarray, axis: np.ndarray) -> dict[str, float]:
    """Share of carbons and of molecules assigned right, with and without multiplicity."""
    figures = {}
    for name, use_multiplicity in (("", False), ("_with_multiplicity", True)):
        right = counted = molecules = 0
        for spectrum in spectra_of(examples, log_density, axis, use_multiplicity):
            _, ok, count = spectrum.interpreted()
            right, counted = right + ok.sum(), counted + count.sum()
            molecules += ok.sum() == count.sum()
        figures[f"carbons_right{name}"] = float(right / max(counted, 1))
        figures[f"molecules_right{name}"] = float(molecules / max(len(examples), 1))
    return figures


def disturbed_figures(
    examples: Examples,
    log_density: np.ndarray,
    axis: np.ndarray,
    seed: int = 0,
    solvent_told: bool = False,
) -> dict[str, float]:
    """The same where lists are short of peaks and hold foreign ones (`disturb`).

    A carbon whose peak was taken out is right without one. foreign_found: share of the foreign peaks that no
    carbon was given; lost_found: share of carbons without their peak that were left without one.
    """
    figures = {}
    for name, use_multiplicity in (("", False), ("_with_multiplicity", True)):
        right = counted = foreign = foreign_found = lost = lost_found = 0
        drawn = np.random.default_rng(seed)
        for spectrum in spectra_of(examples, log_density, axis, use_multiplicity, drawn, solvent_told):
            found, ok, count = spectrum.interpreted()
            right, counted = right + ok.sum(), counted + count.sum()
            foreign += spectrum.added.sum()
            foreign_found += spectrum.added[found.foreign].sum()
            lost += (spectrum.lost & count).sum()
            lost_found += (spectrum.lost & ok).sum()
        figures[f"carbons_right{name}"] = float(right / max(counted, 1))
        figures[f"foreign_found{name}"] = float(foreign_found / max(foreign, 1))
        figures[f"lost_found{name}"] = float(lost_found / max(lost, 1))
    return figures
