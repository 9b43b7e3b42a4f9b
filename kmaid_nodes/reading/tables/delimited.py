"""Delimited text as a table: comma, semicolon, tab, bar or blanks; with the habits of spreadsheets."""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator
from itertools import chain, dropwhile, islice
from pathlib import Path

from kmaid_nodes.codes.reading_note import NoteCode, ReadingNote
from kmaid_nodes.codes.reason import Reason, ReasonCode
from kmaid_nodes.errors import UserError
from kmaid_nodes.files.text_lines import text_lines
from kmaid_nodes.reading.shortened import shortened
from kmaid_nodes.reading.tables.cells import single_number
from kmaid_nodes.reading.tables.columns import TableColumns, likely_peak_columns
from kmaid_nodes.reading.tables.header import ROWS_LOOKED_AT, all_numbers, header_place
from kmaid_nodes.reading.tables.raw_table import RawTable, Row, named_table

# A molblock of 999 atoms in one cell has some 2000 lines.
_MOST_LINES_OF_A_CELL = 5000
_NO_DELIMITER = "\x1f"
_BLANKS = " "
_WIDE_BLANKS = "  "
csv.field_size_limit(2**27)

_NumberedLine = tuple[int, str]


def read_delimited(path: Path, columns: TableColumns) -> RawTable:
    """The table of a text file, plain or gzip, whose header shows what separates the cells.

    A line `sep=;`, blank lines, comments (`# ...`) and titles may stand above the header; titles are noted. A
    row with more cells than the header, or with an open quote, comes with its reason. A file of numbers
    alone has the column `ppm`. Raises UserError if the file cannot be read or has several columns of numbers
    without names.
    """
    lines = ((number, line) for number, line in enumerate(text_lines(path), 1))
    first = list(islice(dropwhile(lambda numbered: not numbered[1].strip(), lines), ROWS_LOOKED_AT))
    told = None
    if first and (match := re.fullmatch(r"\W{0,3}sep=(.)\W*", first[0][1].strip(" \n"), re.IGNORECASE)):
        told, first = match[1], first[1:]
    elif first and re.fullmatch(r"\W{0,3}sep=\s*", first[0][1], re.IGNORECASE):
        told, first = "\t", first[1:]
    place = _header_line(first, columns, told)
    if place is None:
        return RawTable([], iter(()))
    header = first[place][1]
    while header.count('"') % 2 and place + 1 < len(first):  # a name that goes over two lines
        header = f"{header.rstrip()} {first.pop(place + 1)[1]}"
    delimiter = told or _delimiter(header, [line for _, line in first[place + 1 :] if line.strip()])
    cells = _trimmed(_cells_of_line(header.lstrip("# ") if _is_comment(header) else header, delimiter))
    below = first[place + 1 :]
    if all_numbers(cells):
        if len(cells) > 1:
            raise UserError(
                f"The first line of {path.name} holds numbers. "
                "Put a line with the names of the columns above it."
            )
        cells, below = ["ppm"], first[place:]
    names = [" ".join(cell.split()) for cell in cells]
    titles = tuple(
        ReadingNote(NoteCode.OTHER_LINES, shortened(line.strip(' \n,;\t|"')))
        for _, line in first[:place]
        if line.strip() and not _is_comment(line)
    )
    return named_table(names, _rows(chain(below, lines), delimiter, len(names)), columns.names(), titles)


def _header_line(first: list[_NumberedLine], columns: TableColumns, told: str | None) -> int | None:
    """The place of the header among the first lines, None if all are blank."""
    plain = [n for n, (_, line) in enumerate(first) if line.strip() and not _is_comment(line)]
    rows = [_split_as_header(first[n][1], told) for n in plain]
    found = header_place(rows, columns)
    if found is not None:
        return plain[found]
    comments = [n for n, (_, line) in enumerate(first) if _is_comment(line)]
    as_header = [_split_as_header(first[n][1].lstrip("# "), told) for n in comments]
    found = header_place([cells if len(cells) > 1 else [] for cells in as_header], columns)
    if found is not None and len(as_header[found]) > 1:
        return comments[found]
    several = next((n for n, cells in zip(plain, rows) if sum(bool(c.strip()) for c in cells) > 1), None)
    return several if several is not None else next(iter(plain), None)


def _split_as_header(line: str, told: str | None) -> list[str]:
    return _cells_of_line(line, told or _delimiter(line, []))


