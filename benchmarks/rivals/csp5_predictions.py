"""13C shifts of the test molecules by CSP5, in an environment of its own.

PYTHONPATH=. CSP5_PYTHON benchmarks/rivals/csp5_predictions.py nmrshiftdb2_true.sd.gz --out csp5.parquet
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from csp5 import predict_smiles
from predictions import Run, peak_megabytes, records_of, write_predictions
from rdkit import Chem, RDLogger

from kmaid_nodes.chemistry.structure import Structure, parse_structure

SEEN = "in part: 60 % of the records are in its assigned data"
_AT_ONCE = 64


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--split", default="test")
    parser.add_argument("--model-name", default="CSP5-13C")
    parser.add_argument("--conformers", type=int, default=1)
    options = parser.parse_args()
    RDLogger.DisableLog("rdApp.*")

    records = [record for record, _ in records_of([options.file], options.split)]
    predict_smiles(["CCO"], nucleus="13C", model_name=options.model_name, device="cpu")
    start = time.perf_counter()
    rows: list[tuple[str, int, float]] = []
    for first in range(0, len(records), _AT_ONCE):
        chunk = records[first : first + _AT_ONCE]
        written = [_written(parse_structure(record.structure)) for record in chunk]
        shifts = _predicted([smiles for smiles, _ in written], options)
        for record, (smiles, atoms) in zip(chunk, written):
            rows += [(record.id, atoms[place], ppm) for place, ppm in shifts.get(smiles, {}).items()]
    seconds = time.perf_counter() - start
    write_predictions(options.out, rows, Run(SEEN, len(records), seconds, peak_megabytes()))
    print(f"{len({row[0] for row in rows})} of {len(records)} molecules in {seconds:.0f} s")


def _written(structure: Structure) -> tuple[str, list[int]]:
    """The SMILES, and for each of its atoms the index in the input."""
    mol = Chem.Mol(structure.mol)
    smiles = Chem.MolToSmiles(mol)
    order = mol.GetPropsAsDict(includePrivate=True, includeComputed=True)["_smilesAtomOutputOrder"]
    return smiles, [int(structure.atom_index[atom]) for atom in order]


def _predicted(smiles: list[str], options: argparse.Namespace) -> dict[str, dict[int, float]]:
    """Shifts by SMILES and the atom's position in it; a SMILES that CSP5 refuses is missing."""
    result = predict_smiles(
        list(dict.fromkeys(smiles)),
        nucleus="13C",
        model_name=options.model_name,
        device="cpu",
        num_conformers=options.conformers,
    )
    for failure in result.failures:
        print(failure)
    shifts: dict[str, dict[int, float]] = {}
    table = result.predictions
    for text, place, ppm in zip(table["smiles"], table["atom_index"], table["shift_ppm"]):
        shifts.setdefault(text, {})[int(place)] = float(ppm)
    return shifts


if __name__ == "__main__":
    main()
