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
from kmaid_nodes.errors import Cancelled, ColumnNotNamed, UserError
from kmaid_nodes.reading.tables.columns import ROLES
from kmaid_nodes.retrieval.settings import DEFAULT_SEARCH_SETTINGS
from kmaid_nodes.version import __version__

if TYPE_CHECKING:
    import pyarrow as pa

    from kmaid_nodes.model.model_file import TrainedModel
    from kmaid_nodes.model.predictor import Predictor
    from kmaid_nodes.reading.record import Record
    from kmaid_nodes.reading.table import TableColumns
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
    _table_task(commands, "predict", _predict, "MOLECULES", "Predict the 13C shift of every carbon.")
    _table_task(
        commands, "describe", _describe, "MOLECULES", "Write descriptors of molecules, for QSAR and learners."
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
        "--top",
        type=_positive,
        default=10,
        help="candidates in the result of each spectrum (default: 10)",
    )
    _hit_options(isomers, "the candidates")
    _filter_options(isomers)


def _add_evaluate(commands: _Commands) -> None:
    evaluate = _command(commands, "evaluate", _evaluate, "Measure accuracy on assigned spectra; prints JSON.")
    evaluate.add_argument("input", type=Path, nargs="+", metavar="SPECTRA")
    evaluate.add_argument("--split", default="test", help="test, validation, train or all (default: test)")
    evaluate.add_argument("--out", type=Path, help="file for the JSON (default: print it)")
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
    from kmaid_nodes.tables.predictions import PREDICTION_SCHEMA, prediction_batch
    from kmaid_nodes.tasks.predict import predict_shifts

    _write(
        options,
        lambda records, progress: predict_shifts(records, _predictor(options), progress),
        prediction_batch,
        PREDICTION_SCHEMA,
        ["structure"],
    )


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


def _isomers(options: argparse.Namespace) -> None:
    options.library, options.rerank = options.candidates, None
    _retrieve(options)


def _retrieve(options: argparse.Namespace) -> None:
    from kmaid_nodes.files.paths import check_file
    from kmaid_nodes.report.hits import HitReport
    from kmaid_nodes.tables.hits import HIT_SCHEMA, hit_batch
    from kmaid_nodes.tasks.retrieve import Search, retrieve
    from kmaid_nodes.writing.table_file import check_table_path

    only = _filter(options)
    Search(options.top, prior=options.prior)  # refused before the library is read
    left_out = any_formula = 0
    check_table_path(options.out, options.library)
    if options.html:
        check_file(options.html)
        for read in (options.input, options.library):
            _check_different([read, options.out, options.html])
    report = HitReport(options.html_molecules if options.html else 0)
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
        rerank = len(library) if options.rerank is None else options.rerank
        search = Search(options.top, rerank, only, options.same_formula, prior=options.prior)
        for result in retrieve(counted(records), library, predictor, search, progress):
            report.add(result)
            yield result

    _write(options, task, hit_batch, HIT_SCHEMA, ["peaks"])
    if any_formula:
        print(f"Queries without a formula of their own, whose hits may have any formula: {any_formula}")
    if left_out:
        print(f"Molecules of the library that could not be used: {left_out}")
    if options.html:
        report.write(options.html, predictor)
        print(f"Report written to {options.html}")


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
    from kmaid_nodes.tasks.evaluate import evaluate

    if options.out:
        check_file(options.out)
    with _Counter() as progress:
        metrics = evaluate(
            _records(options.input, _columns(options), ["structure", "peaks"]),
            _predictor(options),
            options.split,
            progress,
        )
    text = json.dumps(metrics, indent=2, allow_nan=False)
    if options.out:
        with whole_file(options.out) as partial:
            partial.write_text(text + "\n")
    else:
        print(text)


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
            columns.appended(to_batch(some), some) if keep else to_batch(some)
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
