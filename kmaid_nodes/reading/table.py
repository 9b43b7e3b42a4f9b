"""Tables of structures and peak lists: CSV, TSV, Parquet, Arrow IPC, and any Arrow record batches."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from kmaid_nodes.chemistry.solvent import canonical_solvent
from kmaid_nodes.codes.reason import Reason, ReasonCode
from kmaid_nodes.errors import ColumnNotNamed, UnusableRow, UserError
from kmaid_nodes.files.text_lines import text_lines
from kmaid_nodes.reading.peak_list import parse_peak_list, with_multiplicities
from kmaid_nodes.reading.record import Record

ROWS_PER_BATCH = 1024


@dataclass(frozen=True, slots=True)
class TableColumns:
    """Which column of a table holds what, by name; None where the table has no such column."""

    id: str | None = None
    structure: str | None = None
    peaks: str | None = None
    multiplicity: str | None = None
    solvent: str | None = None
    split: str | None = None
    formula: str | None = None

    def names(self) -> list[str]:
        """The named columns."""
        return [name for f in fields(self) if (name := getattr(self, f.name)) is not None]


# Whole names (letters and digits only, lower case), then parts of longer names that are as clear.
_USUAL_NAMES: dict[str, tuple[str, str]] = {
    "structure": (
        "smiles canonicalsmiles isomericsmiles structure molblock molfile mol sdf",
        "smiles structure molblock molfile",
    ),
    "peaks": (
        "peaks peaklist 13cpeaks shifts 13cshifts chemicalshifts 13cnmr 13c c13 spectrum spectra nmr ppm "
        "peak shift delta acs",
        "peak shift 13c spectrum ppm",
    ),
    "multiplicity": (
        "multiplicity multiplicities hydrogens attachedhydrogens attachedh dept mult",
        "multiplicit",
    ),
    "solvent": ("solvent solvents nmrsolvent", "solvent"),
    "split": ("split partition", ""),
    "formula": ("formula molecularformula sumformula molformula mf", ""),
    "id": (
        "id identifier compoundid moleculeid nmrshiftdb2id cid key name compound compoundname title rowid "
        "molecule cas",
        "",
    ),
}
_CALLED = {"structure": "structures", "peaks": "13C peak lists"}
_SPLITS = {
    **dict.fromkeys(("train", "training"), "train"),
    **dict.fromkeys(("validation", "valid", "val", "dev"), "validation"),
    **dict.fromkeys(("test", "testing"), "test"),
}


def usual_columns(names: Sequence[str]) -> TableColumns:
    """The columns whose names show what they hold; there may be none."""
    free = {re.sub(r"[^a-z0-9]", "", name.lower()): name for name in reversed(names)}
    columns: dict[str, str] = {}
    for what, (whole_names, _) in _USUAL_NAMES.items():
        for key in whole_names.split():
            if key in free and what not in columns:
                columns[what] = free.pop(key)
    for what, (_, parts) in _USUAL_NAMES.items():
        for part in parts.split():
            key_with_part = next((key for key in reversed(free) if part in key), None)
            if key_with_part and what not in columns:
                columns[what] = free.pop(key_with_part)
    return TableColumns(**columns)


def _no_columns(names: Iterable[str]) -> UserError:
    return UserError(f"No column looks like structures or 13C peak lists; {_present(names)}.")


def records_from_table(batches: Iterable[pa.RecordBatch], columns: TableColumns) -> Iterator[Record]:
    """One record per row, batch by batch.

    The peak column may hold text, lists of numbers or single numbers (ppm), the structure column SMILES
    or molblocks; nulls and empty text are missing. Without an id (column or cell) the id is the 0-based
    row number. A row that cannot be understood is a Record with what could be read and `error`. Raises
    UserError if a named column is not in the table.
    """
    row = 0
    for batch in batches:
        _check_columns(columns, batch.schema.names)
        cells = {f.name: _cells(batch, getattr(columns, f.name)) for f in fields(columns)}
        for values in zip(*cells.values()):
            yield _record(row, **dict(zip(cells, values)))
            row += 1


def read_table(
    path: Path, columns: TableColumns | None = None, needed: Sequence[str] = ()
) -> Iterator[Record]:
    """The records of a table file: Parquet, Arrow IPC (`.arrow`, `.feather`), else delimited text.

    Rows are read in batches, never the whole file. columns: those not named are guessed by their names.
    needed: fields of `TableColumns` that the table must have.
    Delimited text (plain or gzip) has a header line; it shows whether comma, semicolon, tab or bar separates.
    A row with more cells than the header is a Record with `error`. Raises UserError if the file cannot be
    read or lacks a needed column.
    """
    ending = path.suffix.lower()
    if ending == ".parquet":
        return _read_batches(path, _parquet_batches, columns, needed)
    if ending in (".arrow", ".feather"):
        return _read_batches(path, _arrow_batches, columns, needed)
    return _read_delimited(path, columns, needed)


def _present(names: Iterable[str]) -> str:
    return "the table has " + (", ".join(f'"{name}"' for name in names) or "no columns")


def resolved_columns(columns: TableColumns | None, names: list[str], needed: Sequence[str]) -> TableColumns:
    """The named columns, and guesses among the others for what is not named."""
    named = columns or TableColumns()
    _check_columns(named, names)
    guessed = usual_columns([name for name in names if name not in named.names()])
    resolved = {f.name: getattr(named, f.name) or getattr(guessed, f.name) for f in fields(TableColumns)}
    if not resolved["structure"] and not resolved["peaks"]:
        raise _no_columns(names)
    for what in needed:
        if resolved[what] is None:
            raise ColumnNotNamed(what, _CALLED[what], _present(names))
    return TableColumns(**resolved)


def _check_columns(columns: TableColumns, present: list[str]) -> None:
    missing = [name for name in columns.names() if name not in present]
    if missing:
        raise UserError(f'There is no column "{missing[0]}"; {_present(present)}.')


def _cells(batch: pa.RecordBatch, name: str | None) -> list[Any]:
    if name is None:
        return [None] * batch.num_rows
    cells: list[Any] = batch.column(batch.schema.names.index(name)).to_pylist()
    return cells


def _record(
    row: int,
    id: Any,
    structure: Any,
    peaks: Any,
    multiplicity: Any,
    solvent: Any,
    split: Any,
    formula: Any,
) -> Record:
    record = Record(
        _text(id) or str(row),
        _text(structure, strip=False),
        solvent=canonical_solvent(_text(solvent)),
        split=_split(_text(split)),
        formula=_text(formula),
    )
    if is_missing(peaks):
        if record.structure:
            return record
        return replace(record, error=Reason(ReasonCode.NO_STRUCTURE_OR_PEAK_LIST))
    try:
        return replace(record, peaks=with_multiplicities(parse_peak_list(peaks), multiplicity))
    except UnusableRow as refusal:
        return replace(record, error=refusal.reason)


def _split(text: str | None) -> str | None:
    """The split by its usual name. Any other word is kept; it is neither trained on nor measured."""
    return None if text is None else _SPLITS.get(text.lower(), text)


def _text(cell: Any, strip: bool = True) -> str | None:
    if is_missing(cell):
        return None
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, bytes):
        cell = cell.decode("utf-8", errors="replace")
    return str(cell).strip() if strip else str(cell)


def is_missing(cell: Any) -> bool:
    """Whether a cell is empty: None, blank text or NaN."""
    return (
        cell is None
        or (isinstance(cell, str) and not cell.strip())
        or (isinstance(cell, float) and cell != cell)
    )


def _read_batches(
    path: Path,
    batches_of: Callable[[Path], tuple[pa.Schema, Iterator[pa.RecordBatch]]],
    columns: TableColumns | None,
    needed: Sequence[str],
) -> Iterator[Record]:
    try:
        schema, batches = batches_of(path)
        columns = resolved_columns(columns, schema.names, needed)
        yield from records_from_table(batches, columns)
    except (pa.ArrowException, OSError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise UserError(f"Cannot read the table {path}: {reason.rstrip('.')}.") from error


def _parquet_batches(path: Path) -> tuple[pa.Schema, Iterator[pa.RecordBatch]]:
    file = pq.ParquetFile(path)
    return file.schema_arrow, file.iter_batches(batch_size=ROWS_PER_BATCH)


def _arrow_batches(path: Path) -> tuple[pa.Schema, Iterator[pa.RecordBatch]]:
    source = pa.memory_map(str(path))
    try:
        file = pa.ipc.open_file(source)
    except pa.ArrowInvalid:  # not the file form but the stream form
        source.seek(0)
        stream = pa.ipc.open_stream(source)
        return stream.schema, iter(stream)
    return file.schema, (file.get_batch(i) for i in range(file.num_record_batches))


def _read_delimited(path: Path, columns: TableColumns | None, needed: Sequence[str]) -> Iterator[Record]:
    lines = text_lines(path)
    first = next(lines, "")
    try:
        header = next(csv.reader([first], delimiter=_delimiter(first)), [])
    except csv.Error as error:
        raise UserError(f"Cannot read the first line of {path}: {error}.") from error
    names = [name.strip() for name in header]
    columns = resolved_columns(columns, names, needed)
    position = {
        f.name: names.index(name) for f in fields(columns) if (name := getattr(columns, f.name)) is not None
    }
    csv.field_size_limit(2**27)
    reader = csv.reader(lines, delimiter=_delimiter(first), strict=True)
    row = 0
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            values = {what: cells[at] if at < len(cells) else None for what, at in position.items()}
            record = _record(row, **{f.name: values.get(f.name) for f in fields(columns)})
            if any(cell.strip() for cell in cells[len(names) :]):
                reason = Reason.of(ReasonCode.TOO_MANY_CELLS, cells=len(cells), header_cells=len(names))
                record = replace(record, peaks=None, error=reason)
            yield record
            row += 1
    except csv.Error as error:
        raise UserError(f"Cannot read line {reader.line_num + 1} of {path}: {error}.") from error


def _delimiter(header: str) -> str:
    unquoted = re.sub(r'"[^"]*"', "", header)
    return max("\t;,|", key=unquoted.count) if any(d in unquoted for d in "\t;,|") else ","
