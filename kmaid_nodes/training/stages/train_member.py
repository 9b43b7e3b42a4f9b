"""The stage that trains one network of the model."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import lightning
import numpy as np

from kmaid_nodes.model.fine_tuning import density_alone
from kmaid_nodes.model.km3aid import KM3AID
from kmaid_nodes.model.settings import MemberSettings
from kmaid_nodes.training.curves import training_curves_png
from kmaid_nodes.training.data_module import Distilled, ExampleData
from kmaid_nodes.training.examples import Examples
from kmaid_nodes.training.fitting import BEST, CHECKPOINT, EpochProgress, fit, load_best
from kmaid_nodes.training.hardware import first_process
from kmaid_nodes.training.history import CURVES, HISTORY, History
from kmaid_nodes.training.lightning_module import AlignmentTraining
from kmaid_nodes.training.soft_targets import soft_targets, with_taught_molecules
from kmaid_nodes.training.stages.stage import Run, Stage


class MemberStage(Stage):
    """What training and distilling a member have in common: epochs of a network, of which the best is kept.

    number: of the member, counted from 0; reports: the folder of its metrics and curves. Only the first
    member meets lists with half of their peaks missing, since no other embeds spectra.
    """

    def __init__(self, folder: Path, number: int, settings: MemberSettings, seed: int):
        super().__init__(folder)
        self.number, self.settings, self.seed = number, settings, seed
        self.reports = folder
        self.work = float(settings.schedule.epochs)

    @property
    def checkpoints(self) -> tuple[Path, ...]:
        """The last complete epoch and the best one."""
        return self.folder / CHECKPOINT, self.folder / BEST

    def untrained(self, run: Run) -> AlignmentTraining:
        """The network before its first epoch; the same for a seed.

        Where training starts from a model, the networks after the first have no spectrum encoder any more, so
        that only their densities can be trained.
        """
        lightning.seed_everything(self.seed, verbose=False)
        check, settings = run.progress.check_cancelled, self.settings
        if run.preset.fine_tuning is not None:
            schedule = run.preset.fine_tuning.scaled(settings.schedule, len(run.data.training))
            settings = replace(settings, schedule=schedule)
        only_carbons = run.options.start_from is not None and self.number > 0
        if only_carbons:
            settings = replace(settings, objective=density_alone(settings.objective))
        module = AlignmentTraining(settings, run.data.validation, self.seed, check)
        if only_carbons:
            module.model.keep_only_carbons()
        return module

    def train(
        self, module: AlignmentTraining, run: Run, training: Examples, distilled: Distilled | None = None
    ) -> int:
        """Train the network and leave it with the weights of its best epoch; the number of epochs."""
        schedule, options = module.settings.schedule, run.options
        history = History(self.reports / HISTORY, keep=options.resume)
        module.model.graph_encoder.meet(run.data.training.graphs.edges, more=options.start_from is not None)
        batches = ExampleData(training, run.data.validation, schedule, self.seed, self.number == 0, distilled)
        callbacks = history, EpochProgress(run.progress, self.title, schedule)
        fit(module, batches, self.folder, options.hardware, callbacks, options.show_progress)
        load_best(module, self.folder)
        if first_process():
            training_curves_png(history.rows, self.reports / CURVES)
        return len(history.rows)

    def trained_before(self, run: Run) -> KM3AID:
        """The network of a stage that is finished."""
        module = self.untrained(run)
        load_best(module, self.folder)
        return module.model.cpu()


class TrainMember(MemberStage):
    """Trains one network on the training spectra, and keeps the epoch with the smallest validation error."""

    def __init__(self, folder: Path, number: int, settings: MemberSettings, seed: int):
        super().__init__(folder, number, settings, seed)
        self.title = f"Training member {number + 1}"

    def work_on(self, run: Run) -> dict[str, Any]:
        """Train the network, starting from the weights of the same member of `start_from` if it is given."""
        module = self.untrained(run)
        if run.options.start_from is not None:
            start = run.options.start_from.network.members[self.number]
            module.model.load_state_dict(start.state_dict())
        training, targets = _taught(run) or (run.data.training, _targets_of_start(run))
        epochs = self.train(module, run, training, targets)
        self._hand_on(run, module.model.cpu(), epochs)
        return {"epochs": epochs}

    def take_up(self, run: Run, result: dict[str, Any]) -> None:
        """Load the network of the best epoch."""
        self._hand_on(run, self.trained_before(run), result["epochs"])

    def _hand_on(self, run: Run, network: KM3AID, epochs: int) -> None:
        run.members.append(network)
        run.epochs.append(epochs)


def _taught(run: Run) -> tuple[Examples, Distilled] | None:
    """The training spectra with the molecules that teachers know, and their soft targets."""
    data, preset = run.data, run.preset
    if data.unlabelled is None or data.taught is None:
        return None
    if run.soft is None:
        points = preset.architecture.ppm_bins
        axis = np.linspace(preset.architecture.ppm_start, preset.architecture.ppm_stop, points)
        weight = preset.teachers.weight
        run.soft = with_taught_molecules(data.training, data.unlabelled, data.taught, axis, run.seed, weight)
    training, targets = run.soft
    return training, Distilled(targets, 0.0)


def _targets_of_start(run: Run) -> Distilled | None:
    """The densities of the model that training starts from, learned beside the recorded shifts."""
    fine_tuning, start_from = run.preset.fine_tuning, run.options.start_from
    if start_from is None or fine_tuning is None or not fine_tuning.soft_share:
        return None
    if run.preset.objective.density_from_nodes:
        return None
    if run.start_targets is None:
        training, device = run.data.training, run.options.hardware.available
        recorded = np.zeros(len(training), bool)
        check, doing = run.progress.check_cancelled, f"Predicting with {run.options.start_name}"
        run.progress.show(0.0, doing)
        if run.options.show_progress and first_process():
            print(f"  {doing}, once for all networks", file=sys.stderr, flush=True)
        run.start_targets = soft_targets(start_from.network, training, recorded, device, check)
    return Distilled(run.start_targets, fine_tuning.soft_share)
