"""What a record of an SD file holds: spectra of nmrshiftdb2 or NMReDATA, or a structure alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kmaid_nodes.codes.reason import Reason, ReasonCode
from kmaid_nodes.reading.nmredata import nmredata_records
from kmaid_nodes.reading.nmrshiftdb2 import nmrshiftdb2_records
from kmaid_nodes.reading.record import Record
from kmaid_nodes.reading.sd_file import SdRecord
from kmaid_nodes.reading.table import TableColumns


def records_of_sd_records(
    sd_records: Iterable[SdRecord], columns: TableColumns | None = None
) -> Iterator[Record]:
    """The records of a whole SD file; see `records_of_sd_record`."""
    return (record for sd_record in sd_records for record in records_of_sd_record(sd_record, columns))


def records_of_sd_record(sd_record: SdRecord, columns: TableColumns | None = None) -> Iterator[Record]:
    """The records of one record of an SD file, recognised by its data fields."""
    names = sd_record.fields
    if any(name.startswith("NMREDATA_") for name in names):
        return nmredata_records(sd_record)
    if any(name.startswith("Spectrum ") for name in names):
        return nmrshiftdb2_records(sd_record)
    return _structure_only(sd_record)


def _structure_only(sd_record: SdRecord) -> Iterator[Record]:
    name = sd_record.fields.get("nmrshiftdb2 ID", "").strip() or sd_record.title or str(sd_record.number)
    cut_off = None if sd_record.complete else Reason(ReasonCode.TRUNCATED_RECORD)
    yield Record(name, sd_record.molblock, error=cut_off)
