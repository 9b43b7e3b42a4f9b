"""Whether a text begins with the header of a table, and of which."""

from __future__ import annotations

import re

from kmaid_nodes.codes.file_format import FileFormat
from kmaid_nodes.reading.table import usual_columns

# What the columns of a peak table that a program exports are called.
_OF_PEAK_TABLES = frozenset(
    word
    for line in (
        "no nr peak peaks index entry label name j multiplicity nucleus nuclei range annotation assignment",
        "ppm shift deltappm cnmrppm hz frequency freq intensity int abs rel height width linewidth fwhm",
        "area integral integrals type kind class flags impuritycompound",
    )
    for word in line.split()
)
_OF_SHIFTS = frozenset({"ppm", "shift", "deltappm", "cnmrppm"})
_MOST_LINES_BEFORE = 5


def header_kind(lines: list[str]) -> FileFormat | None:
    """TABLE or SPECTRUM_TEXT if one of the first written lines is a header; None if none is."""
    written = [line for line in lines if line.strip() and not line.lstrip().startswith("#")]
    for line in written[:_MOST_LINES_BEFORE]:
        cells = _cells(line)
        if len(cells) < 2 and not _is_single_column(line, written):
            continue
        if any(re.search(r"\d[.,]\d", cell) for cell in cells):
            return None
        words = [re.sub(r"\[.*?\]|\(.*?\)|[^a-z]", "", cell.lower()) for cell in cells]
        units = [re.sub(r"[^a-z]", "", cell.lower()) for cell in cells]
        if any("ppm" in unit or word in _OF_SHIFTS for unit, word in zip(units, words)) and all(
            not word or word in _OF_PEAK_TABLES or unit in _OF_PEAK_TABLES for word, unit in zip(words, units)
        ):
            return FileFormat.SPECTRUM_TEXT
        columns = usual_columns(cells)
        if columns.structure or columns.peaks:
            return FileFormat.TABLE
    return None


def _is_single_column(line: str, written: list[str]) -> bool:
    """Whether a line is the header of a table of one column."""
    return line is written[0] and len(written) > 1 and not re.search(r"\d", line) and " " not in line.strip()


def _cells(line: str) -> list[str]:
    unquoted = re.sub(r'"[^"]*"', "", line)
    separator = max("\t;,|", key=unquoted.count)
    return [cell.strip(' "\ufeff') for cell in line.split(separator)]
