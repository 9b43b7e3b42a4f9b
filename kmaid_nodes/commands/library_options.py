"""The options that say which columns of a library's or candidates' table are read, and its molecules."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kmaid_nodes.errors import ColumnNotNamed, UserError

if TYPE_CHECKING:
    from kmaid_nodes.model.predictor import Predictor
    from kmaid_nodes.reading.record import Record
    from kmaid_nodes.reading.table import TableColumns
    from kmaid_nodes.retrieval.library import Library


def add_library_column_options(sub: argparse.ArgumentParser, table: str) -> None:
    """Add the options; table: what the help calls the table."""
    sub.add_argument("--library-id-column", metavar="NAME", help=f"ID column of {table}")
    sub.add_argument("--library-structure-column", metavar="NAME", help=f"structure column of {table}")


def library_in(path: Path, options: argparse.Namespace, predictor: Predictor, unique: bool) -> Library:
    """The library or the molecules in a file; unique: without repeated structures."""
    from kmaid_nodes.library_building.any_library import library_of

    try:
        return library_of(path, predictor, _columns(options), unique=unique)
    except ColumnNotNamed as problem:
        raise _without_column(problem) from problem


def library_records(path: Path, options: argparse.Namespace, further: Sequence[str]) -> Iterator[Record]:
    """The molecules in a file one by one; further: columns that it must have besides."""
    from kmaid_nodes.reading.files import read_records

    try:
        for record in read_records(path, _columns(options), ["structure"]):
            for name in further:
                if all(name != known for known, _ in record.columns):
                    raise UserError(f"{path.name} has no column {name!r}.")
            yield record
    except ColumnNotNamed as problem:
        raise _without_column(problem) from problem


def _columns(options: argparse.Namespace) -> TableColumns:
    from kmaid_nodes.reading.table import TableColumns

    return TableColumns(id=options.library_id_column, structure=options.library_structure_column)


def _without_column(problem: ColumnNotNamed) -> UserError:
    return UserError(problem.sentence(f"name one with --library-{problem.column}-column"))