def _is_comment(line: str) -> bool:
    """Whether a line is a comment; a header may start with `#` too, as a name: `#\\tppm\\tintensity`."""
    text = line.lstrip(' "')
    return text.startswith("#") and not re.match(r"#\s*[\t;,|]|#\s{2,}\S", text)


def _delimiter(header: str, below: list[str]) -> str:
    """What separates the names; blanks only if the lines below fit, a character that never occurs if none."""
    unquoted = re.sub(r'"[^"]*"', "", header)
    if any(d in unquoted for d in "\t;,|"):
        return max("\t;,|", key=unquoted.count)
    if len(re.split(r"\s{2,}", header.strip())) > 1:
        return _WIDE_BLANKS
    words = header.split()
    numbers = [line.split() for line in below[:5]]
    is_table_of_numbers = numbers and all(
        len(row) == len(words) and all(single_number(cell) is not None for cell in row) for row in numbers
    )
    if len(words) > 1 and likely_peak_columns(words) and is_table_of_numbers:
        return _BLANKS
    return _NO_DELIMITER


def _cells_of_line(line: str, delimiter: str) -> list[str]:
    """The cells of one line, however it is quoted."""
    line = line.rstrip("\n")
    if delimiter in (_BLANKS, _WIDE_BLANKS):
        return re.split(r"\s{2,}|\t" if delimiter == _WIDE_BLANKS else r"\s+", line.strip())
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:  # a carriage return within the line, or a null
        return line.split(delimiter)


def _trimmed(cells: list[str]) -> list[str]:
    """The cells without the empty ones at the end, which spreadsheets leave."""
    count = len(cells)
    while count and not cells[count - 1].strip():
        count -= 1
    return cells[:count]


def _rows(lines: Iterator[_NumberedLine], delimiter: str, width: int) -> Iterator[Row]:
    """The rows below the header; blank lines and, in tables of several columns, comments are left out."""
    pushed_back: deque[_NumberedLine] = deque()
    has_blanks = delimiter in (_BLANKS, _WIDE_BLANKS)
    while True:
        number, line = pushed_back.popleft() if pushed_back else next(lines, (0, ""))
        if not number:
            return
        reason = None
        if has_blanks:
            cells = _cells_of_line(line, delimiter)
        elif '"' not in line:
            cells = line.rstrip("\n").split(delimiter)
        else:
            quoted = _quoted_row(number, line, lines, pushed_back, delimiter, width)
            cells, reason = quoted if quoted is not None else (line.rstrip("\n").split(delimiter), None)
            if quoted is None:
                reason = Reason.of(ReasonCode.UNCLOSED_QUOTE, line=number)
        if not "".join(cells).strip() or (delimiter == "|" and not line.strip(" |:+-\n")):
            continue
        if width > 1 and cells[0].startswith("#") and not any(cell.strip() for cell in cells[1:]):
            continue
        if len(cells) > width:
            if reason is None and any(cell.strip() for cell in cells[width:]):
                reason = Reason.of(ReasonCode.TOO_MANY_CELLS, cells=len(_trimmed(cells)), header_cells=width)
            cells = cells[:width]
        yield cells, reason


def _quoted_row(
    number: int,
    line: str,
    lines: Iterator[_NumberedLine],
    pushed_back: deque[_NumberedLine],
    delimiter: str,
    width: int,
) -> tuple[list[str], None] | None:
    """The cells of a row with quotes, which may go over several lines; None if its quotes do not close.

    The lines that were read for nothing go back, so that one open quote costs one row and not the file.
    """
    first, *parts = line.rstrip("\n").split('"')
    if len(parts) == 2 and first[-1:] in ("", delimiter) and parts[1][:1] in ("", delimiter):
        before, after = first[:-1].split(delimiter), parts[1][1:].split(delimiter)
        return [*(before if first else ()), parts[0], *(after if parts[1] else ())], None
    used: list[_NumberedLine] = []

    def further() -> Iterator[str]:
        yield line
        while len(used) < _MOST_LINES_OF_A_CELL:
            following = pushed_back.popleft() if pushed_back else next(lines, None)
            if following is None:
                return
            used.append(following)
            yield following[1]

    try:
        cells = next(csv.reader(further(), delimiter=delimiter, strict=True), [])
    except csv.Error:
        cells = None
    # A quote that was left open is closed by the next one, wherever it is; then the cells do not fit.
    if cells is None or (used and len(_trimmed(cells)) > width):
        pushed_back.extendleft(reversed(used))
        return None
    return cells, None
