"""Fitting, on the validation split, what makes densities and confidences mean what they say."""

from __future__ import annotations

import numpy as np
import torch
from scipy.optimize import minimize, minimize_scalar

from kmaid_nodes.assignment.confidence import calibrated
from kmaid_nodes.model.config import Objective
from kmaid_nodes.model.density import NOMINAL_SHARES, central_mass
from kmaid_nodes.model.ensemble import Ensemble
from kmaid_nodes.model.model_file import Calibration
from kmaid_nodes.training.examples import Examples
from kmaid_nodes.training.spectra import spectra_of

RECORDED, DISTURBED = "recorded", "disturbed"


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
    both = raw_confidences(validation, density, axis).values()
    confidence, right = (np.concatenate(parts) for parts in zip(*both))

    def wrongness(parameters: np.ndarray) -> float:
        share = np.clip(calibrated(confidence, *parameters), 1e-6, 1 - 1e-6)
        return float(-np.where(right, np.log(share), np.log(1 - share)).mean())

    slope, offset = minimize(wrongness, np.array([1.0, 0.0]), method="Nelder-Mead").x
    return Calibration(round(temperature, 4), masses, round(float(slope), 4), round(float(offset), 4))


def raw_confidences(
    examples: Examples, log_density: np.ndarray, axis: np.ndarray, seed: int = 0
) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Raw confidence of every counted carbon, and whether it is right: of lists as recorded and `disturbed`.

    Both with and without multiplicity, carbons that stay without a peak left out.
    """
    found = {}
    for name in (RECORDED, DISTURBED):
        confidences, rights = [], []
        for multiplicity in (True, False):
            drawn = np.random.default_rng(seed) if name == DISTURBED else None
            for spectrum in spectra_of(examples, log_density, axis, multiplicity, drawn):
                interpretation, right, counted = spectrum.interpreted()
                kept = counted & (interpretation.peak >= 0)
                confidences.append(interpretation.confidence[kept])
                rights.append(right[kept])
        found[name] = np.concatenate(confidences), np.concatenate(rights)
    return found
