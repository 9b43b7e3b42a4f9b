"""Text files of one spectrum: a peak list as people write it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kmaid_nodes.reading.formats.whole_text import whole_text
from kmaid_nodes.reading.record import Record
from kmaid_nodes.reading.spectrum import records_of_cell

_MOST_BYTES = 2**20


def read_spectrum_text(path: Path, stem: str) -> Iterator[Record]:
    """The record of the spectrum, or one for each of its labelled sets of shifts, without structure.

    The id is the name of the file. Raises UserError if the file cannot be read or has more than 1 MB.
    """
    yield from records_of_cell(Record(stem, row=0), whole_text(path, _MOST_BYTES))
