"""`kmaid embed`: molecules or peak lists into vectors."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kmaid_nodes.commands.column_options import columns_of, records_of
from kmaid_nodes.commands.failed_rows import print_failed
from kmaid_nodes.commands.model_options import predictor_of
from kmaid_nodes.commands.number_types import positive
from kmaid_nodes.commands.row_counter import RowCounter
from kmaid_nodes.commands.table_command import add_table_command, write_results
from kmaid_nodes.errors import UserError

if TYPE_CHECKING:
    from kmaid_nodes.commands.parser import Commands


def add_to(commands: Commands) -> None:
    """Add the command."""
    embed = add_table_command(
        commands, "embed", run, "MOLECULES", "Turn molecules, or with --spectra peak lists, into vectors."
    )
    embed.add_argument(
        "--spectra", action="store_true", help="embed the peak lists instead of the structures"
    )
    embed.add_argument(
        "--processes",
        type=positive,
        metavar="N",
        help="number of processes that make a library, on the CPU, with 0.8 GB of memory each (default: one "
        "for each core if there are many molecules)",
    )
    # The old name.
    embed.add_argument("--workers", type=positive, dest="processes", help=argparse.SUPPRESS)
    embed.add_argument("--unique", action="store_true", help="leave out repeated structures (Parquet only)")


def run(options: argparse.Namespace) -> None:
    """Write embeddings; of molecules into a Parquet table, as a library."""
    if not options.spectra and options.out.suffix.lower() == ".parquet":
        _build_library(options)
        return
    if options.unique or options.processes:
        raise UserError("--unique and --processes only work for molecules, with --out ending in .parquet.")

    from kmaid_nodes.retrieval.embedding_schema import EMBEDDING_SCHEMA
    from kmaid_nodes.tables.embeddings import embedding_batch
    from kmaid_nodes.tasks.embed import embed_molecules, embed_spectra

    task: Any = embed_spectra if options.spectra else embed_molecules
    write_results(
        options,
        lambda records, progress: task(records, predictor_of(options), progress),
        embedding_batch,
        EMBEDDING_SCHEMA,
        ["peaks" if options.spectra else "structure"],
        with_input_columns=options.out.suffix.lower() == ".csv",  # a Parquet file may be a library
    )


def _build_library(options: argparse.Namespace) -> None:
    from kmaid_nodes.library_building.building import build_library
    from kmaid_nodes.writing.table_file import check_table_path

    check_table_path(options.out, options.input)
    columns = columns_of(options)
    records = records_of([options.input], columns, ["structure"])
    source = _source(options.input)
    with RowCounter() as progress:
        built = build_library(
            records,
            predictor_of(options),
            options.out,
            source | {"columns": asdict(columns)},
            options.processes,
            options.unique,
            progress,
        )
    if built.kept_parts:
        print(f"Parts kept from the interrupted run: {built.kept_parts}")
    print(f"Rows written to {options.out}: {built.rows}")
    if built.duplicates:
        print(f"Duplicates left out: {built.duplicates}")
    print_failed(built.refused)


def _source(path: Path) -> dict[str, Any]:
    """What tells whether a file, or any in a folder, has changed since an interrupted run."""
    if str(path) == "-":
        raise UserError("A library is made from a file, since a run that was interrupted reads it again.")
    files = [file.stat() for file in path.iterdir()] if path.is_dir() else [path.stat()]
    modified = max((file.st_mtime_ns for file in files), default=0)
    return {"name": path.name, "bytes": sum(file.st_size for file in files), "modified": modified}
