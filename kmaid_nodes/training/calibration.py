"""Fitting, on the validation split, what makes densities and confidences mean what they say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
import torch
from scipy.optimize import minimize, minimize_scalar

from kmaid_nodes.assignment.calibration import READINGS, LogOdds, Reading
from kmaid_nodes.assignment.confidence import calibrated, log_odds
from kmaid_nodes.model.calibration import Calibration
from kmaid_nodes.model.config import Objective
from kmaid_nodes.model.density import NOMINAL_SHARES, central_mass
from kmaid_nodes.model.ensemble import Ensemble
from kmaid_nodes.training.examples import Examples
from kmaid_nodes.training.spectra import spectra_of

# Disturbed lists are drawn so often to calibrate confidences; readings with fewer right or wrong carbons are
# calibrated with the others.
_DRAWS = 3
_LEAST_CASES = 50


@torch.inference_mode()
def log_densities(
    network: Ensemble, examples: Examples, objective: Objective, batch: int = 128
) -> np.ndarray:
    """float32 [all carbons of examples, points of the axis], not yet calibrated."""
    device = network.axis.device
    network.eval()
    found = []
    for start in range(0, len(examples), batch):
        part = examples.batch(np.arange(start, min(start + batch, len(examples)))).to(device)
        hydrogens = part.hydrogens if objective.density_from_nodes else None
        found.append(network.log_density(part.graph, hydrogens).cpu().numpy())
    return np.concatenate(found)


def with_temperature(log_density: np.ndarray, temperature: float) -> np.ndarray:
    """Log densities divided by a temperature and normalised again."""
    return torch.log_softmax(torch.from_numpy(log_density) / temperature, dim=1).numpy()


def calibrate(raw: np.ndarray, axis: np.ndarray, validation: Examples) -> Calibration:
    """The temperature of the densities (by likelihood), their intervals, the odds of the confidences.

    raw: what `log_densities` gives for the validation spectra; axis: its ppm, [points].
    """
    recorded = np.flatnonzero(~np.isnan(validation.carbon_ppm))
    point = np.rint((validation.carbon_ppm[recorded] - axis[0]) / (axis[1] - axis[0])).astype(int)
    point = np.clip(point, 0, len(axis) - 1)

    def surprise(log_temperature: float) -> float:
        density = with_temperature(raw[recorded], np.exp(log_temperature))
        # A floor, lest the few gross errors of the records decide for all others.
        return float(-np.log(np.exp(density[np.arange(len(point)), point]) + 1e-5).mean())

    temperature = float(np.exp(minimize_scalar(surprise, bounds=(-1.5, 1.5), method="bounded").x))
    density = with_temperature(raw, temperature)
    held = central_mass(density[recorded], axis, validation.carbon_ppm[recorded])
    masses = tuple(round(float(mass), 4) for mass in np.quantile(held, NOMINAL_SHARES))
    return Calibration(round(temperature, 4), masses, _fitted(validation, density, axis))


def _fitted(validation: Examples, density: np.ndarray, axis: np.ndarray) -> dict[Reading, LogOdds]:
    """Lists as recorded and `disturbed`, drawn several times, weigh alike."""
    parts = [raw_confidences(validation, density, axis, seed) for seed in (None, *range(_DRAWS))]
    weight = np.repeat([1.0] + [1 / _DRAWS] * _DRAWS, [len(part.raw) for part in parts])
    return fit_log_odds(RawConfidences.joined(parts), weight)


def fit_log_odds(told: RawConfidences, weight: np.ndarray) -> dict[Reading, LogOdds]:
    """For each reading what makes its confidences mean what they say; weight: float [carbons].

    A reading with few right or few wrong carbons gets what suits all together.
    """

    def fit(chosen: np.ndarray) -> LogOdds:
        odds, right = log_odds(told.raw[chosen]), told.right[chosen]

        def wrongness(parameters: np.ndarray) -> float:
            slope, offset = parameters
            against = np.where(right, -1.0, 1.0) * (slope * odds + offset)
            return float((weight[chosen] * np.logaddexp(0.0, against)).sum())

        slope, offset = minimize(wrongness, np.array([1.0, 0.0]), method="Nelder-Mead").x
        return LogOdds(round(float(slope), 4), round(float(offset), 4))

    together = fit(np.ones(len(told.raw), bool))
    found: dict[Reading, LogOdds] = {}
    for number, reading in enumerate(READINGS):
        chosen = told.reading == number
        enough = min(told.right[chosen].sum(), (~told.right[chosen]).sum()) >= _LEAST_CASES
        found[reading] = fit(chosen) if enough else together
    return found


@dataclass(frozen=True)
class RawConfidences:
    """Of carbons with a peak: raw, float64 [carbons]; right, bool [carbons]; reading: int [carbons], of their
    lists, number in `READINGS`."""

    raw: np.ndarray
    right: np.ndarray
    reading: np.ndarray

    @classmethod
    def joined(cls, parts: Sequence[RawConfidences]) -> RawConfidences:
        """Several, end to end."""
        return cls(*(np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(cls)))

    def calibrated(self, fitted: dict[Reading, LogOdds]) -> np.ndarray:
        """float64 [carbons]."""
        each = [calibrated(self.raw, fitted[reading]) for reading in READINGS]
        return np.choose(self.reading, each)


def raw_confidences(
    examples: Examples, log_density: np.ndarray, axis: np.ndarray, seed: int | None = None
) -> RawConfidences:
    """Confidence of every counted carbon, not yet calibrated: lists as recorded or, given a seed, disturbed.

    Both with and without multiplicity, carbons that stay without a peak left out.
    """
    parts = []
    for multiplicity in (True, False):
        drawn = None if seed is None else np.random.default_rng(seed)
        for spectrum in spectra_of(examples, log_density, axis, multiplicity, drawn):
            interpretation, right, counted = spectrum.interpreted()
            kept = counted & (interpretation.peak >= 0)
            reading = np.full(kept.sum(), READINGS.index(interpretation.reading))
            parts.append(RawConfidences(interpretation.confidence[kept], right[kept], reading))
    return RawConfidences.joined(parts)
