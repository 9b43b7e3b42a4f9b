"""Batches of examples for Lightning, shuffled by seed and epoch alone: a resumed run goes on the same."""

from __future__ import annotations

from dataclasses import replace

import lightning
import numpy as np
from torch.utils.data import DataLoader, Dataset, DistributedSampler

from kmaid_nodes.training.examples import ExampleBatch, Examples
from kmaid_nodes.training.lessons import Lessons

# How much a teacher counts where a shift is recorded.
_TAUGHT = 0.5


class _Positions(Dataset[int]):
    def __init__(self, size: int):
        self.size = size

    def __len__(self) -> int:
        return self.size

    def __getitem__(self, position: int) -> int:
        return position


class ExampleData(lightning.LightningDataModule):
    """Training batches, varied if `augment` (`sparse`: as in `vary`), and validation batches, in order.

    lessons: what a teacher tells of the training spectra.
    """

    def __init__(
        self,
        training: Examples,
        validation: Examples,
        batch: int,
        augment: bool,
        seed: int,
        sparse: bool = True,
        lessons: Lessons | None = None,
    ):
        super().__init__()
        self.sparse = sparse
        self.lessons = lessons
        self.training, self.validation = training, validation
        self.batch, self.augment, self.seed = batch, augment, seed

    def train_dataloader(self) -> DataLoader:
        """Shuffled; each process of a distributed run gets its own share."""
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

    def val_dataloader(self) -> DataLoader:
        """In order, whole, on every process."""
        return DataLoader(
            _Positions(len(self.validation)), batch_size=self.batch, collate_fn=self._validation_batch
        )

    def _training_batch(self, positions: list[int]) -> ExampleBatch:
        variation = np.random.default_rng([self.seed, *positions]) if self.augment else None
        batch = self.training.batch(np.array(positions), variation, self.sparse)
        if self.lessons is None:
            return batch
        return replace(batch, taught=self.lessons.batch(np.array(positions), _TAUGHT))

    def _validation_batch(self, positions: list[int]) -> ExampleBatch:
        return self.validation.batch(np.array(positions))
