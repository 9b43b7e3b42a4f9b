"""`kmaid isomers`: candidate structures ranked for each spectrum."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kmaid_nodes.codes.reading_note import NoteCode
from kmaid_nodes.commands.different_files import check_different
from kmaid_nodes.commands.filter_options import add_filter_options, filter_of
from kmaid_nodes.commands.hit_options import (
    add_hit_options,
    checked_hit_report,
    say_any_formula,
    say_unusable,
    write_hit_report,
)
from kmaid_nodes.commands.left_out_candidates import LeftOutCandidates
from kmaid_nodes.commands.library_options import add_library_column_options, library_in, library_records
from kmaid_nodes.commands.model_options import predictor_of
from kmaid_nodes.commands.number_types import positive
from kmaid_nodes.commands.table_command import add_table_command, write_results
from kmaid_nodes.errors import UserError

if TYPE_CHECKING:
    from kmaid_nodes.commands.parser import Commands
    from kmaid_nodes.model.predictor import Predictor
    from kmaid_nodes.reading.record import Record
    from kmaid_nodes.retrieval.candidate_sets import CandidateSets
    from kmaid_nodes.tasks.rows import Progress


def add_to(commands: Commands) -> None:
    """Add the command."""
    isomers = add_table_command(
        commands, "isomers", run, "SPECTRA", "Rank candidate structures for each spectrum."
    )
    isomers.add_argument(
        "--candidates", type=Path, required=True, help="structures, or a library from kmaid embed"
    )
    add_library_column_options(isomers, "the candidates' table")
    isomers.add_argument(
        "--spectrum-column",
        metavar="NAME",
        help="column of the candidates' table that holds the id of the spectrum to which each belongs "
        "(default: all are candidates of every spectrum)",
    )
    isomers.add_argument(
        "--every-candidate",
        action="store_true",
        help="write a row for each candidate, also for copies and stereoisomers of another",
    )
    isomers.add_argument(
        "--left-out",
        type=Path,
        metavar="TABLE",
        help="also write the candidates without a rank, with the reason, .csv or .parquet",
    )
    isomers.add_argument(
        "--top",
        type=positive,
        default=10,
        help="candidates in the result of each spectrum; a large number for all (default: 10)",
    )
    add_hit_options(isomers, "the candidates")
    add_filter_options(isomers)


def run(options: argparse.Namespace) -> None:
    """Write the ranked candidates of each spectrum."""
    from kmaid_nodes.tables.hits import CANDIDATE_SCHEMA, HIT_SCHEMA, candidate_batch, hit_batch
    from kmaid_nodes.tasks.isomers import Ranking, rank_isomers

    each = options.every_candidate
    ranking = Ranking(options.top, filter_of(options), options.same_formula, each, options.prior)
    ranking.search(1)  # refused before the candidates are read
    report = checked_hit_report(options, options.candidates)
    if options.left_out:
        check_different([options.input, options.candidates, options.out, options.left_out])
    predictor, left, without_formula = predictor_of(options), LeftOutCandidates(options.left_out), 0

    def task(records: Iterable[Record], progress: Progress) -> Iterator[Any]:
        nonlocal without_formula
        candidates = _candidates(options, predictor, left)
        for result in rank_isomers(records, candidates, predictor, ranking, progress, on_left_out=left.add):
            without_formula += any(note.code is NoteCode.NO_FORMULA for note in result.record.notes)
            report.add(result)
            yield result
        left.add_without_spectrum(candidates)

    batch, schema = (candidate_batch, CANDIDATE_SCHEMA) if each else (hit_batch, HIT_SCHEMA)
    write_results(options, task, batch, schema, ["peaks"], each_candidate=each)
    say_any_formula(without_formula)
    left.tell()
    write_hit_report(options, report, predictor)


def _candidates(options: argparse.Namespace, predictor: Predictor, left: LeftOutCandidates) -> CandidateSets:
    """The candidates that the options name, of each spectrum or of all."""
    from kmaid_nodes.library_building.candidate_sets import candidate_sets, key_in_column
    from kmaid_nodes.retrieval.candidate_sets import CandidateSets

    if options.spectrum_column is None:
        library = library_in(options.candidates, options, predictor, options.unique)
        say_unusable(library.left_out)
        return CandidateSets(library)
    if options.unique:
        raise UserError("--unique does not go with --spectrum-column: copies count once in any case.")
    records = library_records(options.candidates, options, [options.spectrum_column])
    sets, failed = candidate_sets(records, predictor, key_in_column(options.spectrum_column))
    left.rows += failed
    return sets
