"""K-M3AID as Lightning trains it: losses of a batch, validation figures, optimiser."""

from __future__ import annotations

from collections import defaultdict

import lightning
import numpy as np
import torch

from kmaid_nodes.model.alignment import (
    density_loss,
    graph_alignment_loss,
    node_alignment_loss,
    node_targets,
)
from kmaid_nodes.model.config import Preset
from kmaid_nodes.model.km3aid import KM3AID
from kmaid_nodes.training.examples import ExampleBatch, Examples
from kmaid_nodes.training.figures import assignment_figures, shift_figures
from kmaid_nodes.training.rematch import rematched

# The learning rate starts at this part of the highest one, and ends at this part or what the schedule says.
_START_DIVISOR = 25.0
_LEAST_RATE = 4e-6


class AlignmentTraining(lightning.LightningModule):
    """Trains `model` by `preset`; validation figures need the validation `Examples` themselves."""

    def __init__(self, preset: Preset, validation: Examples | None = None, seed: int = 0):
        super().__init__()
        self.preset = preset
        self.model = KM3AID(preset.architecture)
        self.validation = validation
        self.seed = seed
        self._seen: dict[str, list[np.ndarray]] = defaultdict(list)

    def losses(self, batch: ExampleBatch) -> dict[str, torch.Tensor]:
        """The weighted sum `loss` and its terms, of which those with weight zero are left out."""
        return self._losses(batch)[0]

    def _losses(
        self, batch: ExampleBatch
    ) -> tuple[dict[str, torch.Tensor], torch.Tensor, torch.Tensor | None]:
        """The terms, the aligned vectors of all carbons, and their densities where a term needed them."""
        objective, model = self.preset.objective, self.model
        terms: dict[str, torch.Tensor] = {}
        known = batch.weight > 0
        ppm = batch.ppm[known]
        compared = None
        if objective.graph or objective.node:
            compared = model.molecules(batch.graph), model.spectra(batch.peaks)
        carbons = compared[0].parts if compared else model.carbons(batch.graph)
        log_density = None
        if objective.density:
            log_density = model.densities(compared[0]) if compared else model.log_density(carbons)
            ppm = self._rematched(batch, known, log_density[known])
            taught = None if batch.taught is None else (batch.taught[0][known], batch.taught[1][known])
            terms["density"] = density_loss(
                log_density[known], model.axis, ppm, batch.weight[known], objective.density_span_ppm, taught
            )
        if compared and objective.graph:
            molecules, spectra = compared
            similarity = model.similarity("graph", spectra.whole, molecules.whole)
            same = batch.compound[:, None] == batch.compound[None, :]
            terms["graph"] = graph_alignment_loss(similarity, same)
        if compared and objective.node:
            peaks, peak_ppm = compared[1].parts[batch.assigned], batch.peaks.ppm[batch.assigned]
            similarity = model.similarity("node", peaks, carbons[known])
            terms["node"] = node_alignment_loss(similarity, node_targets(peak_ppm, ppm, objective))
        terms["loss"] = sum(
            (getattr(objective, name) * term for name, term in terms.items()), start=carbons.new_zeros(())
        )
        return terms, carbons, log_density

    def _rematched(self, batch: ExampleBatch, known: torch.Tensor, log_density: torch.Tensor) -> torch.Tensor:
        """Shifts of the `known` carbons in ppm; recovered ones matched anew if it is time for it."""
        ppm, schedule = batch.ppm[known], self.preset.schedule
        if not self.training or self.current_epoch < schedule.rematch_after * schedule.epochs:
            return ppm
        owner = batch.graph.carbon_molecule[known]
        recovered = batch.recovered[owner]
        hydrogens = batch.hydrogens[known][recovered]
        anew = rematched(ppm[recovered], hydrogens, owner[recovered], log_density[recovered], self.model.axis)
        return ppm.masked_scatter(recovered, anew)

    def on_train_batch_start(self, batch: ExampleBatch, index: int) -> None:
        """Chance depends on seed and step alone, so that a resumed run goes on as it would have."""
        torch.manual_seed(self.seed * 1_000_003 + self.global_step)

    def training_step(self, batch: ExampleBatch, index: int) -> torch.Tensor:
        """The loss of a training batch."""
        terms = self.losses(batch)
        self._log("train", terms, batch.graph.size)
        return terms["loss"]

    def validation_step(self, batch: ExampleBatch, index: int) -> None:
        """Losses of a validation batch, and the densities that the epoch's figures need."""
        terms, carbons, log_density = self._losses(batch)
        self._log("validation", terms, batch.graph.size)
        if log_density is None:
            log_density = self.model.log_density(carbons, batch.hydrogens)
        self._seen["log_density"].append(log_density.float().cpu().numpy())

    def on_validation_epoch_end(self) -> None:
        """Shift error and share of carbons assigned right on the validation split."""
        seen = {name: np.concatenate(parts) for name, parts in self._seen.items()}
        self._seen.clear()
        if self.validation is None or len(seen.get("log_density", ())) != len(self.validation.carbon_ppm):
            return
        axis = self.model.axis.cpu().numpy()
        figures = shift_figures(self.validation, seen["log_density"], axis)
        figures |= assignment_figures(self.validation, seen["log_density"], axis)
        self.log_dict({f"validation_{name}": value for name, value in figures.items()}, sync_dist=True)

    def configure_optimizers(self):
        """AdamW, with a one-cycle schedule if the preset says so."""
        schedule = self.preset.schedule
        optimizer = torch.optim.AdamW(
            self.parameters(), lr=schedule.learning_rate, weight_decay=schedule.weight_decay, fused=True
        )
        if not schedule.one_cycle:
            return optimizer
        steps = int(self.trainer.estimated_stepping_batches)
        cycle = torch.optim.lr_scheduler.OneCycleLR(
            optimizer,
            max_lr=schedule.learning_rate,
            total_steps=steps,
            pct_start=0.1,
            div_factor=_START_DIVISOR,
            final_div_factor=1 / (_START_DIVISOR * max(schedule.last_rate, _LEAST_RATE)),
        )
        return {"optimizer": optimizer, "lr_scheduler": {"scheduler": cycle, "interval": "step"}}

    def transfer_batch_to_device(self, batch: ExampleBatch, device: torch.device, index: int) -> ExampleBatch:
        """Batches know how to move themselves."""
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
