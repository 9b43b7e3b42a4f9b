"""The options of the HTML report that a command writes besides its table."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from kmaid_nodes.commands.different_files import check_different
from kmaid_nodes.commands.number_types import positive


def add_report_options(sub: argparse.ArgumentParser, help: str, rows: str) -> None:
    """Add --html and --html-molecules; rows: what the report has so many of."""
    sub.add_argument("--html", type=Path, help=help)
    sub.add_argument(
        "--html-molecules",
        type=positive,
        default=50,
        metavar="N",
        help=f"number of {rows} in that report (default: 50)",
    )


def check_report_file(options: argparse.Namespace, *further: Path) -> None:
    """Raises UserError if the report cannot be written, or is the table or an input; further: inputs."""
    from kmaid_nodes.files.paths import check_file

    if options.html:
        check_file(options.html)
        for read in (options.input, *further):
            check_different([read, options.out, options.html])


def rows_in_report(options: argparse.Namespace) -> int:
    """The number of rows that the report keeps, 0 if none is asked for."""
    rows: int = options.html_molecules
    return rows if options.html else 0


def write_report(options: argparse.Namespace, write: Callable[[Path], None]) -> None:
    """Write the report, if one is asked for."""
    if options.html:
        write(options.html)
        print(f"Report written to {options.html}")
