"""The inputs of the Python API as records: a table, a file, records, or single values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from numbers import Real
from os import PathLike
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa

from kmaid_nodes.chemistry.solvent import canonical_solvent
from kmaid_nodes.errors import UserError
from kmaid_nodes.reading.files import read_records
from kmaid_nodes.reading.formats.registry import ends_readably
from kmaid_nodes.reading.own_numbers import numbers_cell
from kmaid_nodes.reading.record import Record
from kmaid_nodes.reading.spectrum import records_of_cell
from kmaid_nodes.reading.table import TableColumns, is_missing, records_of_batches, resolved_names
from kmaid_nodes.retrieval.library_file import is_library

Columns = TableColumns | dict[str, Any] | None
# What of a record the task needs, as `TableColumns` calls it.
Needed = Literal["structure", "peaks"]
_ROWS_AT_ONCE = 1024


def records_of_pair(
    structure: Any, peaks: Any, multiplicity: Any = None, solvent: str | None = None, numbers: Any = None
) -> Iterator[Record]:
    """The record of a structure (SMILES or molblock) and a peak list as text or numbers, in ppm.

    A list with several labelled sets of shifts gives a record for each, with its label in the id (`0/major`).
    A list that cannot be read gives a record with the reason. A solvent that the list itself names goes
    before `solvent`. numbers: own numbers of the atoms, see `reading.own_numbers`. Raises UserError if
    `structure` is a table, a file, or anything else but one structure.
    """
    if not (structure is None or isinstance(structure, str)) or _ends_like_a_file(structure):
        raise UserError(
            "The argument peaks goes with one structure, a SMILES or molblock; "
            'name a column of a table with columns={"peaks": "NAME"}.'
        )
    record = Record("0", structure, solvent=canonical_solvent(solvent), row=0, numbers=numbers_cell(numbers))
    return records_of_cell(record, peaks, multiplicity)


def records_of(data: Any, needed: tuple[Needed, ...], columns: Columns = None) -> Iterator[Record]:
    """The records of a table, a file, an iterable of records or, for one need alone, of plain values.

    data: DataFrame or Arrow table, whose columns are recognised by their names unless `columns` names
    them; path of any file that `kmaid` reads; a Record or an iterable of them; where only structures are
    needed, a SMILES or molblock or an iterable of them; where only spectra are needed, a peak list as text or
    numbers (ppm), or an iterable of such lists. Raises UserError for a missing file and for anything else.
    """
    named = named_columns(columns)
    if isinstance(data, Record):
        return iter([data])
    if isinstance(data, pa.RecordBatch):
        data = pa.Table.from_batches([data])
    if isinstance(data, pa.Table):
        return _of_table(data, named, needed)
    if hasattr(data, "columns") and hasattr(data, "iloc"):
        return _of_frame(data, named, needed)
    path = path_of(data)
    if path is not None:
        return read_records(path, named, needed)
    if isinstance(data, str):
        return _of_text(data, needed)
    if isinstance(data, Iterable):
        return _of_values(data, needed)
    raise _not_records(type(data).__name__, needed)


def named_columns(columns: Columns) -> TableColumns | None:
    """The columns that the user named; raises UserError for a key that is not a field of `TableColumns`."""
    if columns is None or isinstance(columns, TableColumns):
        return columns
    known = [field.name for field in fields(TableColumns)]
    if not isinstance(columns, dict):
        raise UserError(f'columns must be a dict like {{"peaks": "NAME"}}, not a {type(columns).__name__}.')
    unknown = [key for key in columns if key not in known]
    if unknown:
        raise UserError(f"columns has an unknown key {unknown[0]!r}; its keys are {', '.join(known)}.")
    return TableColumns(**columns)


def path_of(data: Any) -> Path | None:
    """The path that data is, or that a text names; None for other data, such as a SMILES or a peak list.

    A folder whose name could be a SMILES is meant only if it holds a library. Raises UserError if a text ends
    like a file and there is no such file.
    """
    if isinstance(data, PathLike):
        return Path(data)
    if not isinstance(data, str):
        return None
    if _is_file_or_folder(data):
        return Path(data)
    if _ends_like_a_file(data):
        raise UserError(f"There is no file {data!r}.")
    return None


def _is_file_or_folder(text: str) -> bool:
    if not text.strip():
        return False
    path = Path(text)
    try:
        return path.is_file() or (path.is_dir() and (len(path.parts) > 1 or is_library(path)))
    except (OSError, ValueError):  # a text too long for a path, or with a null byte
        return False


def _ends_like_a_file(text: str | None) -> bool:
    """Whether a text is one line with the ending of a file that can be read; no SMILES has one."""
    lines = (text or "").splitlines()
    return len(lines) == 1 and ends_readably(lines[0])


def _of_frame(frame: Any, columns: TableColumns | None, needed: tuple[Needed, ...]) -> Iterator[Record]:
    """The records of a DataFrame; an index with a name counts as a column."""
    if frame.index.name is not None and frame.index.name not in frame.columns:
        frame = frame.reset_index()
    names = [str(name) for name in frame.columns]
    taken = set(resolved_names(columns, names))
    arrays = [_as_arrow(frame.iloc[:, n], name in taken) for n, name in enumerate(names)]
    return _of_table(pa.Table.from_arrays(arrays, names=names), columns, needed)


def _as_arrow(cells: Any, is_read: bool) -> pa.Array:
    """A column as Arrow has it; one that is only carried along is text where its values are of any kind."""
    try:
        return pa.Array.from_pandas(cells)
    except (pa.ArrowException, OverflowError) as problem:
        if is_read:
            raise UserError(
                "A column of the table holds values that are neither text nor numbers nor lists of them, or "
                f"a mixture of these: {problem.args[-1]}. Write molecules as SMILES."
            ) from problem
        return pa.array([None if _is_missing(cell) else str(cell) for cell in cells], pa.string())


def _of_table(table: pa.Table, columns: TableColumns | None, needed: tuple[Needed, ...]) -> Iterator[Record]:
    return records_of_batches(table.schema, table.to_batches(_ROWS_AT_ONCE), columns, needed)


_WANTED: dict[tuple[Needed, ...], str] = {
    ("structure", "peaks"): (
        "give a DataFrame, a file, records, or one structure with its peak list as the second argument"
    ),
    ("structure",): "give a DataFrame, a file, records, a SMILES or a list of SMILES",
    ("peaks",): "give a DataFrame, a file, records, a peak list or a list of peak lists",
}


def _of_text(text: str, needed: tuple[Needed, ...]) -> Iterator[Record]:
    if needed == ("structure",):
        return iter([Record("0", text, row=0)])
    if needed == ("peaks",):
        return _of_peak_lists([text])
    raise UserError(f"There is no file {text!r}; {_WANTED[needed]}.")


def _of_values(values: Iterable[Any], needed: tuple[Needed, ...]) -> Iterator[Record]:
    values = list(values)
    if values and all(isinstance(value, Record) for value in values):
        return iter(values)
    if needed == ("structure",) and all(isinstance(value, str) or _is_missing(value) for value in values):
        texts = (value if isinstance(value, str) else None for value in values)
        return (Record(str(row), text, row=row) for row, text in enumerate(texts))
    if needed == ("peaks",):
        one_list = all(isinstance(value, Real) for value in values)
        return _of_peak_lists([values] if one_list else values)
    if not values:
        return iter([])
    strange = next((value for value in values if not isinstance(value, str | Record)), values[0])
    raise _not_records(f"list of {type(strange).__name__}", needed)


def _of_peak_lists(lists: Sequence[Any]) -> Iterator[Record]:
    for row, peaks in enumerate(lists):
        yield from records_of_cell(Record(str(row), row=row), peaks)


def _is_missing(value: Any) -> bool:
    """Whether a value stands for an empty cell; pandas has a missing value of its own kind."""
    return is_missing(value) or type(value).__name__ == "NAType"


def _not_records(kind: str, needed: tuple[Needed, ...]) -> UserError:
    return UserError(f"Cannot read records from this ({kind}); {_WANTED[needed]}.")
