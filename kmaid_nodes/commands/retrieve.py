"""`kmaid retrieve`: the compounds of a library for spectra."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kmaid_nodes.commands.filter_options import add_filter_options, filter_of
from kmaid_nodes.commands.hit_options import (
    add_hit_options,
    checked_hit_report,
    say_any_formula,
    say_unusable,
    write_hit_report,
)
from kmaid_nodes.commands.library_options import add_library_column_options, library_in
from kmaid_nodes.commands.model_options import predictor_of
from kmaid_nodes.commands.number_types import count, positive
from kmaid_nodes.commands.processes_option import add_processes_option
from kmaid_nodes.commands.table_command import add_table_command, write_results
from kmaid_nodes.retrieval.settings import DEFAULT_SEARCH_SETTINGS

if TYPE_CHECKING:
    from kmaid_nodes.commands.parser import Commands
    from kmaid_nodes.reading.record import Record
    from kmaid_nodes.tasks.rows import Progress


def add_to(commands: Commands) -> None:
    """Add the command."""
    retrieve = add_table_command(
        commands, "retrieve", run, "QUERIES", "Search a library for the compounds of spectra."
    )
    retrieve.add_argument(
        "--library", type=Path, required=True, help="molecules, or a library from kmaid embed"
    )
    add_library_column_options(retrieve, "the library table")
    retrieve.add_argument("--top", type=positive, default=10, help="hits per query (default: 10)")
    retrieve.add_argument(
        "--rerank",
        type=count,
        default=DEFAULT_SEARCH_SETTINGS.candidates,
        metavar="N",
        help="number of candidates that are ranked by how well they explain the peak list; with 0, hits are "
        "ranked by their embeddings alone (default: %(default)s)",
    )
    add_hit_options(retrieve, "the library")
    add_filter_options(retrieve)
    add_processes_option(retrieve)


def run(options: argparse.Namespace) -> None:
    """Write the hits of each query."""
    from kmaid_nodes.cluster.processes import check_processes
    from kmaid_nodes.cluster.search import retrieve_in_processes
    from kmaid_nodes.tables.hits import HIT_SCHEMA, hit_batch
    from kmaid_nodes.tasks.retrieve import Search

    only = filter_of(options)
    Search(options.top, prior=options.prior)  # refused before the library is read
    left_out = any_formula = 0
    report = checked_hit_report(options, options.library)
    predictor, processes = predictor_of(options), options.processes
    check_processes(processes, predictor)

    def counted(records: Iterable[Record]) -> Iterator[Record]:
        nonlocal any_formula
        for record in records:
            any_formula += options.same_formula and record.formula is None and record.error is None
            yield record

    def task(records: Iterable[Record], progress: Progress) -> Iterator[Any]:
        nonlocal left_out
        library = library_in(options.library, options, predictor, options.unique)
        left_out = library.left_out
        search = Search(options.top, options.rerank, only, options.same_formula, prior=options.prior)
        queries = counted(records)
        for result in retrieve_in_processes(queries, library, predictor, search, processes, progress):
            report.add(result)
            yield result

    write_results(options, task, hit_batch, HIT_SCHEMA, ["peaks"])
    say_any_formula(any_formula)
    say_unusable(left_out)
    write_hit_report(options, report, predictor)
