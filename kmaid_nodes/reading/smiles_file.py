"""SMILES files: `SMILES[ name]` per line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kmaid_nodes.files.text_lines import text_lines
from kmaid_nodes.reading.record import Record
from kmaid_nodes.reading.table import TableColumns

_HEADERS = {"smiles", "smile", "canonical_smiles", "isomeric_smiles", "structure"}


def read_smiles_file(path: Path, columns: TableColumns | None = None) -> Iterator[Record]:
    """One record per line of a SMILES file (plain or gzip); peaks are None.

    The id is the name behind the SMILES, or the 0-based line number if there is none. Blank lines and
    a header line (`SMILES Name`) are skipped. Raises UserError if the file cannot be read.
    """
    for number, line in enumerate(text_lines(path)):
        smiles, _, name = line.strip().replace("\t", " ").partition(" ")
        if smiles and not (number == 0 and smiles.lower() in _HEADERS):
            yield Record(name.strip() or str(number), smiles)
