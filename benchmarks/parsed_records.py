"""The records of a file whose structures can be read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kmaid_nodes.chemistry.structure import Structure, parse_structure
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.reading.files import read_records
from kmaid_nodes.reading.record import Record


def records_with_structures(path: Path) -> Iterator[tuple[Record, Structure]]:
    """Each record with its structure, in order; records whose structure cannot be used are left out."""
    for record in read_records(path):
        try:
            structure = parse_structure(record.structure)
        except UnusableRow:
            continue
        yield record, structure
