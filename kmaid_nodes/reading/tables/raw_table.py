"""A table as names of columns and rows of cells, before anything is known about its content."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kmaid_nodes.codes.reading_note import NoteCode, ReadingNote
from kmaid_nodes.codes.reason import Reason

Row = tuple[Sequence[object], Reason | None]
"""The cells of a row, as many as there are columns or fewer, and why it cannot be used, if so."""


@dataclass(frozen=True, slots=True)
class RawTable:
    """names: of all columns, distinct, empty where one has none; rows: without the empty ones.

    repeated: names that the source has several times; the first such column has it here.
    """

    names: list[str]
    rows: Iterator[Row]
    notes: tuple[ReadingNote, ...] = ()
    repeated: frozenset[str] = frozenset()


def named_table(
    names: Sequence[str], rows: Iterator[Row], named: Sequence[str], notes: tuple[ReadingNote, ...] = ()
) -> RawTable:
    """The table whose columns have distinct names; what is said of those that have not.

    named: what the user named; such a name stays as it is, so that its repetition can be refused.
    """
    repeated = [name for name, times in Counter(names).items() if name and times > 1 and name not in named]
    said = [ReadingNote(NoteCode.REPEATED_COLUMN, f'"{name}"') for name in repeated]
    return RawTable(_distinct(names, named), rows, (*notes, *said), frozenset(repeated))


def _distinct(names: Sequence[str], kept: Sequence[str]) -> list[str]:
    """The names, those that repeat an earlier one with ` (2)`, ` (3)` behind; never those in `kept`."""
    times: Counter[str] = Counter()
    distinct = []
    for name in names:
        times[name] += 1
        repeated = name and times[name] > 1 and name not in kept
        distinct.append(f"{name} ({times[name]})" if repeated else name)
    return distinct
