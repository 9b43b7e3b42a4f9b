"""The options of commands that find hits, their report, and what is said of the hits."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from kmaid_nodes.commands.report_options import (
    add_report_options,
    check_report_file,
    rows_in_report,
    write_report,
)

if TYPE_CHECKING:
    from kmaid_nodes.model.predictor import Predictor
    from kmaid_nodes.report.hits import HitReport


def add_hit_options(sub: argparse.ArgumentParser, library: str) -> None:
    """Add --prior, --unique and the options of the report; library: what the help calls the molecules."""
    sub.add_argument(
        "--prior",
        type=float,
        metavar="P",
        help=f"probability that the compound is among the molecules of {library}, 0 to 1 (default: that with "
        "which the model was calibrated, as a rule 0.8)",
    )
    sub.add_argument(
        "--unique",
        action="store_true",
        help=f"leave out repeated structures of {library} (not of a library from kmaid embed)",
    )
    add_report_options(sub, "also write a report with drawings of the hits", "queries")


def checked_hit_report(options: argparse.Namespace, library: Path) -> HitReport:
    """The report of hits that the options ask for; raises UserError if a result cannot be written."""
    from kmaid_nodes.report.hits import HitReport
    from kmaid_nodes.writing.table_file import check_table_path

    check_table_path(options.out, library)
    check_report_file(options, library)
    return HitReport(rows_in_report(options))


def write_hit_report(options: argparse.Namespace, report: HitReport, predictor: Predictor) -> None:
    """Write the report of hits, if one is asked for."""
    write_report(options, lambda path: report.write(path, predictor))


def say_any_formula(queries: int) -> None:
    """Print for how many queries --same-formula could not be kept, if for any."""
    if queries:
        print(f"Queries without a formula of their own, whose hits may have any formula: {queries}")


def say_unusable(molecules: int) -> None:
    """Print how many molecules of the library failed, if any."""
    if molecules:
        print(f"Molecules of the library that could not be used: {molecules}")
