"""The metrics of a training in a file that is there whole or as it was."""

import csv

import pytest

from kmaid_nodes.training.history import read_history, write_history

ROWS = [{"epoch": 1.0, "train_loss": 3.5}, {"epoch": 2.0, "train_loss": 3.0, "validation_mae": 2.1}]


def test_the_metrics_of_each_epoch_come_back_also_where_an_epoch_lacks_one(tmp_path):
    write_history(tmp_path / "metrics.csv", ROWS)
    assert read_history(tmp_path / "metrics.csv") == ROWS


def test_a_write_that_fails_leaves_the_metrics_of_the_epochs_before(tmp_path, monkeypatch):
    write_history(tmp_path / "metrics.csv", ROWS[:1])

    def full_disk(*_):
        raise OSError("disk full")

    monkeypatch.setattr(csv.DictWriter, "writerows", full_disk)
    with pytest.raises(OSError, match="disk full"):
        write_history(tmp_path / "metrics.csv", ROWS)
    assert read_history(tmp_path / "metrics.csv") == ROWS[:1]
    assert [path.name for path in tmp_path.iterdir()] == ["metrics.csv"]
