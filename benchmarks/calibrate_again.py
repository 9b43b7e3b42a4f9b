"""A model with the weights of another, calibrated anew, where the assignment or its constants have changed.

python benchmarks/calibrate_again.py nmrshiftdb2_true.sd.gz --out model.safetensors [--model FILE]
"""

from __future__ import annotations

import argparse
from pathlib import Path

from kmaid_nodes.graphs.features import feature_set
from kmaid_nodes.model.model_file import load_model
from kmaid_nodes.reading.files import read_records
from kmaid_nodes.training.examples import build_examples
from kmaid_nodes.training.run import calibrated_model
from kmaid_nodes.training.split import VALIDATION


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("records", type=Path)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    before = load_model(options.model)
    features = before.preset.architecture.features
    builder = build_examples(read_records(options.records), feature_set(features))
    validation = builder.build(VALIDATION, certain=True)
    if validation is None:
        parser.error(f"{options.records} has no usable validation spectrum")
    model = calibrated_model(before.network, before.preset, validation, before.about)
    model.save(options.out)
    print(before.calibration, model.calibration, sep="\n")


if __name__ == "__main__":
    main()
