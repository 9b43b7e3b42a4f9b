"""One training run: its stages one after the other, in a folder that it can be resumed from.

    OUT/member-1, member-2, ...         the networks, each trained by itself
    OUT/distilled-1, distilled-2, ...   the first of them, distilled from the mean of all
    OUT/calibration                     calibration of densities and confidences, on the validation spectra
    OUT/domain                          which carbons were taught, and densities of the others
    OUT/hit-probability                 probabilities of retrieved molecules, on the same spectra
    OUT/model.safetensors, metrics.csv, curves.png   the model, and how its first member was trained

A finished stage has a file that says so and is not repeated when the run is resumed. A stage that was stopped
goes on from its last complete epoch.
"""

from __future__ import annotations

import json
import pickle
import sys
from pathlib import Path

import torch

from kmaid_nodes.errors import UserError
from kmaid_nodes.files.paths import make_folder
from kmaid_nodes.files.whole_file import whole_file
from kmaid_nodes.model.config import Preset
from kmaid_nodes.model.earlier_formats import preset_from_json
from kmaid_nodes.model.model_file import TrainedModel
from kmaid_nodes.training.fitting import CHECKPOINT
from kmaid_nodes.training.hardware import first_process
from kmaid_nodes.training.progress import RunProgress
from kmaid_nodes.training.stages.calibrate import Calibrate
from kmaid_nodes.training.stages.distil_member import DistilMember
from kmaid_nodes.training.stages.fit_hit_probability import FitHitProbability
from kmaid_nodes.training.stages.learn_domain import LearnDomain
from kmaid_nodes.training.stages.stage import Run, RunOptions, Stage
from kmaid_nodes.training.stages.train_member import TrainMember
from kmaid_nodes.training.stages.write_model import WriteModel
from kmaid_nodes.training.training_data import TrainingData

PRESET = "preset.json"
# Far apart, so that the members of models with neighbouring seeds differ.
_BETWEEN_SEEDS = 1000


def train(
    data: TrainingData, preset: Preset, folder: Path, seed: int = 0, options: RunOptions | None = None
) -> TrainedModel:
    """Train, distil, calibrate, note what was taught, fit the hit probabilities, and write the model into
    `folder`.

    For every network, the epoch with the smallest mean shift error on the validation spectra is kept.
    Deterministic for a seed on one machine, also when resumed. Raises UserError if there is nothing to
    resume, or if it was started with other settings; Cancelled if it is stopped.
    """
    options = options or RunOptions()
    make_folder(folder)
    stages = stages_of(preset, folder, seed)
    if options.resume:
        _refuse_to_resume_others(folder, preset, stages)
    else:
        for stage in stages:
            stage.forget()
    with whole_file(folder / PRESET) as partial:
        partial.write_text(json.dumps(preset.to_json(), indent=2))
    torch.set_flush_denormal(True)
    progress = RunProgress(options.on_progress, [stage.work for stage in stages])
    run = Run(data, preset, seed, options, progress)
    for number, stage in enumerate(stages):
        progress.begin(number, stage.title)
        if options.show_progress and first_process():
            print(f"Stage {number + 1} of {len(stages)}: {stage.title}", file=sys.stderr)
        stage.run(run)
    assert run.model is not None
    return run.model


def stages_of(preset: Preset, folder: Path, seed: int) -> list[Stage]:
    """The stages of a training with these settings, in order."""
    stages: list[Stage] = []
    for number, settings in enumerate(preset.members):
        member = TrainMember(
            folder / f"member-{number + 1}", number, settings, seed + _BETWEEN_SEEDS * len(stages)
        )
        if number == 0:
            member.reports = folder  # where users look first
        stages.append(member)
    drawing_seed = seed + _BETWEEN_SEEDS * len(stages)
    for number in range(len(preset.distillation)):
        own_seed = seed + _BETWEEN_SEEDS * len(stages)
        place = folder / f"distilled-{number + 1}"
        stages.append(DistilMember(place, number, preset, own_seed, drawing_seed))
    stages.append(Calibrate(folder / "calibration", preset.calibration))
    stages.append(LearnDomain(folder / "domain", preset.domain))
    stages.append(FitHitProbability(folder / "hit-probability", preset.hit_probability))
    stages.append(WriteModel(folder))
    return stages


def _refuse_to_resume_others(folder: Path, preset: Preset, stages: list[Stage]) -> None:
    settings = folder / PRESET
    checkpoints = [file for stage in stages for file in stage.checkpoints if file.is_file()]
    if (folder / CHECKPOINT).is_file() and not checkpoints:
        raise UserError(
            f"The training in {folder} was started by an earlier version of K-M3AID, which divided it "
            "otherwise; start it again without --resume."
        )
    if not checkpoints or not settings.is_file():
        raise UserError(f"There is no training to resume in {folder}.")
    try:
        started_with = preset_from_json(json.loads(settings.read_text()))
        for checkpoint in checkpoints:
            torch.load(checkpoint, map_location="cpu", weights_only=True)
        for stage in stages:
            if stage.is_finished:
                stage.read_result()
    except (UserError, ValueError, RuntimeError, EOFError, pickle.UnpicklingError):
        raise UserError(f"The training in {folder} cannot be resumed: its files are damaged.") from None
    if started_with != preset:
        raise UserError(f"The training in {folder} was started with other settings; resume it with those.")
