"""The options that choose a model and the device on which it runs."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kmaid_nodes.model.predictor import Predictor


def add_model_options(sub: argparse.ArgumentParser) -> None:
    """Add --model and --device."""
    sub.add_argument("--model", type=Path, help="model file or training folder (default: the bundled model)")
    sub.add_argument("--device", default="auto", help="auto, cpu, cuda or mps (default: auto)")


def predictor_of(options: argparse.Namespace) -> Predictor:
    """The model that the options name, on its device."""
    from kmaid_nodes.model.device import available_device
    from kmaid_nodes.model.model_file import load_model
    from kmaid_nodes.model.predictor import Predictor

    return Predictor(load_model(options.model), available_device(options.device))
