"""The command line: each command reads records, calls one task, writes one table."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from kmaid_nodes.codes.journal import JournalHouse
from kmaid_nodes.codes.reading_note import NoteCode
from kmaid_nodes.errors import Cancelled, ColumnNotNamed, UserError
from kmaid_nodes.reading.tables.columns import ROLES
from kmaid_nodes.retrieval.settings import DEFAULT_SEARCH_SETTINGS
from kmaid_nodes.version import __version__

if TYPE_CHECKING:
    import pyarrow as pa

    from kmaid_nodes.codes.reason import Reason
    from kmaid_nodes.model.model_file import TrainedModel
    from kmaid_nodes.model.predictor import Predictor
    from kmaid_nodes.reading.record import Record
    from kmaid_nodes.reading.table import TableColumns
    from kmaid_nodes.report.hits import HitReport
    from kmaid_nodes.results.evaluation import Evaluation
    from kmaid_nodes.results.failed_row import FailedRow
    from kmaid_nodes.retrieval.candidate_sets import CandidateSets
    from kmaid_nodes.retrieval.filters import Filter
    from kmaid_nodes.retrieval.library import Library
    from kmaid_nodes.tables.input_columns import InputColumns
    from kmaid_nodes.tasks.rows import Progress
    from kmaid_nodes.tasks.train import RowsForTraining

    _Commands = argparse._SubParsersAction["_Parser"]
    _Run = Callable[[argparse.Namespace], None]

# Columns that a message names; of more it gives the number.
_NAMED = 10
# The table of the rows that a training left out, in its folder.
LEFT_OUT = "left_out.csv"
# Reasons that a message gives; the table has that of each row.
_NAMED_REASONS = 3


class _Parser(argparse.ArgumentParser):
    """Reports a wrong command line in one sentence, and takes options by their full names only."""

    def __init__(self, **settings: Any):
        super().__init__(**settings, allow_abbrev=False)

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit code: 0, 2 if the user must change something, 130 if stopped."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    parser, names = _parser()
    if not given:
        parser.print_help(sys.stderr)
        return 2
    if not given[0].startswith("-") and given[0] not in names:
        print(f"kmaid: There is no command {given[0]}; choose one of {', '.join(names)}.", file=sys.stderr)
        return 2
    options = parser.parse_args(given)
    try:
        options.run(options)
    except ColumnNotNamed as problem:
        sentence = problem.sentence(f"name one with --{problem.column}-column")
        print(f"kmaid {options.command}: {sentence}", file=sys.stderr)
        return 2
    except UserError as problem:
        print(f"kmaid {options.command}: {problem}", file=sys.stderr)
        return 2
    except OSError as problem:
        print(f"kmaid {options.command}: {problem.strerror or problem}: {problem.filename}.", file=sys.stderr)
        return 2
    except (KeyboardInterrupt, Cancelled) as stopped:
        print(f"kmaid {options.command}: stopped. {stopped}".rstrip(), file=sys.stderr)
        return 130
    return 0


def _parser() -> tuple[argparse.ArgumentParser, list[str]]:
    """The parser, and the names of the commands."""
    parser = _Parser(prog="kmaid", description="Assign, predict and search 13C NMR spectra with K-M3AID.")
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_embed_and_predict(commands)
    _add_assign(commands)
    _add_check(commands)
    _add_retrieve(commands)
    _add_isomers(commands)
    _add_evaluate(commands)
    _add_train(commands)
    _add_info_and_demo(commands)
    _add_knime_register(commands)
    return parser, list(commands.choices)


def _add_embed_and_predict(commands: _Commands) -> None:
    embed = _table_task(
        commands, "embed", _embed, "MOLECULES", "Turn molecules, or with --spectra peak lists, into vectors."
    )
    embed.add_argument(
        "--spectra", action="store_true", help="embed the peak lists instead of the structures"
    )
    embed.add_argument(
        "--workers",
        type=_positive,
        help="number of processes (default: one per core for many molecules)",
    )
    embed.add_argument("--unique", action="store_true", help="leave out repeated structures (Parquet only)")
    _add_predict(commands)
    _table_task(
        commands, "describe", _describe, "MOLECULES", "Write descriptors of molecules, for QSAR and learners."
    )


def _add_predict(commands: _Commands) -> None:
    predict = _table_task(
        commands, "predict", _predict, "MOLECULES", "Predict the 13C shift of every carbon."
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
    predict.add_argument("--html", type=Path, help="also write a report that draws the predicted spectra")
    predict.add_argument(
        "--html-molecules",
        type=_positive,
        default=50,
        metavar="N",
        help="number of molecules in that report (default: 50)",
    )


def _add_assign(commands: _Commands) -> None:
    assign = _table_task(
        commands,
        "assign",
        _assign,
        "TABLE",
        "Assign the peaks of each spectrum to the carbons of its structure.",
    )
    assign.add_argument(
        "--fixed",
        type=Path,
        metavar="EDITS",
        help="keep the pairs of carbon and peak in this file, which a report saved, and solve the rest",
    )
    assign.add_argument("--html", type=Path, help="also write a report with drawings of the first rows")
    assign.add_argument(
        "--html-molecules",
        type=_positive,
        default=50,
        metavar="N",
        help="number of rows in that report (default: 50)",
    )
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
        "--best", type=_positive, default=5, metavar="N", help="number of ranked assignments (default: 5)"
    )


def _add_check(commands: _Commands) -> None:
    check = _table_task(
        commands, "check", _check, "TABLE", "Check whether each structure fits its spectrum; a row for each."
    )
    check.add_argument(
        "--candidates",
        type=Path,
        help="other structures, or a library from kmaid embed: those of the formula are compared",
    )
    _library_column_options(check, "the candidates' table")
    check.add_argument(
        "--prior",
        type=float,
        metavar="P",
        help="probability that the compound is the structure or one of the candidates, 0 to 1 (default: that "
        "with which the model was calibrated, as a rule 0.8)",
    )
    check.add_argument(
        "--green-from",
        type=float,
        default=0.0,
        metavar="P",
        help="least p_structure of a green light, 0 to 1 (default: 0, every consistent structure is green)",
    )
    check.add_argument("--html", type=Path, help="also write a report with drawings of the first rows")
    check.add_argument(
        "--html-molecules",
        type=_positive,
        default=50,
        metavar="N",
        help="number of rows in that report (default: 50)",
    )
    check.add_argument(
        "--pictures", type=Path, metavar="FOLDER", help="also write a PNG of each structure and its spectrum"
    )
    check.add_argument(
        "--pictures-of",
        choices=("all", "not-green"),
        default="all",
        help="of which rows (default: all)",
    )


def _add_retrieve(commands: _Commands) -> None:
    retrieve = _table_task(
        commands, "retrieve", _retrieve, "QUERIES", "Search a library for the compounds of spectra."
    )
    retrieve.add_argument(
        "--library", type=Path, required=True, help="molecules, or a library from kmaid embed"
    )
    _library_column_options(retrieve, "the library table")
    retrieve.add_argument("--top", type=_positive, default=10, help="hits per query (default: 10)")
    retrieve.add_argument(
        "--rerank",
        type=_count,
        default=DEFAULT_SEARCH_SETTINGS.candidates,
        metavar="N",
        help="number of candidates that are ranked by how well they explain the peak list; with 0, hits are "
        "ranked by their embeddings alone (default: %(default)s)",
    )
    _hit_options(retrieve, "the library")
    _filter_options(retrieve)


def _add_isomers(commands: _Commands) -> None:
    isomers = _table_task(
        commands, "isomers", _isomers, "SPECTRA", "Rank candidate structures for each spectrum."
    )
    isomers.add_argument(
        "--candidates", type=Path, required=True, help="structures, or a library from kmaid embed"
    )
    _library_column_options(isomers, "the candidates' table")
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
        type=_positive,
        default=10,
        help="candidates in the result of each spectrum; a large number for all (default: 10)",
    )
    _hit_options(isomers, "the candidates")
    _filter_options(isomers)


def _add_evaluate(commands: _Commands) -> None:
    evaluate = _command(commands, "evaluate", _evaluate, "Measure accuracy on assigned spectra; prints JSON.")
    evaluate.add_argument("input", type=Path, nargs="+", metavar="SPECTRA")
    evaluate.add_argument("--split", default="test", help="test, validation, train or all (default: test)")
    evaluate.add_argument("--out", type=Path, help="file for the JSON (default: print it)")
    evaluate.add_argument(
        "--table", type=Path, help="also write the metrics as a table with their meaning, .csv or .parquet"
    )
    evaluate.add_argument(
        "--molecules",
        type=Path,
        help="also write a table of the spectra: carbons right, error of the shifts, verdict",
    )
    _model_options(evaluate)
    _column_options(evaluate)


def _add_train(commands: _Commands) -> None:
    train = _command(commands, "train", _train, "Train a model on assigned spectra.")
    train.add_argument("input", type=Path, nargs="+", metavar="FILE")
    train.add_argument(
        "--out",
        type=Path,
        required=True,
        help="folder for model, checkpoints and training curves",
    )
    train.add_argument(
        "--preset",
        help="settings: default, paper (as published) or bundled (as for the bundled model); with "
        "--start-from, leave this out, so that all networks of that model are trained further",
    )
    train.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="PART.NAME=VALUE",
        help="change one setting, such as schedule.batch=32; may be repeated",
    )
    train.add_argument("--epochs", type=_positive, help="the same as --set schedule.epochs=N")
    train.add_argument("--seed", type=_seed, default=0, help="start of the random numbers (default: 0)")
    train.add_argument("--device", default="auto", help="auto, cpu, cuda or mps (default: auto)")
    train.add_argument("--devices", type=_devices, default="auto", help="number of devices (default: all)")
    train.add_argument(
        "--nodes",
        type=_positive,
        default=1,
        help="number of machines; run the command on each (default: 1)",
    )
    train.add_argument("--resume", action="store_true", help="continue the interrupted training in --out")
    train.add_argument(
        "--start-from",
        metavar="MODEL",
        help="train this model further on your spectra: `bundled` for the bundled model, or a model file or "
        "training folder",
    )
    _column_options(train)


def _add_info_and_demo(commands: _Commands) -> None:
    _command(commands, "formats", _formats, "List the kinds of files that can be read, with an example each.")
    info = _command(commands, "info", _info, "Print settings, calibration and data of a model, as JSON.")
    info.add_argument("model", type=Path, nargs="?", help="model file or folder (default: the bundled model)")
    demo = _command(
        commands,
        "demo",
        _demo,
        "Run all tasks on the spectra that come with K-M3AID; write tables and a report.",
    )
    demo.add_argument("--out", type=Path, default=Path("kmaid_demo"), help="folder (default: kmaid_demo)")
    _model_options(demo)


def _add_knime_register(commands: _Commands) -> None:
    register = _command(
        commands, "knime-register", _knime_register, "Make these nodes known to KNIME Analytics Platform."
    )
    register.add_argument(
        "--config",
        type=Path,
        metavar="FILE",
        help="KNIME's list of extensions, .yml (default: the one that this knime.ini names, or else yours)",
    )
    register.add_argument(
        "--knime-ini",
        type=Path,
        metavar="FILE",
        help="also change this knime.ini, of which a copy is kept (default: say which line to add)",
    )
    register.add_argument("--remove", action="store_true", help="undo the registration")
    register.add_argument(
        "--debug", action="store_true", help="let KNIME see changes of the code at once, which is slower"
    )


def _command(commands: _Commands, name: str, run: _Run, help: str) -> argparse.ArgumentParser:
    sub = commands.add_parser(name, help=help, description=help)
    sub.set_defaults(run=run)
    return sub


def _table_task(
    commands: _Commands, name: str, run: _Run, input_name: str, help: str
) -> argparse.ArgumentParser:
    """A command that reads one table and writes another."""
    sub = _command(commands, name, run, help)
    sub.add_argument(
        "input",
        type=Path,
        metavar=input_name,
        help="file or folder of any kind that `kmaid formats` lists, or - for the standard input",
    )
    sub.add_argument("--out", type=Path, required=True, help="table to write, .csv or .parquet")
    sub.add_argument(
        "--no-input-columns",
        action="store_true",
        help="leave the other columns of the input out of the result (a library never has them)",
    )
    _model_options(sub)
    _column_options(sub)
    return sub


def _model_options(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--model", type=Path, help="model file or training folder (default: the bundled model)")
    sub.add_argument("--device", default="auto", help="auto, cpu, cuda or mps (default: auto)")


def _column_options(sub: argparse.ArgumentParser) -> None:
    group = sub.add_argument_group("columns of the input table (if not given, recognised by their names)")
    for name in ROLES:
        group.add_argument(f"--{name}-column", metavar="NAME")
    group.add_argument(
        "--first-atom",
        type=int,
        choices=(0, 1),
        help="the number of the first atom of a structure in the atoms column",
    )
    group.add_argument(
        "--atom-order",
        action="store_true",
        help="the peak list has one shift for each carbon, in the order of the structure's atoms",
    )
    group.add_argument("--sheet", metavar="NAME", help="sheet of an Excel workbook (default: the first)")


def _library_column_options(sub: argparse.ArgumentParser, table: str) -> None:
    sub.add_argument("--library-id-column", metavar="NAME", help=f"ID column of {table}")
    sub.add_argument("--library-structure-column", metavar="NAME", help=f"structure column of {table}")


def _hit_options(sub: argparse.ArgumentParser, library: str) -> None:
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
    sub.add_argument("--html", type=Path, help="also write a report with drawings of the hits")
    sub.add_argument(
        "--html-molecules",
        type=_positive,
        default=50,
        metavar="N",
        help="number of queries in that report (default: 50)",
    )


def _filter_options(sub: argparse.ArgumentParser) -> None:
    group = sub.add_argument_group("filters")
    group.add_argument("--formula", help="molecular formula, such as C6H12O6")
    group.add_argument(
        "--same-formula",
        action="store_true",
        help="the formula in the formula column of the query, where there is one",
    )
    group.add_argument("--mass", type=float, metavar="DA", help="monoisotopic mass")
    group.add_argument(
        "--mass-tolerance",
        default="5ppm",
        metavar="WIDTH",
        help="in ppm or Da (default: 5ppm)",
    )
    group.add_argument("--least-carbons", type=_positive, metavar="N", help="at least this many carbons")
    group.add_argument("--most-carbons", type=_positive, metavar="N", help="at most this many carbons")
    group.add_argument("--elements", help="no elements but these and hydrogen, such as C,N,O")
    for name in ("required", "forbidden"):
        group.add_argument(
            f"--{name}",
            action="append",
            default=[],
            metavar="SMARTS",
            help=f"{name} substructure (repeatable)",
        )


def _embed(options: argparse.Namespace) -> None:
    if not options.spectra and options.out.suffix.lower() == ".parquet":
        _build_library(options)
        return
    if options.unique or options.workers:
        raise UserError("--unique and --workers only work for molecules, with --out ending in .parquet.")

    from kmaid_nodes.retrieval.embedding_schema import EMBEDDING_SCHEMA
    from kmaid_nodes.tables.embeddings import embedding_batch
    from kmaid_nodes.tasks.embed import embed_molecules, embed_spectra

    task: Any = embed_spectra if options.spectra else embed_molecules
    _write(
        options,
        lambda records, progress: task(records, _predictor(options), progress),
        embedding_batch,
        EMBEDDING_SCHEMA,
        ["peaks" if options.spectra else "structure"],
        with_input_columns=options.out.suffix.lower() == ".csv",  # a Parquet file may be a library
    )


def _build_library(options: argparse.Namespace) -> None:
    from kmaid_nodes.library_building.building import build_library
    from kmaid_nodes.writing.table_file import check_table_path

    check_table_path(options.out, options.input)
    columns = _columns(options)
    records = _records([options.input], columns, ["structure"])
    source = _source(options.input)
    with _Counter() as progress:
        built = build_library(
            records,
            _predictor(options),
            options.out,
            source | {"columns": asdict(columns)},
            options.workers,
            options.unique,
            progress,
        )
    if built.kept_parts:
        print(f"Parts kept from the interrupted run: {built.kept_parts}")
    print(f"Rows written to {options.out}: {built.rows}")
    if built.duplicates:
        print(f"Duplicates left out: {built.duplicates}")
    _print_failed(built.refused)


def _source(path: Path) -> dict[str, Any]:
    """What tells whether a file, or any in a folder, has changed since an interrupted run."""
    if str(path) == "-":
        raise UserError("A library is made from a file, since a run that was interrupted reads it again.")
    files = [file.stat() for file in path.iterdir()] if path.is_dir() else [path.stat()]
    modified = max((file.st_mtime_ns for file in files), default=0)
    return {"name": path.name, "bytes": sum(file.st_size for file in files), "modified": modified}


def _describe(options: argparse.Namespace) -> None:
    from kmaid_nodes.tables.descriptors import descriptor_batch, descriptor_schema
    from kmaid_nodes.tasks.describe import describe_molecules
    from kmaid_nodes.writing.table_file import check_table_path

    check_table_path(options.out, options.input)
    predictor = _predictor(options)
    names = predictor.describer.layout.names
    _write(
        options,
        lambda records, progress: describe_molecules(records, predictor, progress),
        lambda results: descriptor_batch(results, names),
        descriptor_schema(names),
        ["structure"],
    )


def _predict(options: argparse.Namespace) -> None:
    from kmaid_nodes.codes.signal_choice import SignalChoice
    from kmaid_nodes.files.paths import check_file
    from kmaid_nodes.report.predictions import PredictionReport
    from kmaid_nodes.tables.predicted_spectra import PREDICTED_SPECTRA_SCHEMA, predicted_spectra_batch
    from kmaid_nodes.tables.predictions import PREDICTION_SCHEMA, prediction_batch
    from kmaid_nodes.tasks.predict import predict_shifts

    if options.html:
        check_file(options.html)
        _check_different([options.input, options.out, options.html])
    one_for = SignalChoice.CARBON if options.each_carbon else SignalChoice.CLASS
    house = JournalHouse(options.journal)
    report = PredictionReport(options.html_molecules if options.html else 0, one_for, house)

    def task(records: Iterable[Record], progress: Progress) -> Iterator[Any]:
        for result in predict_shifts(records, _predictor(options), progress):
            report.add(result)
            yield result

    if options.per_molecule:
        _write(
            options,
            task,
            lambda results: predicted_spectra_batch(results, one_for, house),
            PREDICTED_SPECTRA_SCHEMA,
            ["structure"],
            one_row_each=True,
        )
    else:
        _write(options, task, prediction_batch, PREDICTION_SCHEMA, ["structure"])
    if options.html:
        report.write(options.html)
        print(f"Report written to {options.html}")


def _assign(options: argparse.Namespace) -> None:
    from kmaid_nodes.files.paths import check_file
    from kmaid_nodes.reading.edits.edits_file import read_edits
    from kmaid_nodes.reading.edits.edits_of_rows import EditsOfRows
    from kmaid_nodes.report.assignments import AssignmentReport
    from kmaid_nodes.tables.assignments import ASSIGNMENT_SCHEMA, assignment_batch
    from kmaid_nodes.tables.ranked import RANKED_SCHEMA, ranked_batch
    from kmaid_nodes.tasks.assign import assign
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
        _check_different([options.fixed, options.out, *further])
    if further:
        _check_different(files)
    report = AssignmentReport(options.html_molecules if options.html else 0)
    with ExitStack() as opened:
        style = JournalStyle(JournalHouse(options.journal), leftovers=options.journal_leftovers)
        spectra = opened.enter_context(AssignedSpectraFile(options.sdf, style)) if options.sdf else None
        ranked = opened.enter_context(TableFile(options.ranked, RANKED_SCHEMA)) if options.ranked else None

        def task(records: Iterable[Record], progress: Progress) -> Iterator[Any]:
            for result in assign(records, _predictor(options), progress, edits=edits):
                report.add(result)
                if spectra is not None:
                    spectra.add(result)
                if ranked is not None:
                    ranked.append(ranked_batch([result], options.best))
                yield result

        _write(options, task, assignment_batch, ASSIGNMENT_SCHEMA, ["structure", "peaks"])
    if edits is not None and edits.without_row:
        print(edits_without_row(edits.without_row))
    if spectra is not None:
        print(f"Assigned spectra written to {options.sdf}: {spectra.written}")
    if ranked is not None:
        print(f"Rows written to {options.ranked}: {ranked.rows}")
    if options.html:
        report.write(options.html)
        print(f"Report written to {options.html}")


def _check(options: argparse.Namespace) -> None:
    import pyarrow as pa

    from kmaid_nodes.codes.traffic_light import TrafficLight
    from kmaid_nodes.report.checks import CheckReport
    from kmaid_nodes.report.picture_folder import PictureFolder
    from kmaid_nodes.results.failed_row import FailedRow
    from kmaid_nodes.tables.checks import CHECK_SCHEMA, check_batch
    from kmaid_nodes.tasks.check_structures import check_structures
    from kmaid_nodes.tasks.compared_isomers import CheckSettings

    settings = CheckSettings(green_from=options.green_from, prior=options.prior)
    _refuse_files_of_check(options)  # before anything is read
    report, predictor = CheckReport(options.html_molecules if options.html else 0), _predictor(options)
    pictures = PictureFolder(options.pictures) if options.pictures else None
    library = None
    if options.candidates:
        options.library, options.unique = options.candidates, False
        library = _library(options, predictor)

    def task(records: Iterable[Record], progress: Progress) -> Iterator[Any]:
        for result in check_structures(records, predictor, library, progress, settings):
            report.add(result)
            yield result

    def picture_of(result: Any) -> str | None:
        if pictures is None or isinstance(result, FailedRow):
            return None
        wanted = options.pictures_of == "all" or result.light is not TrafficLight.GREEN
        return pictures.add(result) if wanted else None

    def batch(results: Sequence[Any]) -> pa.RecordBatch:
        names = pa.array(map(picture_of, results), pa.string())
        return check_batch(results).append_column("picture", names)

    schema = CHECK_SCHEMA.append(pa.field("picture", pa.string()))
    _write(options, task, batch, schema, ["structure", "peaks"])
    print(", ".join(f"{light}: {report.lights[light]}" for light in TrafficLight))
    if library is not None and library.left_out:
        print(f"Candidates that could not be used: {library.left_out}")
    if pictures is not None:
        print(f"Pictures written to {pictures.folder}: {pictures.written}")
    if options.html:
        report.write(options.html)
        print(f"Report written to {options.html}")


def _refuse_files_of_check(options: argparse.Namespace) -> None:
    """Raises UserError for files that cannot be written, or that are an input."""
    from kmaid_nodes.files.paths import check_file
    from kmaid_nodes.writing.table_file import check_table_path

    check_table_path(options.out, options.candidates)
    if options.html:
        check_file(options.html)
        _check_different([options.input, options.out, options.html])


def _isomers(options: argparse.Namespace) -> None:
    from kmaid_nodes.tables.hits import CANDIDATE_SCHEMA, HIT_SCHEMA, candidate_batch, hit_batch
    from kmaid_nodes.tasks.isomers import Ranking, rank_isomers

    options.library = options.candidates
    each = options.every_candidate
    ranking = Ranking(options.top, _filter(options), options.same_formula, each, options.prior)
    ranking.search(1)  # refused before the candidates are read
    report = _checked_hit_report(options)
    if options.left_out:
        _check_different([options.input, options.library, options.out, options.left_out])
    predictor, left, without_formula = _predictor(options), _LeftOutCandidates(options.left_out), 0

    def task(records: Iterable[Record], progress: Progress) -> Iterator[Any]:
        nonlocal without_formula
        candidates = _candidates(options, predictor, left)
        for result in rank_isomers(records, candidates, predictor, ranking, progress, on_left_out=left.add):
            without_formula += any(note.code is NoteCode.NO_FORMULA for note in result.record.notes)
            report.add(result)
            yield result
        left.add_without_spectrum(candidates)

    batch, schema = (candidate_batch, CANDIDATE_SCHEMA) if each else (hit_batch, HIT_SCHEMA)
    _write(options, task, batch, schema, ["peaks"], each_candidate=each)
    _say_any_formula(without_formula)
    left.tell()
    _write_hit_report(options, report, predictor)


def _candidates(options: argparse.Namespace, predictor: Predictor, left: _LeftOutCandidates) -> CandidateSets:
    """The candidates that the options name, of each spectrum or of all."""
    from kmaid_nodes.library_building.candidate_sets import candidate_sets, key_in_column
    from kmaid_nodes.retrieval.candidate_sets import CandidateSets

    if options.spectrum_column is None:
        library = _library(options, predictor)
        _say_unusable(library.left_out)
        return CandidateSets(library)
    if options.unique:
        raise UserError("--unique does not go with --spectrum-column: copies count once in any case.")
    records = _library_records(options, [options.spectrum_column])
    sets, failed = candidate_sets(records, predictor, key_in_column(options.spectrum_column))
    left.rows += failed
    return sets


class _LeftOutCandidates:
    """Candidates without a rank, with the reasons; path: of their table, None for none."""

    def __init__(self, path: Path | None):
        from kmaid_nodes.writing.table_file import check_table_path

        if path is not None:
            check_table_path(path)
        self.path = path
        self.rows: list[FailedRow] = []

    def add(self, candidate: str, reason: Reason) -> None:
        """A candidate by its id."""
        from kmaid_nodes.reading.record import Record
        from kmaid_nodes.results.failed_row import FailedRow

        self.rows.append(FailedRow(Record(candidate), reason))

    def add_without_spectrum(self, candidates: CandidateSets) -> None:
        """Those of spectra that are not there."""
        from kmaid_nodes.codes.reason import Reason, ReasonCode

        for key, candidate in candidates.without_spectrum():
            self.add(candidate, Reason.of(ReasonCode.NO_SUCH_SPECTRUM, key=key))

    def tell(self) -> None:
        """Print how many there are and the commonest reasons, and write the table."""
        from kmaid_nodes.tables.left_out import LEFT_OUT_SCHEMA, left_out_batch
        from kmaid_nodes.writing.table_file import write_table

        if self.rows:
            print(f"Candidates without a rank: {len(self.rows)}")
            codes = Counter(row.reason.code for row in self.rows)
            first = {row.reason.code: row.sentence for row in reversed(self.rows)}
            _print_reasons([(code, n, first[code]) for code, n in codes.most_common(_NAMED_REASONS)])
        if self.path is not None:
            write_table([left_out_batch(self.rows)], LEFT_OUT_SCHEMA, self.path)
            print(f"Rows written to {self.path}: {len(self.rows)}")


def _retrieve(options: argparse.Namespace) -> None:
    from kmaid_nodes.tables.hits import HIT_SCHEMA, hit_batch
    from kmaid_nodes.tasks.retrieve import Search, retrieve

    only = _filter(options)
    Search(options.top, prior=options.prior)  # refused before the library is read
    left_out = any_formula = 0
    report = _checked_hit_report(options)
    predictor = _predictor(options)

    def counted(records: Iterable[Record]) -> Iterator[Record]:
        nonlocal any_formula
        for record in records:
            any_formula += options.same_formula and record.formula is None and record.error is None
            yield record

    def task(records: Iterable[Record], progress: Progress) -> Iterator[Any]:
        nonlocal left_out
        library = _library(options, predictor)
        left_out = library.left_out
        search = Search(options.top, options.rerank, only, options.same_formula, prior=options.prior)
        for result in retrieve(counted(records), library, predictor, search, progress):
            report.add(result)
            yield result

    _write(options, task, hit_batch, HIT_SCHEMA, ["peaks"])
    _say_any_formula(any_formula)
    _say_unusable(left_out)
    _write_hit_report(options, report, predictor)


def _checked_hit_report(options: argparse.Namespace) -> HitReport:
    """The report of hits that the options ask for; raises UserError if a result cannot be written."""
    from kmaid_nodes.files.paths import check_file
    from kmaid_nodes.report.hits import HitReport
    from kmaid_nodes.writing.table_file import check_table_path

    check_table_path(options.out, options.library)
    if options.html:
        check_file(options.html)
        for read in (options.input, options.library):
            _check_different([read, options.out, options.html])
    return HitReport(options.html_molecules if options.html else 0)


def _write_hit_report(options: argparse.Namespace, report: HitReport, predictor: Predictor) -> None:
    if options.html:
        report.write(options.html, predictor)
        print(f"Report written to {options.html}")


def _say_any_formula(queries: int) -> None:
    if queries:
        print(f"Queries without a formula of their own, whose hits may have any formula: {queries}")


def _say_unusable(molecules: int) -> None:
    if molecules:
        print(f"Molecules of the library that could not be used: {molecules}")


def _library(options: argparse.Namespace, predictor: Predictor) -> Library:
    """The library that the options name."""
    from kmaid_nodes.library_building.any_library import library_of
    from kmaid_nodes.reading.table import TableColumns

    columns = TableColumns(id=options.library_id_column, structure=options.library_structure_column)
    try:
        return library_of(options.library, predictor, columns, unique=options.unique)
    except ColumnNotNamed as problem:
        remedy = f"name one with --library-{problem.column}-column"
        raise UserError(problem.sentence(remedy)) from problem


def _library_records(options: argparse.Namespace, further: Sequence[str]) -> Iterator[Record]:
    """The molecules of the library's file one by one; further: columns that it must have besides."""
    from kmaid_nodes.reading.files import read_records
    from kmaid_nodes.reading.table import TableColumns

    columns = TableColumns(id=options.library_id_column, structure=options.library_structure_column)
    try:
        for record in read_records(options.library, columns, ["structure"]):
            for name in further:
                if all(name != known for known, _ in record.columns):
                    raise UserError(f"{options.library.name} has no column {name!r}.")
            yield record
    except ColumnNotNamed as problem:
        remedy = f"name one with --library-{problem.column}-column"
        raise UserError(problem.sentence(remedy)) from problem


