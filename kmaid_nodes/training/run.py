"""One training run, from examples to a model file, in a folder that it can be resumed from."""

from __future__ import annotations

import copy
import csv
import json
import logging
import pickle
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lightning
import numpy as np
import torch
from lightning.pytorch.callbacks import EarlyStopping, ModelCheckpoint, WeightAveraging
from lightning.pytorch.utilities import rank_zero_only

from kmaid_nodes.errors import Cancelled, UserError
from kmaid_nodes.files.paths import make_folder
from kmaid_nodes.model.config import Preset, Schedule
from kmaid_nodes.model.device import available_device, bfloat16_is_fast
from kmaid_nodes.model.ensemble import Ensemble
from kmaid_nodes.model.km3aid import KM3AID
from kmaid_nodes.model.model_file import (
    FILE_NAME,
    TrainedModel,
    round_weights,
    software_versions,
)
from kmaid_nodes.notice import NOTICE
from kmaid_nodes.training.calibration import calibrate, log_densities, with_temperature
from kmaid_nodes.training.curves import training_curves_png
from kmaid_nodes.training.data_module import ExampleData
from kmaid_nodes.training.examples import Examples
from kmaid_nodes.training.figures import assignment_figures, shift_figures
from kmaid_nodes.training.lessons import Lessons, lessons, with_drawn_spectra
from kmaid_nodes.training.lightning_module import AlignmentTraining
from kmaid_nodes.training.split import RULE

CHECKPOINT = "last.ckpt"
TAUGHT = "taught"
BEST = "best.ckpt"
HISTORY = "metrics.csv"
CURVES = "curves.png"
PRESET = "preset.json"
# What decides which epoch is kept, and when more of them are no use.
_DECIDES = "validation_mae"
_LAYERS = "graph_encoder.layers."
# Far apart, so that the members of models with neighbouring seeds differ.
_BETWEEN_SEEDS = 1000
_ACCELERATORS = {"cpu": "cpu", "cuda": "gpu", "mps": "mps"}


@dataclass(frozen=True)
class Hardware:
    """Where to train: device auto, cpu, cuda or mps; how many devices a node ("auto": all); nodes."""

    device: str = "auto"
    devices: int | str = "auto"
    nodes: int = 1


def train(
    training: Examples,
    validation: Examples,
    preset: Preset,
    folder: Path,
    seed: int = 0,
    hardware: Hardware | None = None,
    resume: bool = False,
    start_from: TrainedModel | None = None,
    data: dict[str, Any] | None = None,
    show_progress: bool = True,
    on_batch: Callable[[float], None] | None = None,
    unlabelled: Examples | None = None,
) -> TrainedModel:
    """Train, calibrate, and write model, history and curves into `folder`.

    Every member of the model is that of the epoch with the smallest mean shift error on the validation
    spectra. The first is trained in `folder` itself, further ones, which never compare whole spectra and are
    spared lists that lack half of their peaks, in folders of their own inside. Those that the preset says are
    then taught by all as they were, on the training spectra and on `unlabelled`, molecules without any.

    start_from: a model of the same architecture; members of the shape of its first one start from that.
    data: said of the training data in the model's description. on_batch: told the share done (0 to 1) after
    every batch; it may raise Cancelled. Deterministic for a seed on one machine, also when resumed.
    Raises UserError if `resume` finds nothing to resume or another preset, Cancelled if stopped.
    """
    hardware = hardware or Hardware()
    make_folder(folder)
    stages = _stages(preset, folder, seed)
    if resume:
        _refuse_to_resume_other_settings(folder, preset)
    else:
        for stage in stages:
            (stage.folder / CHECKPOINT).unlink(missing_ok=True)
    (folder / PRESET).write_text(json.dumps(preset.to_json(), indent=2))
    torch.set_flush_denormal(True)
    networks: list[KM3AID] = []
    finished: list[KM3AID] = []
    histories: list[_History] = []
    heard: tuple[Examples, Lessons] | None = None
    for number, stage in enumerate(stages):
        make_folder(stage.folder)
        watch = _Watch(on_batch, number, len(stages))
        lightning.seed_everything(stage.seed, verbose=False)
        module = AlignmentTraining(stage.preset, validation, stage.seed)
        history = _History(stage.folder / HISTORY, keep=resume)
        if not any((later.folder / CHECKPOINT).is_file() for later in stages[number + 1 :]):
            learned, told = training, None
            if stage.taught:
                module.model.load_state_dict(with_fewer_layers(networks[stage.member], module.model))
                if heard is None:
                    device, first_taught = available_device(hardware.device), stages[len(networks)]
                    heard = _taught(training, unlabelled, networks, first_taught.seed, device, watch.heard)
                learned, told = heard
            elif start_from is not None and _shapes(start_from.network.first) == _shapes(module.model):
                module.model.load_state_dict(start_from.network.first.state_dict())
            module.model.graph_encoder.meet(training.graphs.edges)
            schedule, sparse = stage.preset.schedule, stage.member == 0
            batches = ExampleData(
                learned, validation, schedule.batch, schedule.augment, stage.seed, sparse, told
            )
            _fit(module, batches, stage.folder, hardware, [history, watch], show_progress)
        best = torch.load(stage.folder / BEST, map_location="cpu", weights_only=True)
        module.load_state_dict(best["state_dict"])
        if stage.taught:
            finished.append(module.model.cpu())
            histories[stage.member].rows += history.rows
        else:
            networks.append(module.model.cpu())
            histories.append(history)
        if module.global_rank == 0:
            training_curves_png(history.rows, stage.folder / CURVES)
    finished += networks[len(finished) :]
    trained = _finish(
        Ensemble(finished, preset.first_votes), preset, training, validation, histories, seed, data or {}
    )
    if module.global_rank == 0:
        trained.save(folder / FILE_NAME)
    return trained


