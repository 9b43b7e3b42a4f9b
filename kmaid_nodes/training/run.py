"""One training run, from examples to a model file, in a folder that it can be resumed from."""

from __future__ import annotations

import csv
import json
import logging
import pickle
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lightning
import numpy as np
import torch
from lightning.pytorch.callbacks import EarlyStopping, ModelCheckpoint, WeightAveraging

from kmaid_nodes.errors import Cancelled, UserError
from kmaid_nodes.model.config import Preset
from kmaid_nodes.model.device import available_device, bfloat16_is_fast
from kmaid_nodes.model.km3aid import KM3AID
from kmaid_nodes.model.model_file import (
    FILE_NAME,
    NOTICE,
    TrainedModel,
    round_weights,
    software_versions,
)
from kmaid_nodes.report.curves import training_curves_png
from kmaid_nodes.training.calibration import calibrate, log_densities, with_temperature
from kmaid_nodes.training.data_module import ExampleData
from kmaid_nodes.training.examples import Examples
from kmaid_nodes.training.figures import assignment_figures, shift_figures
from kmaid_nodes.training.lightning_module import AlignmentTraining
from kmaid_nodes.training.split import RULE
from kmaid_nodes.writing.place import make_folder

CHECKPOINT = "last.ckpt"
BEST = "best.ckpt"
HISTORY = "metrics.csv"
CURVES = "curves.png"
PRESET = "preset.json"
# What decides which epoch is kept, and when more of them are no use.
_DECIDES = "validation_mae"
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
) -> TrainedModel:
    """Train, calibrate, and write model, history and curves into `folder`.

    The model is that of the epoch with the smallest mean shift error on the validation spectra.

    start_from: a model of the same architecture whose weights are the starting point. data: said of
    the training data in the model's description. on_batch: told the share done (0 to 1) after every
    batch; it may raise Cancelled. Deterministic for a seed on one machine, also when resumed.
    Raises UserError if `resume` finds nothing to resume or another preset, Cancelled if stopped.
    """
    hardware = hardware or Hardware()
    make_folder(folder)
    checkpoint = _checkpoint_to_resume(folder, preset) if resume else None
    (folder / PRESET).write_text(json.dumps(preset.to_json(), indent=2))
    torch.set_flush_denormal(True)
    lightning.seed_everything(seed, verbose=False)
    module = AlignmentTraining(preset, validation, seed)
    if start_from is not None:
        module.model.load_state_dict(start_from.network.state_dict())
    elif not resume:
        module.model.graph_encoder.meet(training.graphs.edges)
    device = available_device(hardware.device)
    module.model.mixed_precision = bfloat16_is_fast(device)
    history = _History(folder / HISTORY, keep=resume)
    logging.getLogger("lightning.pytorch").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", module="lightning")
        trainer = lightning.Trainer(
            default_root_dir=folder,
            accelerator=_ACCELERATORS[device],
            devices=hardware.devices,
            num_nodes=hardware.nodes,
            max_epochs=preset.schedule.epochs,
            callbacks=[*_callbacks(preset, folder), history, _Watch(on_batch)],
            logger=False,
            enable_progress_bar=show_progress,
            enable_model_summary=False,
            use_distributed_sampler=False,
            gradient_clip_val=1.0,
            num_sanity_val_steps=0,
            deterministic="warn",
        )
        schedule = preset.schedule
        batches = ExampleData(training, validation, schedule.batch, schedule.augment, seed)
        trainer.fit(module, batches, ckpt_path=checkpoint, weights_only=True)
    if trainer.interrupted:
        raise Cancelled("Training was stopped; --resume goes on from the last complete epoch.")
    best = torch.load(folder / BEST, map_location="cpu", weights_only=True)
    module.load_state_dict(best["state_dict"])
    trained = _finish(module.model.cpu(), preset, training, validation, history, seed, data or {})
    if trainer.is_global_zero:
        trained.save(folder / FILE_NAME)
        training_curves_png(history.rows, folder / CURVES)
    return trained


def _finish(
    network: KM3AID,
    preset: Preset,
    training: Examples,
    validation: Examples,
    history: _History,
    seed: int,
    data: dict[str, Any],
) -> TrainedModel:
    round_weights(network)
    raw = log_densities(network, validation, preset.objective)
    axis = network.axis.numpy().astype(np.float64)
    calibration = calibrate(raw, axis, validation)
    density = with_temperature(raw, calibration.density)
    figures = shift_figures(validation, density, axis, calibration.interval_masses)
    figures |= assignment_figures(validation, density, axis)
    about = {
        "data": data | {"training_spectra": len(training), "validation_spectra": len(validation)},
        "split_rule": RULE,
        "seed": seed,
        "epochs": len(history.rows),
        "validation": {name: round(value, 5) for name, value in figures.items()},
        "versions": software_versions(),
        "notice": NOTICE,
    }
    return TrainedModel(network.eval(), preset, calibration, about)


def _callbacks(preset: Preset, folder: Path) -> list[lightning.Callback]:
    schedule = preset.schedule
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


def _checkpoint_to_resume(folder: Path, preset: Preset) -> Path:
    checkpoint, settings = folder / CHECKPOINT, folder / PRESET
    if not checkpoint.is_file() or not settings.is_file():
        raise UserError(f"There is no training to resume in {folder}.")
    try:
        started_with = Preset.from_json(json.loads(settings.read_text()))
        torch.load(checkpoint, map_location="cpu", weights_only=True)
    except (ValueError, RuntimeError, EOFError, pickle.UnpicklingError):
        raise UserError(f"The training in {folder} cannot be resumed: its files are damaged.") from None
    if started_with != preset:
        raise UserError(f"The training in {folder} was started with other settings; resume it with those.")
    return checkpoint


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

    def __init__(self, on_batch: Callable[[float], None] | None):
        self.on_batch = on_batch

    def on_train_batch_end(self, trainer: lightning.Trainer, *args: Any) -> None:
        if self.on_batch is not None:
            self.on_batch(trainer.global_step / max(1, trainer.estimated_stepping_batches))


def read_history(path: Path) -> list[dict[str, float]]:
    """The figures of each epoch in the file that a run wrote; none if it is damaged."""
    try:
        with path.open(newline="") as file:
            return [
                {name: float(value) for name, value in row.items() if value} for row in csv.DictReader(file)
            ]
    except (ValueError, TypeError, AttributeError):
        return []
