"""Small real data for the workflows: spectra of the slice of nmrshiftdb2 that the demonstration ships.

Contains information from nmrshiftdb2 (www.nmrshiftdb.org), which is made available here under the nmrshiftdb2
Database License.

`spectra.csv` holds what the workflows need of it, so that they do not depend on how RDKit writes a SMILES.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from kmaid_nodes.demo.spectra import SLICE
from kmaid_nodes.reading.files import read_records
from kmaid_nodes.reading.record import Peak

FILE = Path(__file__).resolve().parent.parent / "spectra.csv"
PEAKS, SHIFTS, LOG_P = "13C peaks", "13C shifts", "logP (Crippen)"
_GROUPS = ("C", "CH", "CH2", "CH3")
_DECIMALS_OF_LOG_P = 2


def spectra(ids: Sequence[str]) -> dict[str, list[str]]:
    """ID, SMILES and peak list with multiplicities, in the order of the ids; KeyError for another id."""
    return _columns(ids, ["ID", "SMILES", PEAKS])


def structures(ids: Sequence[str]) -> dict[str, list[str]]:
    """ID and SMILES."""
    return _columns(ids, ["ID", "SMILES"])


def shifts_alone(ids: Sequence[str]) -> dict[str, list[str]]:
    """ID and peak list without multiplicities, called as the list with them."""
    columns = _columns(ids, ["ID", SHIFTS])
    return {"ID": columns["ID"], PEAKS: columns[SHIFTS]}


def with_log_p(ids: Sequence[str]) -> dict[str, list[str] | list[float]]:
    """ID, SMILES and the logarithm of the partition coefficient, as RDKit calculates it."""
    columns = _columns(ids, ["ID", "SMILES", LOG_P])
    return {**columns, LOG_P: [float(text) for text in columns[LOG_P]]}


def sd_file(count: int) -> bytes:
    """The first records of the slice as an SD file."""
    entries = gzip.decompress(SLICE.read_bytes()).split(b"$$$$\n")
    return b"".join(entry + b"$$$$\n" for entry in entries[:count])


def write_spectra(ids: Sequence[str], path: Path = FILE) -> None:
    """Make the file anew from the slice."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["ID", "SMILES", PEAKS, SHIFTS, LOG_P], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows_of_slice(ids))


def rows_of_slice(ids: Sequence[str]) -> Iterator[dict[str, str]]:
    """The rows of the file, from the slice; KeyError for an id that is not in it."""
    from rdkit import Chem
    from rdkit.Chem.Crippen import MolLogP

    records = {record.id: record for record in read_records(SLICE)}
    for id in ids:
        record = records[id]
        molecule = Chem.MolFromMolBlock(record.structure or "")
        yield {
            "ID": id,
            "SMILES": Chem.MolToSmiles(molecule),
            PEAKS: peak_text(record.peaks or (), multiplicities=True),
            SHIFTS: peak_text(record.peaks or (), multiplicities=False),
            LOG_P: f"{MolLogP(molecule):.{_DECIMALS_OF_LOG_P}f}",
        }


def peak_text(peaks: Sequence[Peak], multiplicities: bool) -> str:
    """A list as chemists write it, from high to low shift; lines of equal carbons are written once."""
    lines: dict[str, None] = {}
    for peak in sorted(peaks, key=lambda peak: -peak.ppm):
        group = f" {_GROUPS[peak.hydrogens]}" if multiplicities and peak.hydrogens is not None else ""
        lines[f"{peak.ppm:.1f}{group}"] = None
    return ", ".join(lines)


@cache
def known_spectra() -> dict[str, dict[str, str]]:
    """The rows of the file by their ids."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {row["ID"]: row for row in csv.DictReader(file)}


def _columns(ids: Sequence[str], names: Sequence[str]) -> dict[str, list[str]]:
    rows = [known_spectra()[id] for id in ids]
    return {name: [row[name] for row in rows] for name in names}