@dataclass(frozen=True)
class _Stage:
    """One training of one member."""

    preset: Preset
    folder: Path
    seed: int
    member: int
    taught: bool


def _stages(preset: Preset, folder: Path, seed: int) -> list[_Stage]:
    """The trainings of all members one by one, then of those that are taught."""
    order = [(number, False) for number in range(preset.schedule.members)]
    order += [(number, True) for number in range(preset.members_taught)]
    return [
        _Stage(
            preset.of_taught(number) if taught else preset.of_member(number),
            _folder_of(folder, number, taught),
            seed + _BETWEEN_SEEDS * position,
            number,
            taught,
        )
        for position, (number, taught) in enumerate(order)
    ]


def _folder_of(folder: Path, number: int, taught: bool) -> Path:
    if number:
        return folder / f"{TAUGHT if taught else 'member'}-{number + 1}"
    return folder / TAUGHT if taught else folder


def _taught(
    training: Examples,
    unlabelled: Examples | None,
    teachers: Sequence[KM3AID],
    seed: int,
    device: str,
    heard: Callable[[], None],
) -> tuple[Examples, Lessons]:
    """The examples of the last training, and what the teachers tell of them."""
    teacher = Ensemble([copy.deepcopy(network) for network in teachers])
    learned = training
    if unlabelled is not None:
        alone = lessons(teacher, unlabelled, np.ones(len(unlabelled), bool), device, heard)
        axis = teacher.axis.cpu().numpy().astype(np.float64)
        learned = Examples.joined(training, with_drawn_spectra(unlabelled, alone, axis, seed))
    return learned, lessons(teacher, learned, np.arange(len(learned)) >= len(training), device, heard)


def _fit(
    module: AlignmentTraining,
    batches: ExampleData,
    folder: Path,
    hardware: Hardware,
    callbacks: list[lightning.Callback],
    show_progress: bool,
) -> None:
    schedule = module.preset.schedule
    device = available_device(hardware.device)
    module.model.mixed_precision = bfloat16_is_fast(device)
    checkpoint = folder / CHECKPOINT
    logging.getLogger("lightning.pytorch").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", module="lightning")
        trainer = lightning.Trainer(
            default_root_dir=folder,
            accelerator=_ACCELERATORS[device],
            strategy=_strategy(hardware, device),
            devices=hardware.devices,
            num_nodes=hardware.nodes,
            max_epochs=schedule.epochs,
            callbacks=[*_callbacks(schedule, folder), *callbacks],
            logger=False,
            enable_progress_bar=show_progress,
            enable_model_summary=False,
            use_distributed_sampler=False,
            gradient_clip_val=1.0,
            num_sanity_val_steps=0,
            deterministic="warn",
        )
        trainer.fit(
            module, batches, ckpt_path=checkpoint if checkpoint.is_file() else None, weights_only=True
        )
    if trainer.interrupted:
        raise Cancelled("Training was stopped; --resume goes on from the last complete epoch.")


def with_fewer_layers(network: KM3AID, wanted: KM3AID) -> dict[str, torch.Tensor]:
    """The weights of a network for one of fewer message-passing layers, those in between left out evenly."""
    layers = [network.architecture.layers, wanted.architecture.layers]
    kept = np.rint(np.linspace(0, layers[0] - 1, layers[1])).astype(int).tolist()
    found = {}
    for name, weights in network.state_dict().items():
        before, layer, after = name.partition(_LAYERS)
        if layer:
            number, _, rest = after.partition(".")
            if int(number) not in kept:
                continue
            name = f"{before}{layer}{kept.index(int(number))}.{rest}"
        found[name] = weights
    return found


def _shapes(network: torch.nn.Module) -> dict[str, torch.Size]:
    return {name: weights.shape for name, weights in network.state_dict().items()}


def first_process() -> bool:
    """Whether this process speaks for all of a training: the only one, or the first of several."""
    return int(getattr(rank_zero_only, "rank", 0)) == 0


def _strategy(hardware: Hardware, device: str) -> str:
    devices = hardware.devices
    if devices == "auto":
        devices = torch.cuda.device_count() if device == "cuda" else 1
    # What a loss of weight zero would need gets no gradient.
    return "ddp_find_unused_parameters_true" if int(devices) * hardware.nodes > 1 else "auto"


