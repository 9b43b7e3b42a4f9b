"""`kmaid info`: what a model file holds."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from kmaid_nodes.commands.parser import add_command

if TYPE_CHECKING:
    from kmaid_nodes.commands.parser import Commands


def add_to(commands: Commands) -> None:
    """Add the command."""
    info = add_command(commands, "info", run, "Print settings, calibration and data of a model, as JSON.")
    info.add_argument("model", type=Path, nargs="?", help="model file or folder (default: the bundled model)")


def run(options: argparse.Namespace) -> None:
    """Print the JSON."""
    from kmaid_nodes.model.model_file import load_model

    trained = load_model(options.model)
    known = {
        "preset": trained.preset.to_json(),
        "calibration": trained.calibration.to_json(),
        "about": trained.about,
    }
    print(json.dumps(known, indent=2))
