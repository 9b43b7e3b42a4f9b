"""Tables that are one spectrum are called by the name of their file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, islice

from kmaid_nodes.reading.record import Record


def named_by_file(records: Iterator[Record], stem: str) -> Iterator[Record]:
    """The records; a single one without structure and without an id of its own is called as the file."""
    first = list(islice(records, 2))
    if len(first) == 1 and first[0].structure is None and first[0].id == "0":
        first = [replace(first[0], id=stem)]
    yield from chain(first, records)
