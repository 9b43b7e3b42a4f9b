"""The stage that distils a trained network: it is trained again on the mean density of all of them."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import numpy as np
import torch

from kmaid_nodes.model.config import Preset
from kmaid_nodes.model.ensemble import Ensemble
from kmaid_nodes.model.km3aid import KM3AID
from kmaid_nodes.training.data_module import Distilled
from kmaid_nodes.training.examples import Examples
from kmaid_nodes.training.soft_targets import SoftTargets, soft_targets, with_drawn_spectra
from kmaid_nodes.training.stages.stage import Run
from kmaid_nodes.training.stages.train_member import MemberStage

_LAYERS = "graph_encoder.layers."


class DistilMember(MemberStage):
    """Trains a member on soft targets, for the training spectra and for recombined molecules.

    drawing_seed: of the spectra drawn for recombined molecules, the same for all members.
    """

    def __init__(
        self,
        folder: Path,
        number: int,
        preset: Preset,
        seed: int,
        drawing_seed: int,
    ):
        super().__init__(folder, number, preset.distilled(number), seed)
        self.distillation = preset.distillation[number]
        self.drawing_seed = drawing_seed
        self.title = f"Distilling member {number + 1}"

    def work_on(self, run: Run) -> dict[str, Any]:
        """Train the network again, with some of its layers left out."""
        module = self.untrained(run)
        module.model.load_state_dict(with_fewer_layers(run.members[self.number], module.model))
        if run.soft is None:
            run.soft = _soft_targets(run, self.drawing_seed)
        training, targets = run.soft
        distilled = Distilled(targets, self.distillation.soft_share)
        epochs = self.train(module, run, training, distilled)
        self._hand_on(run, module.model.cpu(), epochs)
        return {"epochs": epochs}

    def take_up(self, run: Run, result: dict[str, Any]) -> None:
        """Load the network of the best epoch."""
        self._hand_on(run, self.trained_before(run), result["epochs"])

    def _hand_on(self, run: Run, network: KM3AID, epochs: int) -> None:
        run.distilled.append(network)
        run.epochs[self.number] += epochs


def _soft_targets(run: Run, seed: int) -> tuple[Examples, SoftTargets]:
    """All examples used for distillation, and their soft targets."""
    data, device, check = run.data, run.options.hardware.available, run.progress.check_cancelled
    teacher = Ensemble([copy.deepcopy(network) for network in run.members])
    training = data.training
    if data.unlabelled is not None:
        targets = soft_targets(teacher, data.unlabelled, np.ones(len(data.unlabelled), bool), device, check)
        axis = teacher.axis.cpu().numpy().astype(np.float64)
        training = Examples.joined(training, with_drawn_spectra(data.unlabelled, targets, axis, seed))
    unlabelled = np.arange(len(training)) >= len(data.training)
    return training, soft_targets(teacher, training, unlabelled, device, check)


def with_fewer_layers(network: KM3AID, wanted: KM3AID) -> dict[str, torch.Tensor]:
    """A network's weights for one with fewer message-passing layers; those left out are spread evenly."""
    layers = [network.architecture.layers, wanted.architecture.layers]
    kept = np.rint(np.linspace(0, layers[0] - 1, layers[1])).astype(int).tolist()
    weights_of_wanted = {}
    for name, weights in network.state_dict().items():
        before, layer, after = name.partition(_LAYERS)
        if layer:
            number, _, rest = after.partition(".")
            if int(number) not in kept:
                continue
            name = f"{before}{layer}{kept.index(int(number))}.{rest}"
        weights_of_wanted[name] = weights
    return weights_of_wanted
