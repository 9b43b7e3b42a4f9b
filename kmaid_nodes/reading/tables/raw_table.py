"""A table as names of columns and rows of cells, before anything is known about its content."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kmaid_nodes.codes.reading_note import ReadingNote
from kmaid_nodes.codes.reason import Reason

Row = tuple[Sequence[object], Reason | None]
"""The cells of a row, as many as there are columns or fewer, and why it cannot be used, if so."""


@dataclass(frozen=True, slots=True)
class RawTable:
    """names: of all columns, empty where one has none; rows: read as needed, without the empty ones."""

    names: list[str]
    rows: Iterator[Row]
    notes: tuple[ReadingNote, ...] = ()


def distinct_names(names: Sequence[str], kept: Sequence[str] = ()) -> list[str]:
    """The names, those that repeat an earlier one with ` (2)`, ` (3)` behind; never those in `kept`."""
    times: Counter[str] = Counter()
    distinct = []
    for name in names:
        times[name] += 1
        repeated = name and times[name] > 1 and name not in kept
        distinct.append(f"{name} ({times[name]})" if repeated else name)
    return distinct
