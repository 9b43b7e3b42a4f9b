"""Tables that have the spectra in their structures alone: cells that hold whole SD records."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from kmaid_nodes.codes.reason import Reason, ReasonCode
from kmaid_nodes.reading.record import Record
from kmaid_nodes.reading.sd_file import SdRecord, sd_record_of
from kmaid_nodes.reading.sd_record import records_of_sd_record
from kmaid_nodes.reading.tables.cells import cell_text
from kmaid_nodes.reading.tables.columns import TableColumns
from kmaid_nodes.reading.tables.raw_table import RawTable

_WITH_SPECTRUM = re.compile(r"^M\s+END\s*$.*^>.*<[^>\n]*(?:13C|C13|NMR|carbon)[^>\n]*>", re.M | re.S | re.I)
_CELLS_TRIED = 25


def are_sd_records(names: Sequence[str], rows: Sequence[Sequence[Any]], structure: str | None) -> bool:
    """Whether the structures have fields with spectra behind their molblocks; rows: the first ones."""
    if structure is None:
        return False
    at = names.index(structure)
    texts = [text for row in rows if at < len(row) and (text := cell_text(row[at], strip=False))]
    return any(_WITH_SPECTRUM.search(text) for text in texts[:_CELLS_TRIED])


def records_of_sd_cells(table: RawTable, columns: TableColumns) -> Iterator[Record]:
    """The records of a table whose structures are whole SD records; its IDs name them."""
    names = table.names
    at = names.index(columns.structure or "")
    id_at = None if columns.id is None else names.index(columns.id)
    for row, (cells, reason) in enumerate(table.rows):
        sd_record = None if reason is not None or at >= len(cells) else _sd_record(row, cells[at])
        if sd_record is None:
            yield Record(str(row), error=reason or Reason(ReasonCode.NO_STRUCTURE_OR_PEAK_LIST), row=row)
            continue
        records = list(records_of_sd_record(sd_record))
        own_id = None if id_at is None or id_at >= len(cells) else cell_text(cells[id_at])
        for record in records:
            ending = record.id.rpartition("/")[2] if len(records) > 1 else None
            name = record.id if own_id is None else "/".join(filter(None, (own_id, ending)))
            yield replace(record, id=name, row=row)


def _sd_record(row: int, cell: Any) -> SdRecord | None:
    text = cell_text(cell, strip=False)
    if text is None:
        return None
    record = sd_record_of(text)
    return None if record is None else replace(record, number=row)