def _check_different(files: Sequence[Path]) -> None:
    if len({path.resolve() for path in files}) < len(files):
        raise UserError("The results must be written to different files, and not over the input.")


def _filter(options: argparse.Namespace) -> Filter:
    """The filter that the options describe."""
    from kmaid_nodes.retrieval.filters import Filter, elements_in, mass_width

    width, in_ppm = mass_width(options.mass_tolerance)
    return Filter(
        options.formula,
        options.mass,
        width,
        in_ppm,
        options.least_carbons,
        options.most_carbons,
        elements_in(options.elements or ""),
        tuple(options.required),
        tuple(options.forbidden),
    )


def _evaluate(options: argparse.Namespace) -> None:
    from kmaid_nodes.files.paths import check_file
    from kmaid_nodes.files.whole_file import whole_file
    from kmaid_nodes.tasks.evaluate import evaluation
    from kmaid_nodes.wording.metrics import evaluation_warnings
    from kmaid_nodes.writing.table_file import check_table_path

    if options.out:
        check_file(options.out)
    tables = [path for path in (options.table, options.molecules) if path]
    for path in tables:
        check_table_path(path)
    if tables:
        _check_different([*options.input, *tables, *([options.out] if options.out else [])])
    with _Counter() as progress:
        measured = evaluation(
            _records(options.input, _columns(options), ["structure", "peaks"]),
            _predictor(options),
            options.split,
            progress,
            with_molecules=options.molecules is not None,
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


def _train(options: argparse.Namespace) -> None:
    from kmaid_nodes.model.config import preset
    from kmaid_nodes.tasks.train import train_model, training_preset
    from kmaid_nodes.training.hardware import Hardware, first_process
    from kmaid_nodes.training.stages.stage import RunOptions

    start_from, start_name = _start_from(options)
    chosen = preset(options.preset) if options.preset else training_preset(start_from)
    epochs = [] if options.epochs is None else [f"schedule.epochs={options.epochs}"]
    chosen = chosen.with_settings([*options.set, *epochs])
    said: list[str] = []

    def say_rows(rows: RowsForTraining) -> None:
        if first_process():
            said.extend(_say_rows(rows, options.out))

    trained = train_model(
        _records(options.input, _columns(options), ["structure", "peaks"]),
        chosen,
        options.out,
        seed=options.seed,
        sources=[path.name for path in options.input],
        options=RunOptions(
            Hardware(options.device, options.devices, options.nodes),
            resume=options.resume,
            start_from=start_from,
            start_name=start_name,
        ),
        on_rows=say_rows,
    )
    if first_process():
        print(f"Model written to {options.out}. Accuracy on the validation spectra, after calibration:")
        print(json.dumps(trained.about["validation"], indent=2))
        for sentence in (*said, *_started(trained)):
            print(sentence)


def _say_rows(rows: RowsForTraining, folder: Path) -> list[str]:
    """Print what a training uses of its input, and write the rows left out; what is to be said again."""
    from kmaid_nodes.files.paths import make_folder
    from kmaid_nodes.tables.left_out import LEFT_OUT_SCHEMA, left_out_batch
    from kmaid_nodes.wording.training import few_validation_molecules, rows_left_out
    from kmaid_nodes.writing.table_file import write_table

    print(f"Training spectra: {rows.training}; validation spectra: {rows.validation}", flush=True)
    for split, count in rows.elsewhere.items():
        print(f"Spectra of the split {split}, which are not used: {count}")
    if rows.uncertain:
        print(f"Validation spectra with recovered labels, on which nothing is measured: {rows.uncertain}")
    make_folder(folder)
    table = folder / LEFT_OUT
    table.unlink(missing_ok=True)
    if rows.failed:
        write_table([left_out_batch(rows.failed)], LEFT_OUT_SCHEMA, table)
        print(f"{rows_left_out(rows.left_out, rows.rows)} (see {table})")
        _print_reasons(rows.commonest(_NAMED_REASONS))
    if not rows.too_few_to_tell:
        return []
    warning = few_validation_molecules(rows.validation_molecules)
    print(warning, flush=True)
    return [warning]


def _started(trained: TrainedModel) -> list[str]:
    """What to say of the model that training started from, if any."""
    from kmaid_nodes.wording.training import before_and_after, calibration_kept

    started = trained.about.get("started")
    if started is None:
        return []
    said = [before_and_after(started["validation_before"]["mae"], trained.about["validation"]["mae"])]
    if started["calibration_kept"]:
        said.append(calibration_kept(started["from"], trained.about["data"]["validation_spectra"]))
    return said


def _start_from(options: argparse.Namespace) -> tuple[TrainedModel | None, str]:
    """The model that training starts from, and what messages call it."""
    from kmaid_nodes.model.model_file import load_model

    if options.start_from is None:
        return None, ""
    if options.start_from == "bundled":
        return load_model(), "the bundled model"
    return load_model(options.start_from), f"the model {options.start_from}"


def _formats(options: argparse.Namespace) -> None:
    from kmaid_nodes.report.formats import formats_text

    print(formats_text(), end="")


def _info(options: argparse.Namespace) -> None:
    from kmaid_nodes.model.model_file import load_model

    trained = load_model(options.model)
    known = {
        "preset": trained.preset.to_json(),
        "calibration": trained.calibration.to_json(),
        "about": trained.about,
    }
    print(json.dumps(known, indent=2))


def _knime_register(options: argparse.Namespace) -> None:
    from kmaid_nodes.knime_registration.account import registration_text
    from kmaid_nodes.knime_registration.installation import this_entry
    from kmaid_nodes.knime_registration.places import default_config, found_ini_files, ini_file_in
    from kmaid_nodes.knime_registration.registering import register, unregister
    from kmaid_nodes.knime_registration.requirements import pip_command, unmet
    from kmaid_nodes.wording.registration import missing_packages

    home = Path.home()
    usual = default_config(home, os.environ)
    config = options.config and Path(os.path.abspath(options.config.expanduser()))
    ini = options.knime_ini and ini_file_in(Path(os.path.abspath(options.knime_ini.expanduser())))
    found = [] if ini else found_ini_files(home, os.environ)
    if options.remove:
        print(registration_text(unregister(usual, config, ini), None, found))
        return
    entry = this_entry(options.debug)
    print(registration_text(register(entry, usual, config, ini), entry, found))
    missing = unmet()
    if missing:
        raise UserError(missing_packages(pip_command(sys.executable, missing)))


def _demo(options: argparse.Namespace) -> None:
    from kmaid_nodes.demo.run import run_demo

    for line in run_demo(_predictor(options), options.out):
        print(line, flush=True)


def _predictor(options: argparse.Namespace) -> Predictor:
    from kmaid_nodes.model.device import available_device
    from kmaid_nodes.model.model_file import load_model
    from kmaid_nodes.model.predictor import Predictor

    return Predictor(load_model(options.model), available_device(options.device))


def _columns(options: argparse.Namespace) -> TableColumns:
    """The columns that the options name."""
    from kmaid_nodes.reading.table import TableColumns

    names: dict[str, Any] = {name: getattr(options, f"{name}_column") for name in ROLES}
    return TableColumns(
        **names, first_atom=options.first_atom, in_atom_order=options.atom_order, sheet=options.sheet
    )


def _records(paths: Sequence[Path], columns: TableColumns, needed: Sequence[str]) -> Iterator[Record]:
    """The records of all files one after the other."""
    from kmaid_nodes.reading.files import read_records

    return chain.from_iterable([read_records(path, columns, needed) for path in paths])


def _write(
    options: argparse.Namespace,
    task: Callable[[Iterator[Record], Progress], Iterable[Any]],
    to_batch: Callable[[Sequence[Any]], pa.RecordBatch],
    schema: pa.Schema,
    needed: Sequence[str],
    with_input_columns: bool = True,
    one_row_each: bool = False,
    each_candidate: bool = False,
) -> None:
    """Run a task on the input and write its results as a table, with the other columns of the input."""
    from kmaid_nodes.results.failed_row import FailedRow, RefusedRows
    from kmaid_nodes.tables.arrow import RESULTS_AT_ONCE
    from kmaid_nodes.tables.input_columns import InputColumns
    from kmaid_nodes.tasks.rows import in_batches
    from kmaid_nodes.writing.table_file import check_table_path, write_table

    check_table_path(options.out, options.input)
    keep = not options.no_input_columns and with_input_columns
    refused, failed = RefusedRows(), Counter[Any]()
    sentences: dict[Any, str] = {}

    def counted(results: Iterable[Any]) -> Iterator[Any]:
        for result in results:
            if isinstance(result, FailedRow) and refused.add(result.record):
                failed[result.reason.code] += 1
                sentences.setdefault(result.reason.code, result.sentence)
            yield result

    with _Counter() as progress:
        results = counted(task(_records([options.input], _columns(options), needed), progress))
        batches = in_batches(results, RESULTS_AT_ONCE)
        first = next(batches, [])
        columns = InputColumns(first if keep else [], schema.names)
        tables = (
            columns.appended(to_batch(some), some, one_row_each, each_candidate) if keep else to_batch(some)
            for some in chain([first], batches)
        )
        rows = write_table(tables, columns.schema(schema), options.out)
    print(f"Rows written to {options.out}: {rows}")
    _print_failed(refused.count)
    _print_reasons([(code, count, sentences[code]) for code, count in failed.most_common(_NAMED_REASONS)])
    _print_lost(columns)


def _print_failed(failed: int) -> None:
    if failed:
        print(f"Input rows that could not be used: {failed} (see the column error_code)")


def _print_reasons(reasons: Iterable[tuple[Any, int, str]]) -> None:
    """reasons: code, how often, and the sentence of the first."""
    for code, count, sentence in reasons:
        print(f"  {count} x {code}{'; the first' * (count > 1)}: {sentence}")


def _print_lost(columns: InputColumns) -> None:
    """What of the other columns of the input the table could not hold."""
    if names := list(columns.left_out):
        further = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        print(
            f"Columns that the first records do not have were left out: {', '.join(names[:_NAMED])}{further}"
        )
    for name, cells in columns.not_numbers.items():
        print(
            f'Cells of the column "{name}" that are no numbers, as the others are, were left empty: {cells}'
        )


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def _count(text: str) -> int:
    number = int(text)
    if number < 0:
        raise argparse.ArgumentTypeError("must not be negative")
    return number


def _seed(text: str) -> int:
    number = int(text)
    if not 0 <= number < 2**32:
        raise argparse.ArgumentTypeError("must be from 0 to 4294967295")
    return number


def _devices(text: str) -> int | str:
    return text if text == "auto" else _positive(text)


class _Counter:
    """Shows on a terminal how many rows are done."""

    def __enter__(self) -> _Counter:
        return self

    def __call__(self, rows: int) -> None:
        if sys.stderr.isatty():
            print(f"\r{rows} rows", end="", file=sys.stderr, flush=True)

    def __exit__(self, *_: object) -> None:
        if sys.stderr.isatty():
            print(file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
