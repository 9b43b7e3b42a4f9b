"""Any file of structures and spectra as records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from kmaid_nodes.codes.reason import Reason, ReasonCode
from kmaid_nodes.errors import UserError
from kmaid_nodes.reading.excel import read_excel
from kmaid_nodes.reading.nmredata import nmredata_records
from kmaid_nodes.reading.nmrshiftdb2 import nmrshiftdb2_records
from kmaid_nodes.reading.record import Record
from kmaid_nodes.reading.sd_file import SdRecord, read_sd_file
from kmaid_nodes.reading.smiles_file import read_smiles_file
from kmaid_nodes.reading.table import TableColumns, read_table

SD_ENDINGS = (".sd", ".sdf")
SMILES_ENDINGS = (".smi", ".smiles")
TEXT_TABLE_ENDINGS = (".csv", ".tsv", ".txt")
BINARY_TABLE_ENDINGS = (".parquet", ".arrow", ".feather")
EXCEL_ENDINGS = (".xlsx", ".xlsm")
READABLE_ENDINGS = SD_ENDINGS + SMILES_ENDINGS + TEXT_TABLE_ENDINGS + BINARY_TABLE_ENDINGS + EXCEL_ENDINGS


def read_records(
    path: str | Path, columns: TableColumns | None = None, needed: Sequence[str] = ()
) -> Iterator[Record]:
    """The records of a file, one at a time; the ending gives the format, with or without `.gz`.

    SD files (`.sd`, `.sdf`) hold nmrshiftdb2 or NMReDATA spectra, or structures only, recognised record
    by record by their data fields; tables are `.csv`, `.tsv`, `.txt`, `.parquet`, `.arrow`, `.feather` and
    `.xlsx`, with `columns` for what is in them (guessed where not named) and `needed` for what must be;
    `.smi` and `.smiles` are SMILES files. Shifts are in ppm, atoms 0-based. A row that cannot be used is a
    Record with `error`. Raises UserError, at once for a missing file or an unknown ending, else when
    the damaged place is read.
    """
    path = Path(path)
    if path.is_dir():
        raise UserError(f"{path} is a folder, not a file.")
    if not path.exists():
        raise UserError(f"There is no file {path}.")
    name = path.name.lower().removesuffix(".gz")
    if name.endswith(SD_ENDINGS):
        return (record for sd_record in read_sd_file(path) for record in _of_sd_record(sd_record))
    if name.endswith(SMILES_ENDINGS):
        return read_smiles_file(path)
    if name.endswith(TEXT_TABLE_ENDINGS) or path.name.lower().endswith(BINARY_TABLE_ENDINGS):
        return read_table(path, columns, needed)
    if path.name.lower().endswith(EXCEL_ENDINGS):
        return read_excel(path, columns, needed)
    known = ", ".join(READABLE_ENDINGS)
    raise UserError(f"{path.name} has no ending that is known: {known}, or a text format with .gz.")


def _of_sd_record(sd_record: SdRecord) -> Iterator[Record]:
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
