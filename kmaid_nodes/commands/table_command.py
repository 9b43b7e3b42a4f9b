"""A command that reads one table and writes another: its arguments, and how it is run."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kmaid_nodes.commands.column_options import add_column_options, columns_of, records_of
from kmaid_nodes.commands.failed_rows import NAMED_REASONS, print_failed, print_reasons
from kmaid_nodes.commands.model_options import add_model_options
from kmaid_nodes.commands.parser import add_command
from kmaid_nodes.commands.row_counter import RowCounter

if TYPE_CHECKING:
    import pyarrow as pa

    from kmaid_nodes.commands.parser import Commands, Run
    from kmaid_nodes.reading.record import Record
    from kmaid_nodes.tables.input_columns import InputColumns
    from kmaid_nodes.tasks.rows import Progress

# Columns that a message names; of more it gives the number.
_NAMED = 10


def add_table_command(
    commands: Commands, name: str, run: Run, input_name: str, help: str
) -> argparse.ArgumentParser:
    """A new command with an input, --out, and the options of the model and of the input's columns."""
    sub = add_command(commands, name, run, help)
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
    add_model_options(sub)
    add_column_options(sub)
    return sub


def write_results(
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

    with RowCounter() as progress:
        results = counted(task(records_of([options.input], columns_of(options), needed), progress))
        batches = in_batches(results, RESULTS_AT_ONCE)
        first = next(batches, [])
        columns = InputColumns(first if keep else [], schema.names)
        tables = (
            columns.appended(to_batch(some), some, one_row_each, each_candidate) if keep else to_batch(some)
            for some in chain([first], batches)
        )
        rows = write_table(tables, columns.schema(schema), options.out)
    print(f"Rows written to {options.out}: {rows}")
    print_failed(refused.count)
    print_reasons([(code, count, sentences[code]) for code, count in failed.most_common(NAMED_REASONS)])
    _print_lost(columns)


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
