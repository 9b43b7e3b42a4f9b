"""Edits as a table of the columns id, row, atom, peak, ppm and edit.

edit is `fixed`, `rejected`, `solvent` or `impurity`. A carbon fixed without a peak has neither peak nor ppm;
a marked peak has no atom. A peak may be given by its shift alone. An id that a spreadsheet would take for a
formula stands behind an apostrophe. Spreadsheets save such a table with commas, semicolons or tabs, and
perhaps with decimal commas.
"""

from __future__ import annotations

import csv
import io
import math
import re

from kmaid_nodes.codes.peak_mark import PeakMark
from kmaid_nodes.errors import UserError
from kmaid_nodes.reading.edits.edits import (
    Edits,
    FixedPair,
    ListedPeak,
    MarkedPeak,
    MoleculeEdits,
    RejectedPair,
)

COLUMNS = ("id", "row", "atom", "peak", "ppm", "edit")
_FIXED, _REJECTED = "fixed", "rejected"
# What makes a spreadsheet take a cell for a formula, and the apostrophe itself.
_NOT_SAFE = ("=", "+", "-", "@", "\t", "\r", "\n", "'")
_DELIMITERS = (",", ";", "\t")
_TELLS_DELIMITER = re.compile(r"\"?sep=.\"?\s*", re.IGNORECASE)
# `3.0` is a 3 in a column of pandas that has empty cells; no table has more digits of rows.
_COUNT = re.compile(r"([0-9]{1,15})(?:[.,]0+)?")


def edits_of_csv(text: str, name: str) -> Edits:
    """The edits in a text; name: what to call it where it is something else (UserError)."""
    lines = io.StringIO(text, newline="")
    header, above = lines.readline(), 1
    if _TELLS_DELIMITER.fullmatch(header):  # for Excel
        header, above = lines.readline(), 2
    found: dict[tuple[str, int | None], _Rows] = {}
    delimiter, place = _columns(header, name)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            row = {column: cells[at] if at < len(cells) else "" for column, at in place.items()}
            key = _plain(row["id"]), _count(row["row"])
            found.setdefault(key, _Rows()).add(row)
    except (ValueError, csv.Error):
        line = above + max(reader.line_num, 1)
        raise UserError(f"Cannot read line {line} of the edits in {name}.") from None
    return Edits(tuple(rows.edits(*key) for key, rows in found.items()))


def csv_of_edits(edits: Edits) -> str:
    """The text that `edits_of_csv` reads back; it has no place for the SMILES and for own numbers."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(COLUMNS)
    for molecule in edits.molecules:
        first = [_safe(molecule.id), "" if molecule.row is None else molecule.row]
        for fixed in molecule.fixed:
            writer.writerow([*first, fixed.atom, *_cells(fixed.peak), _FIXED])
        for rejected in molecule.rejected:
            writer.writerow([*first, rejected.atom, *_cells(rejected.peak), _REJECTED])
        for marked in molecule.marked:
            writer.writerow([*first, "", *_cells(marked.peak), str(marked.mark)])
    return written.getvalue()


class _Rows:
    """The edits of one molecule, as its lines come."""

    def __init__(self) -> None:
        self._fixed: list[FixedPair] = []
        self._rejected: list[RejectedPair] = []
        self._marked: list[MarkedPeak] = []

    def add(self, row: dict[str, str]) -> None:
        """One line; ValueError if it cannot be read."""
        atom, edit = _count(row["atom"]), row["edit"].strip().lower()
        peak = _peak(row)
        if edit == _FIXED and atom is not None:
            self._fixed.append(FixedPair(atom, peak))
        elif edit == _REJECTED and atom is not None and peak is not None:
            self._rejected.append(RejectedPair(atom, peak))
        elif atom is None and peak is not None:
            self._marked.append(MarkedPeak(peak, PeakMark(edit)))
        else:
            raise ValueError("an edit lacks its atom or its peak")

    def edits(self, name: str, row: int | None) -> MoleculeEdits:
        """All of them."""
        return MoleculeEdits(name, row, None, tuple(self._fixed), tuple(self._rejected), tuple(self._marked))


def _columns(header: str, name: str) -> tuple[str, dict[str, int]]:
    """What separates the cells, and the place of each column; UserError where some are missing."""
    for delimiter in _DELIMITERS:
        names = [cell.strip().strip('"').strip().casefold() for cell in header.split(delimiter)]
        if set(COLUMNS) <= set(names):
            return delimiter, {column: names.index(column) for column in COLUMNS}
    raise UserError(f"{name} has no edits: its columns must be {', '.join(COLUMNS)}.")


def _peak(row: dict[str, str]) -> ListedPeak | None:
    index, ppm = _count(row["peak"]), row["ppm"].strip()
    if index is None and not ppm:
        return None
    value = float(ppm.replace(",", ".") if "." not in ppm else ppm)
    if not math.isfinite(value):
        raise ValueError("a shift is a number")
    return ListedPeak(index, value)


def _count(cell: str) -> int | None:
    cell = cell.strip()
    if not cell:
        return None
    count = _COUNT.fullmatch(cell)
    if count is None:
        raise ValueError("atoms, peaks and rows are counted from 0")
    return int(count[1])


def _cells(peak: ListedPeak | None) -> list[object]:
    return ["", ""] if peak is None else ["" if peak.index is None else peak.index, peak.ppm]


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_NOT_SAFE) else text


def _plain(cell: str) -> str:
    return cell.removeprefix("'")
