"""How one network of a model learns from a few spectra of one kind of compound, and what it forgets.

    python benchmarks/fine_tuning.py MORE.sd.gz OTHERS.sd.gz [--smarts '[#16]'] [--spectra 300] [--network 2]
        [--model MODEL] [--set SETTING ...]

MORE.sd.gz: spectra that the model was not trained on; those of structures with the substructure are used.
OTHERS.sd.gz: its validation spectra show what is forgotten. Each --set is one training; commas stand between
settings, as in `schedule.learning_rate=2e-4,schedule.epochs=10`. Prints mean shift errors on the validation
splits, in ppm: before, after each epoch, and on the others with the best epoch.
"""

from __future__ import annotations

import argparse
import copy
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from parsed_records import records_with_structures
from rdkit import Chem

from kmaid_nodes.graphs.features import feature_set
from kmaid_nodes.model.ensemble import Ensemble
from kmaid_nodes.model.km3aid import KM3AID
from kmaid_nodes.model.model_file import load_model
from kmaid_nodes.tasks.train import training_preset
from kmaid_nodes.training.calibration import log_densities
from kmaid_nodes.training.examples import ExampleBuilder, Examples
from kmaid_nodes.training.hardware import Hardware
from kmaid_nodes.training.history import HISTORY, read_history
from kmaid_nodes.training.metrics import shift_metrics
from kmaid_nodes.training.progress import RunProgress, unwatched
from kmaid_nodes.training.split import TRAIN, VALIDATION
from kmaid_nodes.training.stages.stage import Run, RunOptions
from kmaid_nodes.training.stages.train_member import TrainMember
from kmaid_nodes.training.training_data import TrainingData


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("more", type=Path)
    parser.add_argument("others", type=Path)
    parser.add_argument("--smarts", default="[#16]")
    parser.add_argument("--spectra", type=int, default=300)
    parser.add_argument("--network", type=int, default=2)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--set", action="append", default=[])
    options = parser.parse_args()
    start, number = load_model(options.model), options.network - 1
    built = _built(options.more, options.smarts)
    training, validation = built.build(TRAIN), built.build(VALIDATION)
    others = _built(options.others, "[#6]").build(VALIDATION)
    assert training is not None and validation is not None and others is not None
    training = training.only(np.random.default_rng(0).permutation(len(training))[: options.spectra])
    before = start.network.members[number]
    print(f"{len(training)} training spectra, {len(validation)} validation spectra")
    print(f"before: {_error(before, validation):.3f}; others {_error(before, others):.3f}", flush=True)
    for text in options.set or [""]:
        preset = training_preset(start).with_settings(text.split(",") if text else [])
        settled = RunOptions(Hardware("cpu", 1), start_from=start, show_progress=False)
        progress = RunProgress(unwatched, [1.0])
        run = Run(TrainingData(training, validation), preset, 0, settled, progress)
        with TemporaryDirectory() as folder:
            TrainMember(Path(folder), number, preset.members[number], 1000).work_on(run)
            epochs = [row["validation_mae"] for row in read_history(Path(folder) / HISTORY)]
        after = " ".join(f"{error:.3f}" for error in epochs)
        print(f"{text or 'as derived'}: {after}; others {_error(run.members[0], others):.3f}", flush=True)


def _built(path: Path, smarts: str) -> ExampleBuilder:
    builder, substructure = ExampleBuilder(feature_set("default")), Chem.MolFromSmarts(smarts)
    for record, structure in records_with_structures(path):
        if structure.mol.HasSubstructMatch(substructure):
            builder.add(record)
    return builder


def _error(network: KM3AID, examples: Examples) -> float:
    alone = Ensemble([copy.deepcopy(network)])
    objective = training_preset(None).objective
    density = log_densities(alone, examples, objective)
    return shift_metrics(examples, density, alone.axis.numpy().astype(np.float64))["mae"]


if __name__ == "__main__":
    main()
