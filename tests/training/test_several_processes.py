"""Training on several processes, as on several GPUs or machines."""

import os
import subprocess
import sys

import pytest

from kmaid_nodes.demo.spectra import SLICE
from kmaid_nodes.model.model_file import load_model
from kmaid_nodes.training.history import HISTORY, read_history

SETTINGS = [
    "architecture.width=32",
    "architecture.layers=2",
    "architecture.projection=32",
    "architecture.spectrum_layers=1",
    "schedule.batch=8",
    "schedule.average=0",
    "schedule.members=2",
]


@pytest.mark.slow
def test_two_processes_train_one_model(tmp_path):
    """Each has half of the spectra; the model, both its members, and the report are written once."""
    command = [sys.executable, "-m", "kmaid_nodes.cli", "train", str(SLICE), "--out", str(tmp_path / "model")]
    command += ["--device", "cpu", "--devices", "2", "--epochs", "4"]
    for setting in SETTINGS:
        command += ["--set", setting]
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, env=environment)
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.count("Model written") == 1
    trained = load_model(tmp_path / "model")
    assert len(trained.network.members) == 2
    assert (tmp_path / "model" / "hit-probability" / "finished.json").is_file()
    for folder in ("model", "model/member-2"):
        history = read_history(tmp_path / folder / HISTORY)
        assert [row["epoch"] for row in history] == [1, 2, 3, 4]
        assert history[-1]["validation_mae"] < history[0]["validation_mae"]
