"""The options that say what the columns of an input table hold, and the records that are read with them."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kmaid_nodes.reading.tables.columns import ROLES

if TYPE_CHECKING:
    from kmaid_nodes.reading.record import Record
    from kmaid_nodes.reading.table import TableColumns


def add_column_options(sub: argparse.ArgumentParser) -> None:
    """Add an option for the column of each role, and how the columns are read."""
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


def columns_of(options: argparse.Namespace) -> TableColumns:
    """The columns that the options name."""
    from kmaid_nodes.reading.table import TableColumns

    names: dict[str, Any] = {name: getattr(options, f"{name}_column") for name in ROLES}
    return TableColumns(
        **names, first_atom=options.first_atom, in_atom_order=options.atom_order, sheet=options.sheet
    )


def records_of(paths: Sequence[Path], columns: TableColumns, needed: Sequence[str]) -> Iterator[Record]:
    """The records of all files one after the other; needed: the roles that each table must have."""
    from kmaid_nodes.reading.files import read_records

    return chain.from_iterable([read_records(path, columns, needed) for path in paths])
