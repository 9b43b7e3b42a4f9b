"""Single MDL molfiles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from kmaid_nodes.reading.record import Record
from kmaid_nodes.reading.sd_file import read_sd_file
from kmaid_nodes.reading.sd_record import records_of_sd_records
from kmaid_nodes.reading.table import TableColumns


def read_molfile(path: Path, columns: TableColumns | None, stem: str) -> Iterator[Record]:
    """The record of a molfile; the id is its title, or else the name of the file.

    Raises UserError if the file cannot be read.
    """
    for record in records_of_sd_records(read_sd_file(path), columns):
        number, slash, rest = record.id.partition("/")
        untitled = record.structure is None or not record.structure.split("\n", 1)[0].strip()
        yield replace(record, id=stem + slash + rest) if untitled and number == "0" else record
