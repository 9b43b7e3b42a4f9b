"""The option that splits the rows of a table among several processes."""

from __future__ import annotations

import argparse

from kmaid_nodes.commands.number_types import positive


def add_processes_option(sub: argparse.ArgumentParser) -> None:
    """Add --processes."""
    sub.add_argument(
        "--processes",
        type=positive,
        default=1,
        metavar="N",
        help="number of processes that share the rows, on the CPU; the results are the same. Each takes one "
        "core, 0.6 GB of memory and some seconds to start: worth it from a thousand rows on (default: 1, on "
        "several cores where PyTorch can use them)",
    )
