"""Small real data for the workflows: spectra of the slice of nmrshiftdb2 that the demonstration ships.

Contains information from nmrshiftdb2 (www.nmrshiftdb.org), which is made available here under the nmrshiftdb2
Database License.
"""

from __future__ import annotations

import gzip
from collections.abc import Sequence

from kmaid_nodes.demo.spectra import SLICE
from kmaid_nodes.reading.files import read_records
from kmaid_nodes.reading.record import Peak, Record

_GROUPS = ("C", "CH", "CH2", "CH3")


def spectra(ids: Sequence[str], multiplicities: bool = True) -> dict[str, list[str]]:
    """ID, SMILES and peak list of spectra of the slice, in the order of the ids; KeyError for another id."""
    records = {record.id: record for record in read_records(SLICE)}
    chosen = [records[id] for id in ids]
    return {
        "ID": [record.id for record in chosen],
        "SMILES": [_smiles(record) for record in chosen],
        "13C peaks": [peak_text(record.peaks or (), multiplicities) for record in chosen],
    }


def structures(ids: Sequence[str]) -> dict[str, list[str]]:
    """The same without the spectra."""
    return {name: cells for name, cells in spectra(ids).items() if name != "13C peaks"}


def shifts_alone(ids: Sequence[str]) -> dict[str, list[str]]:
    """The same without structures, the lists without multiplicities."""
    return {name: cells for name, cells in spectra(ids, multiplicities=False).items() if name != "SMILES"}


def sd_file(count: int) -> bytes:
    """The first records of the slice as an SD file."""
    entries = gzip.decompress(SLICE.read_bytes()).split(b"$$$$\n")
    return b"".join(entry + b"$$$$\n" for entry in entries[:count])


def peak_text(peaks: Sequence[Peak], multiplicities: bool) -> str:
    """A list as chemists write it, from high to low shift; lines of equal carbons are written once."""
    lines: dict[str, int] = {}
    for peak in sorted(peaks, key=lambda peak: -peak.ppm):
        group = f" {_GROUPS[peak.hydrogens]}" if multiplicities and peak.hydrogens is not None else ""
        lines[f"{peak.ppm:.1f}{group}"] = 1
    return ", ".join(lines)


def _smiles(record: Record) -> str:
    from rdkit import Chem

    return Chem.MolToSmiles(Chem.MolFromMolBlock(record.structure or ""))
