"""Excel workbooks: one sheet as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO
from zipfile import BadZipFile

from kmaid_nodes.codes.file_format import FileFormat
from kmaid_nodes.codes.reading_note import NoteCode, ReadingNote
from kmaid_nodes.codes.reason import Reason, ReasonCode
from kmaid_nodes.errors import UserError
from kmaid_nodes.reading.formats.packages import package_for
from kmaid_nodes.reading.record import Record
from kmaid_nodes.reading.table import TableColumns, records_of_table
from kmaid_nodes.reading.tables.cells import Formula, is_missing
from kmaid_nodes.reading.tables.header import ROWS_LOOKED_AT, all_numbers, header_place
from kmaid_nodes.reading.tables.raw_table import RawTable, Row, named_table


def read_excel(
    path: Path, columns: TableColumns | None = None, needed: Sequence[str] = ()
) -> Iterator[Record]:
    """The records of a sheet of a workbook (`.xlsx`, `.xlsm`), read row by row: see `records_of_table`.

    The first sheet, unless `columns.sheet` names another. Blank rows and titles may stand above the header. A
    shift or a structure that is a date or a formula refuses its row. Raises UserError if openpyxl is not
    installed, the file cannot be read, or a sheet or a needed column is missing.
    """
    named = columns or TableColumns()
    with path.open("rb") as file:  # openpyxl would refuse a path with another ending
        sheet = _sheet(_workbook(file, path), named.sheet, path)
        yield from records_of_table(_table(sheet, named, path), named, needed)


def _workbook(file: BinaryIO, path: Path) -> Any:
    openpyxl: Any = package_for(FileFormat.EXCEL, "openpyxl")
    try:
        return openpyxl.load_workbook(file, read_only=True, data_only=False)
    except (BadZipFile, KeyError, ValueError, EOFError, OSError) as problem:
        raise UserError(
            f"Cannot read {path} as an Excel workbook. Is it damaged or has it a password? "
            "Save it again as .xlsx, or as CSV."
        ) from problem


def _sheet(workbook: Any, name: str | None, path: Path) -> Any:
    sheets = {sheet.title: sheet for sheet in workbook.worksheets}
    if name is None:
        if not sheets:
            raise UserError(f"{path} has no sheet with cells.")
        return next(iter(sheets.values()))
    if name not in sheets:
        known = ", ".join(f'"{title}"' for title in sheets)
        raise UserError(f'{path} has no sheet "{name}"; it has {known}.')
    return sheets[name]


def _table(sheet: Any, named: TableColumns, path: Path) -> RawTable:
    rows = _filled_rows(sheet)
    first = list(islice(rows, ROWS_LOOKED_AT))
    texts = [["" if is_missing(cell) else str(cell) for cell in row] for row in first]
    place = header_place(texts, named)
    if place is None:
        several = (n for n, row in enumerate(texts) if sum(bool(cell.strip()) for cell in row) > 1)
        place = next(several, 0)
    if not first:
        return RawTable([], iter(()))
    header = texts[place]
    while header and not header[-1].strip():
        header.pop()
    if all_numbers(header):
        raise UserError(
            f"The first row of {path.name} holds numbers. Put a row with the names of the columns above it."
        )
    titles = (" ".join(cell.strip() for cell in row if cell.strip()) for row in texts[:place])
    notes = tuple(ReadingNote(NoteCode.OTHER_LINES, title[:60]) for title in titles if title[:1] != "#")
    names = [" ".join(name.split()) for name in header]
    below = chain(first[place + 1 :], rows)
    return named_table(names, (_row(cells, len(names)) for cells in below), named.names(), notes)


def _row(cells: list[Any], width: int) -> Row:
    """A row with its reason if cells without a header hold something."""
    filled = max((n for n, cell in enumerate(cells, 1) if not is_missing(cell)), default=0)
    if filled <= width:
        return cells[:width], None
    return cells[:width], Reason.of(ReasonCode.TOO_MANY_CELLS, cells=filled, header_cells=width)


def _filled_rows(sheet: Any) -> Iterator[list[Any]]:
    """The rows with a filled cell; formulas are told from text that looks like one."""
    sheet.reset_dimensions()  # some programs write a wrong size, which would cut the sheet
    for row in sheet.iter_rows():
        cells = [Formula(str(c.value)) if c.data_type == "f" else c.value for c in row]
        if not all(is_missing(cell) for cell in cells):
            yield cells
