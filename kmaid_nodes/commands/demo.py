"""`kmaid demo`: all tasks on the spectra that come with K-M3AID."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from kmaid_nodes.commands.model_options import add_model_options, predictor_of
from kmaid_nodes.commands.parser import add_command

if TYPE_CHECKING:
    from kmaid_nodes.commands.parser import Commands


def add_to(commands: Commands) -> None:
    """Add the command."""
    demo = add_command(
        commands,
        "demo",
        run,
        "Run all tasks on the spectra that come with K-M3AID; write tables and a report.",
    )
    demo.add_argument("--out", type=Path, default=Path("kmaid_demo"), help="folder (default: kmaid_demo)")
    add_model_options(demo)


def run(options: argparse.Namespace) -> None:
    """Run them; print each line as soon as it is known."""
    from kmaid_nodes.demo.run import run_demo

    for line in run_demo(predictor_of(options), options.out):
        print(line, flush=True)
