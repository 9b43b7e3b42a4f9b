"""Batches of examples for Lightning. Seed and epoch alone decide the order: a resumed run has the same."""

from __future__ import annotations

from dataclasses import dataclass, replace

import lightning
import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset, DistributedSampler

from kmaid_nodes.model.settings import Schedule
from kmaid_nodes.training.examples import ExampleBatch, Examples
from kmaid_nodes.training.soft_targets import SoftTargets


class _Positions(Dataset[int]):
    def __init__(self, size: int):
        self.size = size

    def __len__(self) -> int:
        return self.size

    def __getitem__(self, position: int) -> int:
        return position


@dataclass(frozen=True)
class Distilled:
    """Soft targets for the training spectra, and how much they count where a shift is recorded, 0 to 1."""

    targets: SoftTargets
    soft_share: float


class ExampleData(lightning.LightningDataModule):
    """Training batches, shuffled and varied as the schedule says, and validation batches in order.

    Soft targets are those of the structure as drawn, also where its configuration is left out.

    sparse: as in `vary`; distilled: None unless the member is distilled.
    """

    def __init__(
        self,
        training: Examples,
        validation: Examples,
        schedule: Schedule,
        seed: int,
        sparse: bool = True,
        distilled: Distilled | None = None,
    ):
        super().__init__()
        self.training, self.validation = training, validation
        self.batch, self.augment = schedule.batch, schedule.augment
        self.configuration_dropped = schedule.configuration_dropped
        self.seed, self.sparse, self.distilled = seed, sparse, distilled

    def train_dataloader(self) -> DataLoader[int]:
        """The training spectra, shuffled; each process of a distributed run gets its own share."""
        trainer = self.trainer
        sampler: DistributedSampler[int] = DistributedSampler(
            _Positions(len(self.training)),
            num_replicas=trainer.world_size if trainer else 1,
            rank=trainer.global_rank if trainer else 0,
            shuffle=True,
            seed=self.seed,
        )
        return DataLoader(
            _Positions(len(self.training)),
            batch_size=self.batch,
            sampler=sampler,
            collate_fn=self._training_batch,
            drop_last=len(self.training) >= self.batch,
        )

    def val_dataloader(self) -> DataLoader[int]:
        """All validation spectra in order, on every process."""
        return DataLoader(
            _Positions(len(self.validation)), batch_size=self.batch, collate_fn=self._validation_batch
        )

    def _training_batch(self, positions: list[int]) -> ExampleBatch:
        drawn = np.random.default_rng([self.seed, *positions])
        batch = self.training.batch(np.array(positions), drawn if self.augment else None, self.sparse)
        if self.configuration_dropped:
            without = torch.from_numpy(drawn.random(len(positions)) < self.configuration_dropped)
            batch = replace(batch, graph=batch.graph.without_configuration(without))
        if self.distilled is None:
            return batch
        soft_targets = self.distilled.targets.batch(np.array(positions), self.distilled.soft_share)
        return replace(batch, soft_targets=soft_targets)

    def _validation_batch(self, positions: list[int]) -> ExampleBatch:
        return self.validation.batch(np.array(positions))
