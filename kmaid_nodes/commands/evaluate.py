"""`kmaid evaluate`: accuracy on assigned spectra."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kmaid_nodes.commands.column_options import add_column_options, columns_of, records_of
from kmaid_nodes.commands.different_files import check_different
from kmaid_nodes.commands.model_options import add_model_options, predictor_of
from kmaid_nodes.commands.parser import add_command
from kmaid_nodes.commands.row_counter import RowCounter

if TYPE_CHECKING:
    from kmaid_nodes.commands.parser import Commands
    from kmaid_nodes.results.evaluation import Evaluation


def add_to(commands: Commands) -> None:
    """Add the command."""
    evaluate = add_command(commands, "evaluate", run, "Measure accuracy on assigned spectra; prints JSON.")
    evaluate.add_argument("input", type=Path, nargs="+", metavar="SPECTRA")
    evaluate.add_argument("--split", default="test", help="test, validation, train or all (default: test)")
    evaluate.add_argument(
        "--apart",
        type=Path,
        metavar="FILE",
        help="text file with the first block of an InChIKey in each line; figures of all other compounds are "
        "given beside those of all",
    )
    evaluate.add_argument("--out", type=Path, help="file for the JSON (default: print it)")
    evaluate.add_argument(
        "--table", type=Path, help="also write the metrics as a table with their meaning, .csv or .parquet"
    )
    evaluate.add_argument(
        "--molecules",
        type=Path,
        help="also write a table of the spectra: carbons right, error of the shifts, verdict",
    )
    add_model_options(evaluate)
    add_column_options(evaluate)


def run(options: argparse.Namespace) -> None:
    """Print the metrics, or write them."""
    from kmaid_nodes.files.paths import check_file
    from kmaid_nodes.files.whole_file import whole_file
    from kmaid_nodes.reading.compound_list import read_compounds
    from kmaid_nodes.tasks.evaluate import evaluation
    from kmaid_nodes.wording.metrics import evaluation_warnings
    from kmaid_nodes.writing.table_file import check_table_path

    if options.out:
        check_file(options.out)
    tables = [path for path in (options.table, options.molecules) if path]
    for path in tables:
        check_table_path(path)
    if tables:
        check_different([*options.input, *tables, *([options.out] if options.out else [])])
    apart = None if options.apart is None else read_compounds(options.apart)
    with RowCounter() as progress:
        measured = evaluation(
            records_of(options.input, columns_of(options), ["structure", "peaks"]),
            predictor_of(options),
            options.split,
            progress,
            progress.step,
            with_molecules=options.molecules is not None,
            apart=apart,
        )
    text = json.dumps(measured.metrics, indent=2, allow_nan=False)
    if options.out:
        with whole_file(options.out) as partial:
            partial.write_text(text + "\n")
    else:
        print(text)
    _write_evaluation(options, measured)
    few = measured.too_few_to_tell
    for warning in evaluation_warnings(measured.measured, few, measured.perhaps_taught):
        print(warning, file=sys.stderr)


def _write_evaluation(options: argparse.Namespace, measured: Evaluation) -> None:
    """The tables of an evaluation that the options ask for."""
    from kmaid_nodes.tables.measured import MEASURED_SCHEMA, measured_batch
    from kmaid_nodes.tables.metrics import METRIC_SCHEMA, metric_batch
    from kmaid_nodes.writing.table_file import write_table

    if options.table:
        write_table([metric_batch(measured.metrics)], METRIC_SCHEMA, options.table)
    if options.molecules:
        batch = measured_batch(measured.molecules, measured.failed)
        write_table([batch], MEASURED_SCHEMA, options.molecules)
