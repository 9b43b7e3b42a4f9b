"""Fitting the calibration of densities and confidences on the validation split."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
import torch
from scipy.optimize import minimize, minimize_scalar

from kmaid_nodes.assignment.calibration import LIST_TYPES, ListType, LogOdds
from kmaid_nodes.assignment.confidence import calibrated, log_odds
from kmaid_nodes.model.calibration import Calibration
from kmaid_nodes.model.density import NOMINAL_SHARES, central_mass
from kmaid_nodes.model.ensemble import Ensemble
from kmaid_nodes.model.settings import CalibrationSettings, Objective
from kmaid_nodes.training.cancelling import CheckCancelled, never_cancelled
from kmaid_nodes.training.examples import Examples
from kmaid_nodes.training.spectra import Corruption, spectra_of

_AT_ONCE = 128


@torch.inference_mode()
def log_densities(
    network: Ensemble,
    examples: Examples,
    objective: Objective,
    check_cancelled: CheckCancelled = never_cancelled,
) -> np.ndarray:
    """Log densities, float32 [all carbons of examples, points of the axis], not yet calibrated."""
    device = network.axis.device
    network.eval()
    of_batches = []
    for start in range(0, len(examples), _AT_ONCE):
        check_cancelled()
        batch = examples.batch(np.arange(start, min(start + _AT_ONCE, len(examples)))).to(device)
        hydrogens = batch.hydrogens if objective.density_from_nodes else None
        of_batches.append(network.log_density(batch.graph, hydrogens).cpu().numpy())
    return np.concatenate(of_batches)


def with_temperature(log_density: np.ndarray, temperature: float) -> np.ndarray:
    """Log densities divided by a temperature and normalised again."""
    return torch.log_softmax(torch.from_numpy(log_density) / temperature, dim=1).numpy()


def calibrate(
    raw: np.ndarray,
    axis: np.ndarray,
    validation: Examples,
    settings: CalibrationSettings | None = None,
    check_cancelled: CheckCancelled = never_cancelled,
) -> Calibration:
    """The temperature of the densities (by likelihood), their intervals, and the odds of the confidences.

    raw: what `log_densities` gives for the validation spectra; axis: ppm of its points, [points].
    """
    recorded = np.flatnonzero(~np.isnan(validation.carbon_ppm))
    point = np.rint((validation.carbon_ppm[recorded] - axis[0]) / (axis[1] - axis[0])).astype(int)
    point = np.clip(point, 0, len(axis) - 1)

    def surprise(log_temperature: float) -> float:
        check_cancelled()
        density = with_temperature(raw[recorded], np.exp(log_temperature))
        # A floor, so that the few gross errors of the records do not dominate.
        return float(-np.log(np.exp(density[np.arange(len(point)), point]) + 1e-5).mean())

    temperature = float(np.exp(minimize_scalar(surprise, bounds=(-1.5, 1.5), method="bounded").x))
    density = with_temperature(raw, temperature)
    held = central_mass(density[recorded], axis, validation.carbon_ppm[recorded])
    masses = tuple(round(float(mass), 4) for mass in np.quantile(held, NOMINAL_SHARES))
    settings = settings or CalibrationSettings()
    of_seeds = [
        raw_confidences(validation, density, axis, seed, check_cancelled)
        for seed in (None, *range(settings.draws))
    ]
    # Recorded lists weigh as much as corrupted ones, which are drawn several times.
    weight = np.repeat([1.0] + [1 / settings.draws] * settings.draws, [len(one.raw) for one in of_seeds])
    odds = fit_log_odds(RawConfidences.joined(of_seeds), weight, settings.least_cases)
    return Calibration(round(temperature, 4), masses, odds)


def fit_log_odds(
    confidences: RawConfidences, weight: np.ndarray, least_cases: int = 50
) -> dict[ListType, LogOdds]:
    """The correction of the confidences for each list hypothesis; weight: float [carbons].

    A hypothesis with fewer right or fewer wrong carbons than `least_cases` gets the correction fitted to all.
    """

    def fit(chosen: np.ndarray) -> LogOdds:
        odds, right = log_odds(confidences.raw[chosen]), confidences.right[chosen]

        def wrongness(parameters: np.ndarray) -> float:
            slope, offset = parameters
            against = np.where(right, -1.0, 1.0) * (slope * odds + offset)
            return float((weight[chosen] * np.logaddexp(0.0, against)).sum())

        slope, offset = minimize(wrongness, np.array([1.0, 0.0]), method="Nelder-Mead").x
        return LogOdds(round(float(slope), 4), round(float(offset), 4))

    together = fit(np.ones(len(confidences.raw), bool))
    fitted: dict[ListType, LogOdds] = {}
    for number, list_type in enumerate(LIST_TYPES):
        chosen = confidences.list_type == number
        right = int(confidences.right[chosen].sum())
        enough = min(right, int(chosen.sum()) - right) >= least_cases
        fitted[list_type] = fit(chosen) if enough else together
    return fitted


@dataclass(frozen=True)
class RawConfidences:
    """Of carbons with a peak: raw, float64 [carbons]; right, bool [carbons]; list_type: int [carbons], of
    their lists, number in `LIST_TYPES`."""

    raw: np.ndarray
    right: np.ndarray
    list_type: np.ndarray

    @classmethod
    def joined(cls, several: Sequence[RawConfidences]) -> RawConfidences:
        """The carbons of several, end to end."""
        return cls(*(np.concatenate([getattr(one, f.name) for one in several]) for f in fields(cls)))

    def calibrated(self, fitted: dict[ListType, LogOdds]) -> np.ndarray:
        """float64 [carbons]."""
        each = [calibrated(self.raw, fitted[list_type]) for list_type in LIST_TYPES]
        return np.choose(self.list_type, each)


def raw_confidences(
    examples: Examples,
    log_density: np.ndarray,
    axis: np.ndarray,
    seed: int | None = None,
    check_cancelled: CheckCancelled = never_cancelled,
) -> RawConfidences:
    """The confidence of every carbon with a known answer, not yet calibrated.

    Lists are as recorded or, given a seed, corrupted; each counts with and without multiplicity. Carbons that
    are assigned no peak are left out.
    """
    of_spectra = []
    for multiplicity in (True, False):
        corruption = None if seed is None else Corruption(np.random.default_rng(seed))
        for spectrum in spectra_of(examples, log_density, axis, multiplicity, corruption):
            check_cancelled()
            solution, right, counted = spectrum.solved()
            kept = counted & (solution.peak >= 0)
            list_type = np.full(kept.sum(), LIST_TYPES.index(solution.list_type))
            of_spectra.append(RawConfidences(solution.confidence[kept], right[kept], list_type))
    return RawConfidences.joined(of_spectra)