def _finish(
    network: Ensemble,
    preset: Preset,
    training: Examples,
    validation: Examples,
    histories: list[_History],
    seed: int,
    data: dict[str, Any],
) -> TrainedModel:
    round_weights(network)
    about = {
        "data": data | {"training_spectra": len(training), "validation_spectra": len(validation)},
        "split_rule": RULE,
        "seed": seed,
        "epochs": [len(history.rows) for history in histories],
        "versions": software_versions(),
        "notice": NOTICE,
    }
    return calibrated_model(network, preset, validation, about)


def calibrated_model(
    network: Ensemble, preset: Preset, validation: Examples, about: dict[str, Any]
) -> TrainedModel:
    """A trained network made into a model: calibrated on validation spectra, with its figures on them."""
    raw = log_densities(network, validation, preset.objective)
    axis = network.axis.numpy().astype(np.float64)
    calibration = calibrate(raw, axis, validation)
    density = with_temperature(raw, calibration.density)
    figures = shift_figures(validation, density, axis, calibration.interval_masses)
    figures |= assignment_figures(validation, density, axis)
    told = {"validation": {name: round(value, 5) for name, value in figures.items()}}
    return TrainedModel(network.eval(), preset, calibration, about | told)


def _callbacks(schedule: Schedule, folder: Path) -> list[lightning.Callback]:
    found: list[lightning.Callback] = [
        ModelCheckpoint(folder, Path(BEST).stem, monitor=_DECIDES, enable_version_counter=False),
        ModelCheckpoint(folder, Path(CHECKPOINT).stem, enable_version_counter=False),
        EarlyStopping(_DECIDES, patience=schedule.patience),
    ]
    if schedule.average:
        # Without buffers: averaging would turn integer ones into others.
        found.append(WeightAveraging(use_buffers=False, avg_fn=_moving_average(schedule.average)))
    return found


def _moving_average(decay: float) -> Callable[[torch.Tensor, torch.Tensor, torch.Tensor], torch.Tensor]:
    """Exponential moving average that forgets the untrained weights sooner while it is young."""

    def average(averaged: torch.Tensor, current: torch.Tensor, count: torch.Tensor) -> torch.Tensor:
        kept = torch.clamp((1 + count) / (10 + count), max=decay)
        return averaged * kept + current * (1 - kept)

    return average


def _refuse_to_resume_other_settings(folder: Path, preset: Preset) -> None:
    settings = folder / PRESET
    checkpoints = [folder / CHECKPOINT, *folder.glob(f"member-*/{CHECKPOINT}")]
    checkpoints += folder.glob(f"{TAUGHT}*/{CHECKPOINT}")
    if not checkpoints[0].is_file() or not settings.is_file():
        raise UserError(f"There is no training to resume in {folder}.")
    try:
        started_with = Preset.from_json(json.loads(settings.read_text()))
        for checkpoint in checkpoints:
            torch.load(checkpoint, map_location="cpu", weights_only=True)
    except (ValueError, RuntimeError, EOFError, pickle.UnpicklingError):
        raise UserError(f"The training in {folder} cannot be resumed: its files are damaged.") from None
    if started_with != preset:
        raise UserError(f"The training in {folder} was started with other settings; resume it with those.")


class _History(lightning.Callback):
    """One row of figures per epoch, in memory and in a CSV file that grows with each epoch."""

    def __init__(self, path: Path, keep: bool):
        self.path = path
        self.rows: list[dict[str, float]] = read_history(path) if keep and path.is_file() else []

    def on_train_epoch_end(self, trainer: lightning.Trainer, module: lightning.LightningModule) -> None:
        row = {"epoch": float(trainer.current_epoch + 1)}
        row |= {name: float(value) for name, value in trainer.callback_metrics.items()}
        self.rows = [r for r in self.rows if r["epoch"] < row["epoch"]] + [row]
        if trainer.is_global_zero:
            names = list(dict.fromkeys(name for r in self.rows for name in r))
            with self.path.open("w", newline="") as file:
                writer = csv.DictWriter(file, names)
                writer.writeheader()
                writer.writerows(self.rows)


class _Watch(lightning.Callback):
    """Tells the share done after each batch; the listener stops the training by raising Cancelled."""

    def __init__(self, on_batch: Callable[[float], None] | None, member: int, members: int):
        self.on_batch = on_batch
        self.member, self.members = member, members

    def heard(self) -> None:
        """Let the listener stop a training that has not begun yet."""
        if self.on_batch is not None:
            self.on_batch(self.member / self.members)

    def on_train_batch_end(self, trainer: lightning.Trainer, *args: Any) -> None:
        if self.on_batch is not None:
            share = trainer.global_step / max(1, trainer.estimated_stepping_batches)
            self.on_batch((self.member + share) / self.members)


def read_history(path: Path) -> list[dict[str, float]]:
    """The figures of each epoch in the file that a run wrote; none if it is damaged."""
    try:
        with path.open(newline="") as file:
            return [
                {name: float(value) for name, value in row.items() if value} for row in csv.DictReader(file)
            ]
    except (ValueError, TypeError, AttributeError):
        return []
