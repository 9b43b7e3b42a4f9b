"""Assignments where the list does not fit the structure: missing peaks, extraneous peaks.

    python benchmarks/corrupted_lists.py RECORDS.sd.gz [--split test] [--model MODEL] [--seeds 5]

Lists are collapsed to one entry per distinct shift. The peaks of 1 or 2 random carbons are removed, and 2
lines of one solvent or of its impurities are added (`kmaid_nodes/training/corrupt.py`). Prints one JSON
object: the mean of every metric over the seeds, with the solvent given and not given.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from kmaid_nodes.model.model_file import load_model
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.reading.files import read_records
from kmaid_nodes.training.calibration import log_densities, with_temperature
from kmaid_nodes.training.examples import build_examples
from kmaid_nodes.training.metrics import corrupted_metrics


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("records", type=Path)
    parser.add_argument("--split", default="test")
    parser.add_argument("--model", type=Path)
    parser.add_argument("--seeds", type=int, default=5)
    options = parser.parse_args()
    predictor = Predictor(load_model(options.model))
    examples = build_examples(read_records(options.records), predictor.features).build(
        options.split, certain=True
    )
    assert examples is not None
    trained = predictor.trained
    density = with_temperature(
        log_densities(predictor.network, examples, trained.preset.objective), trained.calibration.density
    )
    means = {}
    for name, solvent_given in (("solvent given", True), ("solvent not given", False)):
        runs = [
            corrupted_metrics(examples, density, predictor.axis, seed, solvent_given)
            for seed in range(options.seeds)
        ]
        means[name] = {key: round(float(np.mean([run[key] for run in runs])), 4) for key in runs[0]}
    print(json.dumps({"spectra": len(examples), "seeds": options.seeds} | means, indent=2))


if __name__ == "__main__":
    main()
