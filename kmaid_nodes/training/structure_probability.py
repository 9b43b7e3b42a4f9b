"""Fitting the network behind `p_structure` to right and hard wrong structures of validation spectra."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn.functional import softplus

from kmaid_nodes.assignment.structure_evidence import AGAINST
from kmaid_nodes.assignment.structure_probability import StructureProbability
from kmaid_nodes.model.settings import StructureProbabilitySettings
from kmaid_nodes.training.cancelling import CheckCancelled, never_cancelled
from kmaid_nodes.training.structure_pairs import StructurePairs

_LEARNING_RATE = 5e-3
_BATCH = 512
_DIGITS = 4
# A number that hardly differs among the pairs is left as it is.
_LEAST_SPREAD = 1e-3
# Small weights at the start, so that the units of the network are not saturated.
_FIRST_WEIGHT = 0.15


def fit_structure_probability(
    pairs: StructurePairs,
    settings: StructureProbabilitySettings,
    check_cancelled: CheckCancelled = never_cancelled,
) -> tuple[StructureProbability, dict[str, Any]]:
    """The network and the limits of the verdict, and a description of the fit.

    The limits are those between which the wanted shares of right structures lie, by networks that have not
    seen their compounds (cross-validation by compound), on lists as recorded that are not too short.
    """
    parts = pairs.compound % settings.folds
    unseen = np.zeros(len(pairs.right))
    for part in range(settings.folds):
        network = _fitted(pairs.only(parts != part), settings, (0.0, 0.0), check_cancelled)
        unseen[parts == part] = network.probabilities(pairs.vectors[parts == part])
    right = unseen[pairs.right & pairs.judged]
    doubted = settings.contradicted + settings.doubtful
    doubtful_from, consistent_from = np.quantile(right, (settings.contradicted, doubted)).round(_DIGITS)
    fitted = _fitted(pairs, settings, (float(consistent_from), float(doubtful_from)), check_cancelled)
    about = {
        "spectra": len(np.unique(pairs.spectrum)),
        "pairs": len(pairs.right),
        "calibration_error": round(calibration_error(unseen, pairs.right, pairs.weight), 4),
        "log_loss": round(log_loss(unseen, pairs.right, pairs.weight), 4),
    }
    return fitted, about


def calibration_error(
    probability: NDArray[np.float64], right: NDArray[np.bool_], weight: NDArray[np.float64]
) -> float:
    """Expected calibration error over ten equal bins; all [pairs]."""
    bins = np.minimum((probability * 10).astype(int), 9)
    return float(np.abs(np.bincount(bins, weight * (probability - right), minlength=10)).sum() / weight.sum())


def log_loss(
    probability: NDArray[np.float64], right: NDArray[np.bool_], weight: NDArray[np.float64]
) -> float:
    """Mean negative log likelihood, nats; all [pairs]."""
    likely = np.clip(np.where(right, probability, 1 - probability), 1e-6, 1.0)
    return float(-(weight * np.log(likely)).sum() / weight.sum())


def _fitted(
    pairs: StructurePairs,
    settings: StructureProbabilitySettings,
    limits: tuple[float, float],
    check_cancelled: CheckCancelled,
) -> StructureProbability:
    generator = torch.Generator().manual_seed(settings.seed)
    centre, spread = pairs.vectors.mean(0), pairs.vectors.std(0)
    scale = np.where(spread > _LEAST_SPREAD, spread, 1.0)
    inputs = torch.tensor((pairs.vectors - centre) / scale, dtype=torch.float32)
    wrong = torch.tensor(~pairs.right, dtype=torch.float32)
    weight = torch.tensor(pairs.weight / pairs.weight.mean(), dtype=torch.float32)
    network = _Network(inputs.shape[1], settings.units, generator)
    optimiser = torch.optim.AdamW(network.parameters(), _LEARNING_RATE, weight_decay=settings.weight_decay)
    steps = settings.epochs * -(-len(inputs) // _BATCH)
    rate = torch.optim.lr_scheduler.OneCycleLR(optimiser, _LEARNING_RATE, max(steps, 2))
    for _ in range(settings.epochs):
        check_cancelled()
        for some in torch.split(torch.randperm(len(inputs), generator=generator), _BATCH):
            loss = torch.nn.functional.binary_cross_entropy_with_logits(
                network(inputs[some]), wrong[some], weight[some]
            )
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            rate.step()
    hidden, output = network.weights()
    return StructureProbability(
        _rounded(centre), _rounded(scale), tuple(map(_rounded, hidden)), _rounded(output), *limits
    )


class _Network(torch.nn.Module):
    """Log odds that a structure is wrong; monotonic in the numbers of `Against`."""

    def __init__(self, numbers: int, units: int, generator: torch.Generator):
        super().__init__()
        self.hidden = torch.nn.Parameter(_FIRST_WEIGHT * torch.randn(units, numbers + 1, generator=generator))
        self.output = torch.nn.Parameter(_FIRST_WEIGHT * torch.randn(units + 1, generator=generator))
        with torch.no_grad():
            self.hidden[:, : len(AGAINST)] -= 2.0
            self.output[:-1] -= 1.0

    def _bound(self) -> tuple[torch.Tensor, torch.Tensor]:
        falling, free = self.hidden[:, : len(AGAINST)], self.hidden[:, len(AGAINST) :]
        hidden = torch.cat([softplus(falling), free], 1)
        return hidden, torch.cat([softplus(self.output[:-1]), self.output[-1:]])

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """[pairs]; inputs: [pairs, numbers]."""
        hidden, output = self._bound()
        units = torch.tanh(inputs @ hidden[:, :-1].T + hidden[:, -1])
        return units @ output[:-1] + output[-1]

    def weights(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """hidden [units, numbers + 1] and output [units + 1]."""
        with torch.no_grad():
            hidden, output = self._bound()
        return hidden.double().numpy(), output.double().numpy()


def _rounded(values: NDArray[np.float64]) -> tuple[float, ...]:
    return tuple(round(float(value), _DIGITS) for value in values)
