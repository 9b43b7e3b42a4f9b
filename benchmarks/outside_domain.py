"""Which carbons a model was not taught, how far off it is on them, and whether it knows how far.

    python benchmarks/outside_domain.py FILE ... [--split validation] [--model FILE] [--add-to OUT]

FILE: nmrshiftdb2 SD files. Their training split says what was taught, as in `kmaid train`; their validation
split fits the widening of densities. Prints JSON: for carbons inside and outside the domain their share,
errors, and the share of shifts inside the central 68 and 90 %, with and without widening, on the carbons of
--split.

--add-to: also write the model, its weights unchanged, with the domain and the widening. Use it for a model
that an earlier version trained.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from pathlib import Path

import numpy as np


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--split", default="validation", choices=("validation", "test"))
    parser.add_argument("--model", type=Path)
    parser.add_argument("--add-to", type=Path)
    options = parser.parse_args()

    from kmaid_nodes.reading.files import read_records

    records = (record for file in options.files for record in read_records(file))
    report = measured(records, options.split, options.model, options.add_to)
    print(json.dumps(report, indent=2))


def measured(records: Iterable, split: str, model: Path | None, add_to: Path | None) -> dict:
    """The figures; records: assigned spectra."""
    from kmaid_nodes.graphs.features import feature_set
    from kmaid_nodes.model.model_file import load_model
    from kmaid_nodes.training.examples import build_examples
    from kmaid_nodes.training.split import TRAIN, VALIDATION
    from kmaid_nodes.training.stages.learn_domain import with_domain

    trained = load_model(model)
    features = feature_set(trained.preset.architecture.features)
    builder = build_examples(records, features)
    training, validation = builder.build(TRAIN), builder.build(VALIDATION)
    assert training is not None and validation is not None, "a split has no spectra"
    trained, about = with_domain(trained, training, validation, trained.preset.domain)
    if add_to is not None:
        trained.save(add_to)
    examples = validation if split == VALIDATION else builder.build(split)
    assert examples is not None, f"the {split} split has no spectra"
    return about | {"widening": trained.calibration.to_json()["widening"]} | _figures(trained, examples)


def _figures(trained, examples) -> dict:
    from kmaid_nodes.graphs.features import feature_set
    from kmaid_nodes.model.domain import Familiarity
    from kmaid_nodes.training.calibration import log_densities, with_temperature

    features = feature_set(trained.preset.architecture.features)
    familiarity = trained.domain.familiarity(examples.graphs, features)
    raw = log_densities(trained.network, examples, trained.preset.objective)
    before = with_temperature(raw, trained.calibration.density)
    axis = trained.network.axis.numpy().astype(np.float64)
    recorded = ~np.isnan(examples.carbon_ppm)
    groups = {"inside": familiarity == Familiarity.TAUGHT, "outside": familiarity > Familiarity.TAUGHT}
    groups |= {degree.name.lower(): familiarity == degree for degree in list(Familiarity)[1:]}
    figures: dict = {}
    for name, group in groups.items():
        own = group & recorded
        if not own.any():
            continue
        widened = trained.calibration.widening.applied(before[own], familiarity[own], axis[1] - axis[0])
        figures[name] = {
            "carbons": int(own.sum()),
            "percent": round(100 * float(own.sum() / recorded.sum()), 2),
            "not widened": _accuracy(before[own], examples.carbon_ppm[own], axis, trained),
            "widened": _accuracy(widened, examples.carbon_ppm[own], axis, trained),
        }
    return figures


def _accuracy(log_density: np.ndarray, ppm: np.ndarray, axis: np.ndarray, trained) -> dict:
    from kmaid_nodes.model.density import calibrated_levels, quantiles

    levels = calibrated_levels((0.05, 0.16, 0.5, 0.84, 0.95), trained.calibration.interval_masses)
    lowest, low, middle, high, highest = quantiles(log_density, axis, levels)
    error = np.abs(middle - ppm)
    return {
        "mae": round(float(error.mean()), 2),
        "median": round(float(np.median(error)), 2),
        "percent above 10 ppm": round(100 * float((error > 10).mean()), 1),
        "percent in 68 %": round(100 * float(((ppm >= low) & (ppm <= high)).mean()), 1),
        "percent in 90 %": round(100 * float(((ppm >= lowest) & (ppm <= highest)).mean()), 1),
        "median uncertainty": round(float(np.median((high - low) / 2)), 2),
    }


if __name__ == "__main__":
    main()
