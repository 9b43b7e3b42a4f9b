"""The assigned spectra of a file with the densities of a model, prepared for the metrics of training."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kmaid_nodes.model.model_file import load_model
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.reading.files import read_records
from kmaid_nodes.training.calibration import log_densities, with_temperature
from kmaid_nodes.training.examples import Examples, build_examples


@dataclass(frozen=True)
class PreparedSpectra:
    """log_density: calibrated, float32 [all carbons of examples, points of axis]; axis: in ppm."""

    examples: Examples
    log_density: np.ndarray
    axis: np.ndarray


def prepared_spectra(path: Path, split: str, model: Path | None) -> PreparedSpectra:
    """Those of a split whose labels are certain; model: None for the bundled one."""
    predictor = Predictor(load_model(model))
    examples = build_examples(read_records(path), predictor.features).build(split, certain=True)
    assert examples is not None, f"the {split} split has no spectra"
    trained = predictor.trained
    raw = log_densities(predictor.network, examples, trained.preset.objective)
    return PreparedSpectra(examples, with_temperature(raw, trained.calibration.density), predictor.axis)
