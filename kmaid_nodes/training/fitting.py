"""Training one network with Lightning, in a folder from which it can be resumed."""

from __future__ import annotations

import logging
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Any

import lightning
import torch
from lightning.pytorch.callbacks import EarlyStopping, ModelCheckpoint, WeightAveraging

from kmaid_nodes.errors import Cancelled
from kmaid_nodes.model.device import bfloat16_is_fast
from kmaid_nodes.model.settings import Schedule
from kmaid_nodes.training.data_module import ExampleData
from kmaid_nodes.training.hardware import Hardware, first_process
from kmaid_nodes.training.history import History
from kmaid_nodes.training.lightning_module import AlignmentTraining
from kmaid_nodes.training.progress import RunProgress

CHECKPOINT = "last.ckpt"
BEST = "best.ckpt"
# The metric that decides which epoch is kept and when training stops early.
_DECIDES = "validation_mae"


class EpochProgress(lightning.Callback):
    """Shows the share done after each batch; the training stops if that raises Cancelled."""

    def __init__(self, progress: RunProgress, title: str, schedule: Schedule):
        self.progress, self.title, self.epochs = progress, title, schedule.epochs

    def on_train_batch_end(self, trainer: lightning.Trainer, *args: Any) -> None:
        """Show the share of this training that is done."""
        share = trainer.global_step / max(1, trainer.estimated_stepping_batches)
        epoch = min(self.epochs, trainer.current_epoch + 1)
        self.progress.show(share, f"{self.title}, epoch {epoch} of at most {self.epochs}")


class EpochLines(lightning.Callback):
    """Prints the shift error and the time after each epoch."""

    def __init__(self, schedule: Schedule):
        self.epochs, self.began = schedule.epochs, monotonic()

    def on_train_epoch_start(self, trainer: lightning.Trainer, module: lightning.LightningModule) -> None:
        """Note the time."""
        self.began = monotonic()

    def on_train_epoch_end(self, trainer: lightning.Trainer, module: lightning.LightningModule) -> None:
        """Print the line."""
        error = trainer.callback_metrics.get(_DECIDES)
        shown = "" if error is None else f"mean shift error {float(error):.3f} ppm, "
        print(
            f"  epoch {trainer.current_epoch + 1} of at most {self.epochs}: "
            f"{shown}{monotonic() - self.began:.0f} s",
            file=sys.stderr,
            flush=True,
        )


def fit(
    module: AlignmentTraining,
    batches: ExampleData,
    folder: Path,
    hardware: Hardware,
    callbacks: tuple[History, EpochProgress],
    show_progress: bool,
) -> None:
    """Train the module's network, from the last complete epoch in the folder if there is one.

    callbacks: called besides those that keep the best epoch; show_progress: a line for each epoch on the
    standard error, and a bar on a terminal. Raises Cancelled if the training is stopped.
    """
    schedule = module.settings.schedule
    module.model.mixed_precision = bfloat16_is_fast(hardware.available)
    checkpoint = folder / CHECKPOINT
    logging.getLogger("lightning.pytorch").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", module="lightning")
        trainer = lightning.Trainer(
            default_root_dir=folder,
            accelerator=hardware.accelerator,
            strategy=hardware.strategy,
            devices=hardware.devices,
            num_nodes=hardware.nodes,
            max_epochs=schedule.epochs,
            callbacks=[
                *_callbacks(schedule, folder),
                *callbacks,
                *([EpochLines(schedule)] if show_progress and first_process() else []),
            ],
            logger=False,
            enable_progress_bar=show_progress and sys.stderr.isatty(),
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


def load_best(module: AlignmentTraining, folder: Path) -> None:
    """Give the module the weights of the best epoch in the folder."""
    best = torch.load(folder / BEST, map_location="cpu", weights_only=True)
    module.load_state_dict(best["state_dict"])


def _callbacks(schedule: Schedule, folder: Path) -> list[lightning.Callback]:
    callbacks: list[lightning.Callback] = [
        ModelCheckpoint(folder, Path(BEST).stem, monitor=_DECIDES, enable_version_counter=False),
        ModelCheckpoint(folder, Path(CHECKPOINT).stem, enable_version_counter=False),
        EarlyStopping(_DECIDES, patience=schedule.patience),
    ]
    if schedule.average:
        # Without buffers: averaging would turn integer ones into others.
        callbacks.append(WeightAveraging(use_buffers=False, avg_fn=_moving_average(schedule.average)))
    return callbacks


def _moving_average(decay: float) -> Callable[[torch.Tensor, torch.Tensor, torch.Tensor], torch.Tensor]:
    """Exponential moving average with a faster decay at first, so that the untrained weights soon vanish."""

    def average(averaged: torch.Tensor, current: torch.Tensor, count: torch.Tensor) -> torch.Tensor:
        kept = torch.clamp((1 + count) / (10 + count), max=decay)
        return averaged * kept + current * (1 - kept)

    return average
