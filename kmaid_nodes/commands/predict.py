"""`kmaid predict`: the shifts of molecules."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from kmaid_nodes.codes.journal import JournalHouse
from kmaid_nodes.commands.model_options import predictor_of
from kmaid_nodes.commands.processes_option import add_processes_option
from kmaid_nodes.commands.report_options import (
    add_report_options,
    check_report_file,
    rows_in_report,
    write_report,
)
from kmaid_nodes.commands.table_command import add_table_command, write_results

if TYPE_CHECKING:
    from kmaid_nodes.commands.parser import Commands
    from kmaid_nodes.reading.record import Record
    from kmaid_nodes.tasks.rows import Progress


def add_to(commands: Commands) -> None:
    """Add the command."""
    predict = add_table_command(
        commands, "predict", run, "MOLECULES", "Predict the 13C shift of every carbon."
    )
    predict.add_argument(
        "--per-molecule",
        action="store_true",
        help="write one row for each molecule: its shifts as a list, and the text for a journal",
    )
    predict.add_argument(
        "--each-carbon",
        action="store_true",
        help="with --per-molecule or --html: a signal for each carbon, not one for each symmetry class",
    )
    predict.add_argument(
        "--journal",
        choices=[str(house) for house in JournalHouse],
        default=str(JournalHouse.ACS),
        help="whose style the text for a journal has (default: acs)",
    )
    add_report_options(predict, "also write a report that draws the predicted spectra", "molecules")
    add_processes_option(predict)


def run(options: argparse.Namespace) -> None:
    """Write the shifts, a row for each carbon or each molecule."""
    from kmaid_nodes.cluster.run_task import run_task
    from kmaid_nodes.codes.signal_choice import SignalChoice
    from kmaid_nodes.report.predictions import PredictionReport
    from kmaid_nodes.tables.predicted_spectra import PREDICTED_SPECTRA_SCHEMA, predicted_spectra_batch
    from kmaid_nodes.tables.predictions import PREDICTION_SCHEMA, prediction_batch
    from kmaid_nodes.tasks.predict import predict_shifts

    check_report_file(options)
    one_for = SignalChoice.CARBON if options.each_carbon else SignalChoice.CLASS
    house = JournalHouse(options.journal)
    report = PredictionReport(rows_in_report(options), one_for, house)

    def task(records: Iterable[Record], progress: Progress) -> Iterator[Any]:
        predictor = predictor_of(options)
        for result in run_task(predict_shifts, records, predictor, options.processes, progress):
            report.add(result)
            yield result

    if options.per_molecule:
        write_results(
            options,
            task,
            lambda results: predicted_spectra_batch(results, one_for, house),
            PREDICTED_SPECTRA_SCHEMA,
            ["structure"],
            one_row_each=True,
        )
    else:
        write_results(options, task, prediction_batch, PREDICTION_SCHEMA, ["structure"])
    write_report(options, report.write)
