"""K-M3AID as Lightning trains it: losses of a batch, validation metrics, optimiser."""

from __future__ import annotations

from collections import defaultdict

import lightning
import numpy as np
import torch
from lightning.pytorch.utilities.types import OptimizerLRScheduler

from kmaid_nodes.model.alignment import (
    density_loss,
    graph_alignment_loss,
    node_alignment_loss,
    node_targets,
)
from kmaid_nodes.model.km3aid import KM3AID
from kmaid_nodes.model.settings import MemberSettings
from kmaid_nodes.training.cancelling import CheckCancelled, never_cancelled
from kmaid_nodes.training.examples import ExampleBatch, Examples
from kmaid_nodes.training.metrics import assignment_metrics, shift_metrics

# The learning rate starts at the highest one divided by this.
_START_DIVISOR = 25.0
# It rises during this share of the steps, and during so many at least: PyTorch divides by one less.
_WARM_UP, _LEAST_WARM_UP = 0.1, 2
# The shift error decides; assigning thousands of spectra would take longer than predicting them.
_ASSIGNED_EACH_EPOCH = 600
# It ends at the schedule's last rate or at this one, whichever is larger; both are shares of the highest.
_LEAST_RATE = 4e-6


class AlignmentTraining(lightning.LightningModule):
    """Trains `model`, a member with these settings.

    validation: the examples on which each epoch's metrics are measured; check_cancelled: called meanwhile.
    """

    def __init__(
        self,
        settings: MemberSettings,
        validation: Examples | None = None,
        seed: int = 0,
        check_cancelled: CheckCancelled = never_cancelled,
    ):
        super().__init__()
        self.settings = settings
        self.model = KM3AID(settings.architecture)
        self.validation = validation
        self.seed = seed
        self.check_cancelled = check_cancelled
        self._seen: dict[str, list[np.ndarray]] = defaultdict(list)

    def losses(self, batch: ExampleBatch) -> dict[str, torch.Tensor]:
        """The weighted sum `loss` and its terms; terms of weight zero are left out."""
        return self._losses(batch)[0]

    def _losses(
        self, batch: ExampleBatch
    ) -> tuple[dict[str, torch.Tensor], torch.Tensor, torch.Tensor | None]:
        """The terms, the aligned vectors of all carbons, and their densities where a term needed them."""
        objective, model = self.settings.objective, self.model
        terms: dict[str, torch.Tensor] = {}
        known = batch.weight > 0
        ppm = batch.ppm[known]
        compared = None
        if objective.graph or objective.node:
            compared = model.molecules(batch.graph), model.spectra(batch.peaks)
        carbons = compared[0].nodes if compared else model.carbons(batch.graph)
        log_density = None
        if objective.density:
            log_density = model.densities(compared[0]) if compared else model.log_density(carbons)
            soft = batch.soft_targets
            targets = None if soft is None else (soft[0][known], soft[1][known])
            terms["density"] = density_loss(
                log_density[known], model.axis, ppm, batch.weight[known], objective.density_span_ppm, targets
            )
        if compared and objective.graph:
            molecules, spectra = compared
            similarity = model.similarity("graph", spectra.graph, molecules.graph)
            same = batch.compound[:, None] == batch.compound[None, :]
            terms["graph"] = graph_alignment_loss(similarity, same)
        if compared and objective.node:
            peaks, peak_ppm = compared[1].nodes[batch.assigned], batch.peaks.ppm[batch.assigned]
            similarity = model.similarity("node", peaks, carbons[known])
            terms["node"] = node_alignment_loss(similarity, node_targets(peak_ppm, ppm, objective))
        terms["loss"] = sum(
            (getattr(objective, name) * term for name, term in terms.items()), start=carbons.new_zeros(())
        )
        return terms, carbons, log_density

    def on_train_batch_start(self, batch: ExampleBatch, index: int) -> None:
        """Random numbers depend only on seed and step, so that a resumed run goes on as it would have."""
        torch.manual_seed(self.seed * 1_000_003 + self.global_step)

    def training_step(self, batch: ExampleBatch, index: int) -> torch.Tensor:
        """The loss of a training batch."""
        terms = self.losses(batch)
        self._log("train", terms, batch.graph.size)
        return terms["loss"]

    def validation_step(self, batch: ExampleBatch, index: int) -> None:
        """Log the losses of a validation batch, and keep the densities for the epoch's metrics."""
        self.check_cancelled()
        terms, carbons, log_density = self._losses(batch)
        self._log("validation", terms, batch.graph.size)
        if log_density is None:
            log_density = self.model.log_density(carbons, batch.hydrogens)
        self._seen["log_density"].append(log_density.float().cpu().numpy())

    def on_validation_epoch_end(self) -> None:
        """Log the shift error on the validation split, and the carbons assigned right on a part of it."""
        seen = {name: np.concatenate(batches) for name, batches in self._seen.items()}
        self._seen.clear()
        if self.validation is None or len(seen.get("log_density", ())) != len(self.validation.carbon_ppm):
            return
        axis = self.model.axis.cpu().numpy()
        metrics = shift_metrics(self.validation, seen["log_density"], axis)
        some = self.validation.only(np.arange(min(_ASSIGNED_EACH_EPOCH, len(self.validation))))
        densities = seen["log_density"][: len(some.carbon_ppm)]
        metrics |= assignment_metrics(some, densities, axis, self.check_cancelled)
        metrics["molecules"] = float(self.validation.molecules)
        self.log_dict({f"validation_{name}": value for name, value in metrics.items()}, sync_dist=True)

    def configure_optimizers(self) -> OptimizerLRScheduler:
        """AdamW, with a one-cycle schedule if the preset says so."""
        schedule = self.settings.schedule
        optimizer = torch.optim.AdamW(
            self.parameters(), lr=schedule.learning_rate, weight_decay=schedule.weight_decay, fused=True
        )
        if not schedule.one_cycle:
            return optimizer
        steps = int(self.trainer.estimated_stepping_batches)
        if steps < 2 * _LEAST_WARM_UP:
            return optimizer
        cycle = torch.optim.lr_scheduler.OneCycleLR(
            optimizer,
            max_lr=schedule.learning_rate,
            total_steps=steps,
            pct_start=max(_WARM_UP, _LEAST_WARM_UP / steps),
            div_factor=_START_DIVISOR,
            final_div_factor=1 / (_START_DIVISOR * max(schedule.last_rate, _LEAST_RATE)),
        )
        return {"optimizer": optimizer, "lr_scheduler": {"scheduler": cycle, "interval": "step"}}

    def transfer_batch_to_device(self, batch: ExampleBatch, device: torch.device, index: int) -> ExampleBatch:
        """The batch on the device."""
        return batch.to(device)

    def _log(self, stage: str, terms: dict[str, torch.Tensor], size: int) -> None:
        for name, value in terms.items():
            self.log(
                f"{stage}_{name}",
                value,
                on_step=False,
                on_epoch=True,
                batch_size=size,
                prog_bar=name == "loss",
                sync_dist=stage == "validation",
            )
