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
from kmaid_nodes.training.model_card import FIGURES


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
    for path, name in FIGURES.items():
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
