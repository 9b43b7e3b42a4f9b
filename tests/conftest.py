"""Shared by all tests: the shipped spectra, and a tiny model trained on them once a session."""

import os
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "2")

import pytest

from kmaid_nodes.demo.spectra import SLICE
from kmaid_nodes.model.config import DEFAULT, Preset
from kmaid_nodes.model.model_file import TrainedModel, load_model
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.reading.files import read_records
from kmaid_nodes.reading.record import Record
from kmaid_nodes.tasks.train import train_model
from kmaid_nodes.training.hardware import Hardware
from kmaid_nodes.training.stages.stage import RunOptions

TINY = DEFAULT.with_settings(
    [
        "architecture.width=32",
        "architecture.layers=2",
        "architecture.projection=32",
        "architecture.spectrum_layers=1",
        "schedule.epochs=2",
        "schedule.batch=16",
        "schedule.average=0",
    ]
)


@pytest.fixture(scope="session")
def bundled() -> Predictor:
    """The bundled model."""
    return Predictor(load_model())


@pytest.fixture(scope="session")
def tiny_preset() -> Preset:
    return TINY


@pytest.fixture(scope="session")
def shipped_records() -> list[Record]:
    return list(read_records(SLICE))


@pytest.fixture(scope="session")
def tiny_training(tmp_path_factory, shipped_records) -> tuple[TrainedModel, Path]:
    """A model trained for two epochs, and the folder of the run."""
    folder = tmp_path_factory.mktemp("tiny")
    options = RunOptions(Hardware("cpu", 1), show_progress=False)
    trained = train_model(shipped_records, TINY, folder, options=options)
    return trained, folder


@pytest.fixture(scope="session")
def tiny_model(tiny_training) -> TrainedModel:
    return tiny_training[0]


@pytest.fixture
def predictor(tiny_model) -> Predictor:
    return Predictor(tiny_model)
