"""The table of metrics in the model card.

python benchmarks/card_figures.py nmrshiftdb2_true.sd.gz [--model FILE]
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from kmaid_nodes.demo.spectra import SLICE
from kmaid_nodes.model.model_file import load_model
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.reading.files import read_records
from kmaid_nodes.tasks.evaluate import evaluate

ROWS = {
    "spectra": "spectra",
    "carbons": "carbons",
    "carbons right, multiplicity given": "assignment.carbons_right_with_multiplicity",
    "carbons right, multiplicity not given": "assignment.carbons_right",
    "molecules entirely right, multiplicity given": "assignment.molecules_right_with_multiplicity",
    "molecules entirely right, multiplicity not given": "assignment.molecules_right",
    "shift, mean error (ppm)": "shift.mae",
    "shift, median error (ppm)": "shift.median",
    "shift, root mean square error (ppm)": "shift.rmse",
    "shifts inside the 50 % interval": "shift.coverage_50",
    "shifts inside the 90 % interval": "shift.coverage_90",
    "expected calibration error of the confidence": "confidence_calibration_error",
    "corrupted lists: carbons right, multiplicity given": "disturbed.carbons_right_with_multiplicity",
    "corrupted lists: carbons right, multiplicity not given": "disturbed.carbons_right",
    "corrupted lists: extraneous peaks recognised, multiplicity not given": "disturbed.foreign_found",
    "corrupted lists: calibration error of the confidence": "disturbed.confidence_calibration_error",
    "the paper's node criterion, normalised": "paper_node_criterion.normalised",
    "the paper's node criterion, plain": "paper_node_criterion.plain",
    "spectrum to molecule, first of 128": "graph_top1_in_128",
    "spectrum to molecule, first of the split": "retrieval.top1",
    "spectrum to molecule, among ten of the split": "retrieval.top10",
    "isomers, truth first": "isomers.accuracy",
    "full lists: spectra": "full_lists.spectra",
    "full lists: carbons": "full_lists.carbons",
    "full lists: carbons right, multiplicity given": "full_lists.assignment.carbons_right_with_multiplicity",
    "full lists: carbons right, multiplicity not given": "full_lists.assignment.carbons_right",
    "full lists: molecules entirely right, multiplicity given": (
        "full_lists.assignment.molecules_right_with_multiplicity"
    ),
    "full lists: shift, mean error (ppm)": "full_lists.shift.mae",
    "full lists: shift, median error (ppm)": "full_lists.shift.median",
    "full lists: the paper's node criterion, normalised": "full_lists.paper_node_criterion.normalised",
    "full lists: spectrum to molecule, first of 128": "full_lists.graph_top1_in_128",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("records", type=Path)
    parser.add_argument("--model", type=Path)
    options = parser.parse_args()
    predictor = Predictor(load_model(options.model))
    test = evaluate(read_records(options.records), predictor)
    shipped = evaluate(read_records(SLICE), predictor)
    print("| figure | in `kmaid evaluate` | test split | without gross errors | shipped slice |")
    print("| --- | --- | --- | --- | --- |")
    for name, path in ROWS.items():
        shown = (_at(test, path), _at(test["without_gross_errors"], path), _at(shipped, path))
        cells = (f"{v:.4f}" if isinstance(v, float) else str(v) for v in shown)
        print(f"| {name} | `{path}` | {' | '.join(cells)} |")


def _at(metrics: dict[str, Any], path: str) -> Any:
    value: Any = metrics
    for key in path.split("."):
        value = value[key]
    return value


if __name__ == "__main__":
    main()
