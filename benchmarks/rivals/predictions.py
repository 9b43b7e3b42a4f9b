"""The predictions of a system under comparison: a shift for each carbon, and what predicting took.

A file of predictions is a Parquet table of `id`, `atom_index` (0-based, the record's own atom order) and
`ppm`. Its metadata hold the fields of `Run`.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from kmaid_nodes.chemistry.structure import Structure, parse_structure
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.reading.files import read_records
from kmaid_nodes.reading.record import Record
from kmaid_nodes.training.split import inchikey_block, split_of

_METADATA = b"kmaid_rivals"


@dataclass(frozen=True)
class Run:
    """What predicting took.

    seen: whether the system was trained on the molecules that it predicts; molecules: how many it was given;
    seconds: from structure text to shifts, without start-up; megabytes: largest resident memory.
    """

    seen: str
    molecules: int
    seconds: float
    megabytes: float


def records_of(files: Iterable[Path], split: str) -> Iterator[tuple[Record, Structure]]:
    """The usable records with peaks of a split, in the order of the files."""
    for file in files:
        for record in read_records(file):
            if record.error or not record.peaks:
                continue
            try:
                structure = parse_structure(record.structure)
            except UnusableRow:
                continue
            if split_of(inchikey_block(structure.mol)) == split:
                yield record, structure


def peak_megabytes() -> float:
    """Largest resident memory of this process so far."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


def write_predictions(path: Path, rows: Sequence[tuple[str, int, float]], run: Run) -> None:
    """Write rows of (id, atom_index, ppm)."""
    ids, atoms, ppm = zip(*rows)
    table = pa.table(
        {
            "id": pa.array(ids, pa.string()),
            "atom_index": pa.array(atoms, pa.int32()),
            "ppm": pa.array(ppm, pa.float64()),
        }
    )
    pq.write_table(table.replace_schema_metadata({_METADATA: json.dumps(asdict(run))}), path)


def read_predictions(path: Path) -> tuple[dict[str, dict[int, float]], Run]:
    """Shifts by id and atom index, and what predicting them took."""
    table = pq.read_table(path)
    shifts: dict[str, dict[int, float]] = {}
    for spectrum, atom, ppm in zip(*(table.column(name).to_pylist() for name in ("id", "atom_index", "ppm"))):
        shifts.setdefault(spectrum, {})[atom] = ppm
    return shifts, Run(**json.loads(table.schema.metadata[_METADATA]))
