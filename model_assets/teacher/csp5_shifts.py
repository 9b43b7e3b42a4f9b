"""13C shifts of molecules by CSP5, in an environment of its own with `csp5==0.3.1` and `pyarrow`.

    CSP5_PYTHON model_assets/teacher/csp5_shifts.py molecules.csv --out csp5 [--part 1/2]

Writes a Parquet file for each 500 molecules into the folder `csp5`, with `smiles`, `source` and `csp5_ppm`,
the shifts in the order of the carbons in the SMILES. A molecule that CSP5 refuses is left out. Started again,
it goes on where it was stopped. --part 1/2 and --part 2/2 are for two processes.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import torch
from csp5 import predict_smiles
from rdkit import RDLogger

_IN_A_FILE = 500
_AT_ONCE = 100


def main() -> None:
    """Predict all molecules of this part that have no file yet."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("molecules", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--part", default="1/1")
    options = parser.parse_args()
    RDLogger.DisableLog("rdApp.*")
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    part, parts = map(int, options.part.split("/"))
    options.out.mkdir(exist_ok=True)
    with options.molecules.open(newline="") as file:
        rows = list(csv.DictReader(file))
    for start in range((part - 1) * _IN_A_FILE, len(rows), parts * _IN_A_FILE):
        path = options.out / f"{start // _IN_A_FILE:04d}.parquet"
        if not path.exists():
            _write(rows[start : start + _IN_A_FILE], path)
            print(path, flush=True)


def _write(rows: list[dict[str, str]], path: Path) -> None:
    shifts: dict[str, dict[int, float]] = {}
    for start in range(0, len(rows), _AT_ONCE):
        smiles = [row["smiles"] for row in rows[start : start + _AT_ONCE]]
        # Small batches stay in the processor's cache.
        table = predict_smiles(smiles, nucleus="13C", device="cpu", num_conformers=1, batch_size=2)
        predictions = table.predictions
        for text, atom, ppm in zip(
            predictions["smiles"], predictions["atom_index"], predictions["shift_ppm"]
        ):
            shifts.setdefault(text, {})[int(atom)] = float(ppm)
    predicted = [row for row in rows if row["smiles"] in shifts]
    of_each = [shifts[row["smiles"]] for row in predicted]
    partial = path.with_suffix(".part")
    pq.write_table(
        pa.table(
            {
                "smiles": [row["smiles"] for row in predicted],
                "source": [row["source"] for row in predicted],
                "csp5_ppm": [[of_atoms[atom] for atom in sorted(of_atoms)] for of_atoms in of_each],
            }
        ),
        partial,
    )
    partial.rename(path)


if __name__ == "__main__":
    main()
