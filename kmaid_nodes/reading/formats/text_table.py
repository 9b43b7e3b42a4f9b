"""Whether a text begins with the header of a table."""

from __future__ import annotations

import re

from kmaid_nodes.reading.table import usual_columns

_MOST_LINES_BEFORE = 5
_NUMBER = re.compile(r"\s*-?\d{1,3}[.,]\d{1,6}\s*")


def has_header(lines: list[str]) -> bool:
    """Whether one of the first lines, before any decimal number, names a column of structures or peaks.

    A column of bare numbers is a table as well.
    """
    written = [line for line in lines if line.strip() and not line.lstrip().startswith("#")]
    if len(written) > 1 and all(_NUMBER.fullmatch(line) for line in written[:_MOST_LINES_BEFORE]):
        return True
    for line in written[:_MOST_LINES_BEFORE]:
        cells = _cells(line)
        if any(re.search(r"\d[.,]\d", cell) for cell in cells):
            return False
        columns = usual_columns(cells)
        if (columns.structure or columns.peaks) and (len(cells) > 1 or _is_single_column(line, written)):
            return True
    return False


def _is_single_column(line: str, written: list[str]) -> bool:
    """Whether a line is the header of a table of one column: a word above values."""
    return (
        line is written[0] and len(written) > 1 and len(line.split()) == 1 and not line.strip()[0].isdigit()
    )


def _cells(line: str) -> list[str]:
    unquoted = re.sub(r'"[^"]*"', "", line)
    if "ppm" in line.lower().split() and not any(separator in unquoted for separator in "\t;,|"):
        return line.split()
    separator = max("\t;,|", key=unquoted.count)
    return [cell.strip(' "\ufeff') for cell in line.split(separator)]
