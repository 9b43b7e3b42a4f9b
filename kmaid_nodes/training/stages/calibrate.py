"""The stage that puts the model together and calibrates it on the validation spectra."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from kmaid_nodes.model.calibration import Calibration
from kmaid_nodes.model.ensemble import Ensemble
from kmaid_nodes.model.model_file import SAME_EMBEDDER, TrainedModel, round_weights, software_versions
from kmaid_nodes.model.settings import CalibrationSettings
from kmaid_nodes.notice import NOTICE
from kmaid_nodes.training.calibration import calibrate, log_densities, with_temperature
from kmaid_nodes.training.metrics import assignment_metrics, how_many, shift_metrics
from kmaid_nodes.training.split import RULE
from kmaid_nodes.training.stages.stage import Run, Stage


class Calibrate(Stage):
    """Fits the calibration of the ensemble and measures it on the same spectra."""

    title = "Calibrating"

    def __init__(self, folder: Path, settings: CalibrationSettings):
        super().__init__(folder)
        self.settings = settings

    def work_on(self, run: Run) -> dict[str, Any]:
        """Calibrate the ensemble and measure it."""
        network, validation, check = _ensemble(run), run.data.validation, run.progress.check_cancelled
        raw = log_densities(network, validation, run.preset.objective, check)
        axis = network.axis.numpy().astype(np.float64)
        kept = run.kept_calibration
        if kept is not None:
            calibration = replace(kept, hits=None)  # a later stage decides on these
        else:
            calibration = calibrate(raw, axis, validation, self.settings, check)
        metrics = _metrics(run, raw, axis, calibration)
        start, started = run.options.start_from, None
        if start is not None:
            before = log_densities(start.network, validation, start.preset.objective, check)
            started = {
                "from": run.options.start_name,
                "data": start.about.get("data"),
                "validation_before": _metrics(run, before, axis, start.calibration),
                "calibration_kept": kept is not None,
            }
        run.model = _model(run, network, calibration, metrics, started)
        return {"calibration": calibration.to_json(), "validation": metrics, "started": started}

    def take_up(self, run: Run, result: dict[str, Any]) -> None:
        """Put the model together with the calibration that was fitted before."""
        calibration = Calibration.from_json(result["calibration"])
        run.model = _model(run, _ensemble(run), calibration, result["validation"], result.get("started"))


def _metrics(run: Run, raw: np.ndarray, axis: np.ndarray, calibration: Calibration) -> dict[str, float]:
    """What densities that are not yet calibrated achieve on the validation spectra, and their number."""
    validation, density = run.data.validation, with_temperature(raw, calibration.density)
    metrics = shift_metrics(validation, density, axis, calibration.interval_masses)
    metrics |= assignment_metrics(validation, density, axis, run.progress.check_cancelled)
    return {name: round(value, 5) for name, value in metrics.items()} | how_many(validation)


def _ensemble(run: Run) -> Ensemble:
    networks = run.distilled + run.members[len(run.distilled) :]
    network = Ensemble(networks, run.preset.embedder_in_ensemble)
    round_weights(network)
    return network.eval()


def _model(
    run: Run,
    network: Ensemble,
    calibration: Calibration,
    metrics: dict[str, float],
    started: dict[str, Any] | None,
) -> TrainedModel:
    spectra = {
        "training_spectra": len(run.data.training),
        "validation_spectra": len(run.data.validation),
    }
    about = {
        "data": run.data.about | spectra,
        "split_rule": RULE,
        "seed": run.seed,
        "epochs": run.epochs,
        "versions": software_versions(),
        "notice": NOTICE,
        "validation": metrics,
    }
    if run.options.command:
        about["command"] = run.options.command
    if started is not None:
        about["started"] = started
    start = run.options.start_from
    if start is not None and _same_weights(start.network.first, network.first):
        about[SAME_EMBEDDER] = sorted(start.opens_libraries_of)
    return TrainedModel(network, run.preset, calibration, about)


def _same_weights(one: torch.nn.Module, other: torch.nn.Module) -> bool:
    first, second = one.state_dict(), other.state_dict()
    return first.keys() == second.keys() and all(torch.equal(first[name], second[name]) for name in first)
