"""One training run: its stages one after the other, in a folder that it can be resumed from.

    OUT/member-1, member-2, ...         the networks, each trained by itself
    OUT/distilled-1, distilled-2, ...   the first of them, distilled from the mean of all
    OUT/started_from.sha256             digest of the model that training starts from, if any
    OUT/calibration                     calibration of densities and confidences, on the validation spectra
    OUT/domain                          which carbons were taught, and densities of the others
    OUT/hit-probability                 probabilities of retrieved molecules, on the same spectra
    OUT/structure-probability           probability that a list and a structure belong together, on the same
    OUT/model.safetensors, MODEL_CARD.md   the model, and what is known of it in words
    OUT/metrics.csv, curves.png         how its first member was trained

A finished stage has a file that says so and is not repeated when the run is resumed. A stage that was stopped
goes on from its last complete epoch.
"""

from __future__ import annotations

import hashlib
import json
import pickle
import sys
from pathlib import Path
from time import monotonic
from typing import Any

import torch

from kmaid_nodes.errors import UserError
from kmaid_nodes.files.paths import make_folder
from kmaid_nodes.files.whole_file import whole_file
from kmaid_nodes.model.config import Preset
from kmaid_nodes.model.model_file import TrainedModel
from kmaid_nodes.training.fitting import CHECKPOINT
from kmaid_nodes.training.hardware import first_process
from kmaid_nodes.training.progress import RunProgress
from kmaid_nodes.training.stages.calibrate import Calibrate
from kmaid_nodes.training.stages.distil_member import DistilMember
from kmaid_nodes.training.stages.fit_hit_probability import FitHitProbability
from kmaid_nodes.training.stages.fit_structure_probability import FitStructureProbability
from kmaid_nodes.training.stages.learn_domain import LearnDomain
from kmaid_nodes.training.stages.stage import Run, RunOptions, Stage
from kmaid_nodes.training.stages.train_member import TrainMember
from kmaid_nodes.training.stages.write_model import WriteModel
from kmaid_nodes.training.training_data import TrainingData
from kmaid_nodes.wording.training import fine_tuned, started_from

PRESET = "preset.json"
START = "started_from.sha256"
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
        started_with = _refuse_to_resume_others(folder, preset, stages, options)
        if started_with != preset:
            preset, stages = started_with, stages_of(started_with, folder, seed)
    else:
        for stage in stages:
            stage.forget()
    _write_settings(folder, preset, options)
    torch.set_flush_denormal(True)
    if options.show_progress and first_process() and (sentence := _fine_tuned(preset, options)):
        print(sentence, file=sys.stderr, flush=True)
    progress = RunProgress(options.on_progress, [stage.work for stage in stages])
    run = Run(data, preset, seed, options, progress)
    for number, stage in enumerate(stages):
        progress.begin(number, stage.title)
        shown, began = options.show_progress and first_process(), monotonic()
        if shown:
            print(f"Stage {number + 1} of {len(stages)}: {stage.title}", file=sys.stderr, flush=True)
        stage.run(run)
        if shown:
            print(f"  finished after {monotonic() - began:.0f} s", file=sys.stderr, flush=True)
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
    stages.append(FitStructureProbability(folder / "structure-probability", preset.structure_probability))
    stages.append(WriteModel(folder))
    return stages


def _fine_tuned(preset: Preset, options: RunOptions) -> str | None:
    """What is trained further, in words; None if training starts from random weights."""
    if options.start_from is None:
        return None
    sentence = fine_tuned if preset.fine_tuning else started_from
    return sentence(len(preset.members), options.start_name)


def _write_settings(folder: Path, preset: Preset, options: RunOptions) -> None:
    with whole_file(folder / PRESET) as partial:
        partial.write_text(json.dumps(preset.to_json(), indent=2))
    if options.start_from is None:
        (folder / START).unlink(missing_ok=True)
        return
    with whole_file(folder / START) as partial:
        partial.write_text(_start_of(options) or "")


def _start_of(options: RunOptions) -> str | None:
    """What tells the model that training starts from; None if there is none."""
    if options.start_from is None:
        return None
    return hashlib.sha256(options.start_from.to_bytes()).hexdigest()


def _refuse_to_resume_others(
    folder: Path, preset: Preset, stages: list[Stage], options: RunOptions
) -> Preset:
    """The settings with which a training goes on: those given, as the version that began it had them."""
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
        started_with = json.loads(settings.read_text())
        for checkpoint in checkpoints:
            torch.load(checkpoint, map_location="cpu", weights_only=True)
        for stage in stages:
            if stage.is_finished:
                stage.read_result()
    except (ValueError, RuntimeError, EOFError, pickle.UnpicklingError):
        raise UserError(f"The training in {folder} cannot be resumed: its files are damaged.") from None
    begun_from = (folder / START).read_text() if (folder / START).is_file() else None
    if begun_from != _start_of(options):
        raise UserError(
            f"The training in {folder} was started from {'another' if begun_from else 'no'} model; "
            "resume it with the --start-from that it was started with."
        )
    if not _same_settings(started_with, json.loads(json.dumps(preset.to_json()))):
        raise UserError(f"The training in {folder} was started with other settings; resume it with those.")
    return Preset.from_json(started_with)


def _same_settings(earlier: Any, wanted: Any) -> bool:
    """Whether settings are the same, apart from those that an earlier version did not have."""
    if isinstance(earlier, dict) and isinstance(wanted, dict):
        return earlier.keys() <= wanted.keys() and all(
            _same_settings(value, wanted[name]) for name, value in earlier.items()
        )
    if isinstance(earlier, list) and isinstance(wanted, list):
        return len(earlier) == len(wanted) and all(map(_same_settings, earlier, wanted))
    return bool(earlier == wanted)
