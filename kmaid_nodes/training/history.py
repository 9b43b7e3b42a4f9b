"""The metrics of each epoch of a training, in memory and in a CSV file that grows with it."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import lightning

from kmaid_nodes.files.whole_file import whole_file

HISTORY = "metrics.csv"
CURVES = "curves.png"

Row = dict[str, float]


class History(lightning.Callback):
    """One row of metrics per epoch; keep: go on after the rows that the file has already."""

    def __init__(self, path: Path, keep: bool):
        self.path = path
        self.rows: list[Row] = read_history(path) if keep and path.is_file() else []

    def on_train_epoch_end(self, trainer: lightning.Trainer, module: lightning.LightningModule) -> None:
        """Add the epoch that ends; rows of this and later epochs in the file are replaced."""
        row = {"epoch": float(trainer.current_epoch + 1)}
        row |= {name: float(value) for name, value in trainer.callback_metrics.items()}
        self.rows = [r for r in self.rows if r["epoch"] < row["epoch"]] + [row]
        if trainer.is_global_zero:
            write_history(self.path, self.rows)


def write_history(path: Path, rows: Sequence[Row]) -> None:
    """Write the metrics of each epoch, in place of what the file held; a metric may be missing in a row."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    with whole_file(path) as partial, partial.open("w", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(rows)


def read_history(path: Path) -> list[Row]:
    """The metrics of each epoch in the file that a training wrote; none if it is damaged."""
    try:
        with path.open(newline="") as file:
            return [
                {name: float(value) for name, value in row.items() if value} for row in csv.DictReader(file)
            ]
    except (ValueError, TypeError, AttributeError):
        return []
