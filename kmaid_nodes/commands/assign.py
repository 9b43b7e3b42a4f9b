"""`kmaid assign`: the peaks of spectra to the carbons of their structures."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kmaid_nodes.codes.journal import JournalHouse
from kmaid_nodes.commands.different_files import check_different
from kmaid_nodes.commands.model_options import predictor_of
from kmaid_nodes.commands.number_types import positive
from kmaid_nodes.commands.processes_option import add_processes_option
from kmaid_nodes.commands.report_options import add_report_options, rows_in_report, write_report
from kmaid_nodes.commands.table_command import add_table_command, write_results

if TYPE_CHECKING:
    from kmaid_nodes.commands.parser import Commands
    from kmaid_nodes.model.predictor import Predictor
    from kmaid_nodes.reading.record import Record
    from kmaid_nodes.tasks.chosen_edits import EditedRecord
    from kmaid_nodes.tasks.rows import Progress


def add_to(commands: Commands) -> None:
    """Add the command."""
    assign = add_table_command(
        commands,
        "assign",
        run,
        "TABLE",
        "Assign the peaks of each spectrum to the carbons of its structure.",
    )
    assign.add_argument(
        "--fixed",
        type=Path,
        metavar="EDITS",
        help="keep the pairs of carbon and peak in this file, which a report saved, and solve the rest",
    )
    add_report_options(assign, "also write a report with drawings of the first rows", "rows")
    assign.add_argument("--sdf", type=Path, help="also write the assigned spectra as an NMReDATA SD file")
    assign.add_argument(
        "--journal",
        choices=[str(house) for house in JournalHouse],
        default=str(JournalHouse.ACS),
        help="whose style the text for a journal in that file has (default: acs)",
    )
    assign.add_argument(
        "--journal-leftovers",
        action="store_true",
        help="list the unassigned peaks in that text, with the reasons",
    )
    assign.add_argument(
        "--ranked", type=Path, help="also write a table of the best assignments of each whole list"
    )
    assign.add_argument("--accounts", type=Path, dest="ranked", help=argparse.SUPPRESS)  # the old name
    assign.add_argument(
        "--best", type=positive, default=5, metavar="N", help="number of ranked assignments (default: 5)"
    )
    add_processes_option(assign)


def run(options: argparse.Namespace) -> None:
    """Write a row for each carbon and each peak that is left."""
    from kmaid_nodes.cluster.run_task import run_task
    from kmaid_nodes.files.paths import check_file
    from kmaid_nodes.reading.edits.edits_file import read_edits
    from kmaid_nodes.reading.edits.edits_of_rows import EditsOfRows
    from kmaid_nodes.report.assignments import AssignmentReport
    from kmaid_nodes.tables.assignments import ASSIGNMENT_SCHEMA, assignment_batch
    from kmaid_nodes.tables.ranked import RANKED_SCHEMA
    from kmaid_nodes.tasks.chosen_edits import with_chosen_edits
    from kmaid_nodes.wording.edits import edits_without_row
    from kmaid_nodes.writing.assigned_spectra import AssignedSpectraFile
    from kmaid_nodes.writing.journal_style import JournalStyle
    from kmaid_nodes.writing.table_file import TableFile

    further = [path for path in (options.html, options.sdf, options.ranked) if path]
    for path in further:
        check_file(path)
    files = [options.input, options.out, *further]
    edits = EditsOfRows(read_edits(options.fixed)) if options.fixed else None
    if options.fixed:
        check_different([options.fixed, options.out, *further])
    if further:
        check_different(files)
    report = AssignmentReport(rows_in_report(options))
    with ExitStack() as opened:
        style = JournalStyle(JournalHouse(options.journal), leftovers=options.journal_leftovers)
        spectra = opened.enter_context(AssignedSpectraFile(options.sdf, style)) if options.sdf else None
        ranked = opened.enter_context(TableFile(options.ranked, RANKED_SCHEMA)) if options.ranked else None

        def task(records: Iterable[Record], progress: Progress) -> Iterator[Any]:
            work = partial(_assigned, best=options.best if options.ranked else 0)
            edited, predictor = with_chosen_edits(records, edits), predictor_of(options)
            for result, ranked_rows in run_task(work, edited, predictor, options.processes, progress):
                report.add(result)
                if spectra is not None:
                    spectra.add(result)
                if ranked is not None:
                    ranked.append(ranked_rows)
                yield result

        write_results(options, task, assignment_batch, ASSIGNMENT_SCHEMA, ["structure", "peaks"])
    if edits is not None and edits.without_row:
        print(edits_without_row(edits.without_row))
    if spectra is not None:
        print(f"Assigned spectra written to {options.sdf}: {spectra.written}")
    if ranked is not None:
        print(f"Rows written to {options.ranked}: {ranked.rows}")
    write_report(options, report.write)


def _assigned(
    records: Iterable[EditedRecord], predictor: Predictor, progress: Progress, best: int
) -> Iterator[tuple[Any, Any]]:
    """Each result, and its rows in the table of the `best` ranked assignments; 0: there is no such table."""
    from kmaid_nodes.tables.ranked import ranked_batch
    from kmaid_nodes.tasks.assign import assign_edited

    for result in assign_edited(records, predictor, progress):
        yield result, ranked_batch([result], best) if best else None
