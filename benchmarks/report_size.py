"""How large the HTML report of `kmaid assign` gets: one structure many times, peaks where predicted.

python benchmarks/report_size.py SMILES [--molecules 50]
"""

from __future__ import annotations

import argparse

from kmaid_nodes.chemistry.structure import parse_structure
from kmaid_nodes.model.model_file import load_model
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.reading.record import Peak, Record, to_record_batches
from kmaid_nodes.report.assignments import AssignmentReport
from kmaid_nodes.tasks.assign import assign


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("smiles")
    parser.add_argument("--molecules", type=int, default=50)
    options = parser.parse_args()
    predictor = Predictor(load_model())
    structure = parse_structure(options.smiles)
    (density,) = predictor.shift_densities([structure])
    expected = zip(density.predicted_ppm.tolist(), structure.hydrogens.tolist())
    peaks = tuple(Peak(round(ppm, 2), hydrogens) for ppm, hydrogens in expected)
    records = [Record(f"molecule {i}", options.smiles, peaks) for i in range(options.molecules)]
    report = AssignmentReport(len(records))
    for _ in assign(to_record_batches(records), predictor, watch=report.add):
        pass
    size = len(report.html().encode())
    print(f"{len(structure.carbons)} carbons, {options.molecules} molecules: {size:,} bytes")


if __name__ == "__main__":
    main()
