"""What each part of the method is worth: short trainings on one split and one budget, one part changed.

python benchmarks/ablation.py RECORDS.sd.gz... --out FOLDER [--epochs 10] [--seed 0] [--only NAME...]

Trains on the training split and measures on the validation split; test is never read. Every finished
trial is a row of FOLDER/trials.csv; a second call goes on with those that are missing.
"""

from __future__ import annotations

import argparse
import csv
import time
from pathlib import Path

from kmaid_nodes.graphs.features import feature_set
from kmaid_nodes.model.config import preset
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.reading.files import read_records
from kmaid_nodes.tasks.evaluate import figures_of
from kmaid_nodes.training.examples import build_examples
from kmaid_nodes.training.run import Hardware, RunOptions, TrainingData, train
from kmaid_nodes.training.split import TRAIN, VALIDATION

# The paper's two losses alone: no density over ppm is trained.
_PAPER_LOSSES = ["objective.density=0", "objective.node=0.9", "objective.graph=0.1"]
_NO_CHANNEL = ["architecture.channel=false"]
_GRAPH_ONLY = ["objective.density=0", "objective.node=1e-6", "objective.graph=1"]
TRIALS = {
    "default": [],
    "default, no channel": _NO_CHANNEL,
    "default, no node loss": ["objective.node=0"],
    "default, no graph loss": ["objective.graph=0"],
    "plain regressor (density alone, no channel)": [
        *_NO_CHANNEL,
        "objective.node=0",
        "objective.graph=0",
    ],
    "K-ID tau1 0.5 tau2 5": _PAPER_LOSSES,
    "K-ID tau1 1e-5 tau2 10 (authors' code)": [
        *_PAPER_LOSSES,
        "objective.tau1=1e-5",
        "objective.tau2=10",
    ],
    "K-ID tau1 1 tau2 10": [*_PAPER_LOSSES, "objective.tau1=1", "objective.tau2=10"],
    "SP-ID": [*_PAPER_LOSSES, "objective.discrimination=SP-ID"],
    "WP-ID 0.5 ppm": [*_PAPER_LOSSES, "objective.discrimination=WP-ID"],
    "WP-ID 2 ppm": [
        *_PAPER_LOSSES,
        "objective.discrimination=WP-ID",
        "objective.weak_pair_ppm=2",
    ],
    "K-ID, no channel": [*_PAPER_LOSSES, *_NO_CHANNEL],
    "node loss alone": ["objective.density=0", "objective.node=0.9", "objective.graph=0"],
    "graph loss alone": _GRAPH_ONLY,
    "graph loss alone, no channel": [*_GRAPH_ONLY, *_NO_CHANNEL],
}
COLUMNS = (
    "trial", "seed", "epochs", "mae", "median", "carbons", "carbons_with_multiplicity",
    "paper_node_criterion", "graph_top1_in_128", "top1_in_split", "isomers", "minutes",
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("records", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", nargs="*", default=list(TRIALS), choices=list(TRIALS))
    options = parser.parse_args()
    builder = build_examples(
        (record for path in options.records for record in read_records(path)), feature_set("default")
    )
    training, validation = builder.build(TRAIN), builder.build(VALIDATION, certain=True)
    assert training is not None and validation is not None
    options.out.mkdir(parents=True, exist_ok=True)
    table = options.out / "trials.csv"
    done = []
    if table.is_file():
        done = [(row["trial"], row["seed"]) for row in csv.DictReader(table.open(newline=""))]
    for name in options.only:
        if (name, str(options.seed)) in done:
            continue
        started = time.time()
        settings = [
            *TRIALS[name],
            f"schedule.epochs={options.epochs}",
            f"schedule.patience={options.epochs}",
        ]
        folder = options.out / "".join(c if c.isalnum() else "-" for c in f"{name} {options.seed}")
        chosen = preset("default").with_settings(settings)
        data = TrainingData(training, validation)
        how = RunOptions(Hardware("cpu"), show_progress=False)
        trained = train(data, chosen, folder, options.seed, how)
        figures = figures_of(validation, Predictor(trained))
        values = (
            name,
            options.seed,
            options.epochs,
            figures["shift"]["mae"],
            figures["shift"]["median"],
            figures["assignment"]["carbons_right"],
            figures["assignment"]["carbons_right_with_multiplicity"],
            figures["paper_node_criterion"]["normalised"],
            figures["graph_top1_in_128"],
            figures["retrieval"]["top1"],
            figures["isomers"]["accuracy"],
            (time.time() - started) / 60,
        )
        new = not table.is_file()
        with table.open("a", newline="") as file:
            writer = csv.writer(file)
            if new:
                writer.writerow(COLUMNS)
            writer.writerow(round(v, 4) if isinstance(v, float) else v for v in values)


if __name__ == "__main__":
    main()
