"""Workflows that were saved with version 0.1.0 open, run, and give the columns that they gave.

settings_of_0_1_0.json holds, for each node of that version, the settings as its configure left them for the
table of the node bench, and the columns of its tables; both are from commit cacabdc, the last of the day on
which 0.1.0 was released. assign_peaks_of_0_1_0.knwf is a workflow in KNIME's own form with such settings.
"""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pytest
from node_bench import columns
from workflow_making.config_xml import config_text, read_config
from workflow_making.node_settings import entries_of_settings, leaves, settings_of_entries
from workflow_making.running import run_workflow
from workflow_making.saved_workflow import read_knwf

from kmaid_nodes.demo.spectra import SLICE

HERE = Path(__file__).resolve().parent
OLD = json.loads((HERE / "settings_of_0_1_0.json").read_text("utf-8"))
SAVED_WITH = "0.1.0"
ETHANOL = """ethanol


  3  2  0  0  0  0  0  0  0  0999 V2000
    0.0000    0.0000    0.0000 C   0  0
    1.0000    0.0000    0.0000 C   0  0
    2.0000    0.0000    0.0000 O   0  0
  1  2  1  0
  2  3  1  0
M  END
> <Spectrum 13C 0>
18.3;0.0Q;0|57.8;0.0T;1|

$$$$
"""


def old_settings(node, **changes):
    """Settings as a workflow of that version holds them, once through its XML."""
    entries = entries_of_settings({**OLD[node]["settings"], **changes}, SAVED_WITH)
    _, config = read_config(config_text("settings.xml", {"model": entries}))
    settings, version = settings_of_entries(config["model"])
    assert version == SAVED_WITH
    return {"model": settings}


@pytest.fixture
def saved_with_0_1_0(bench, monkeypatch):
    monkeypatch.setattr(bench.host.yml, "version", SAVED_WITH)
    return bench


@pytest.fixture
def run_old(saved_with_0_1_0, model, model_file, tmp_path):
    """Execute a node with the settings of 0.1.0, and what its ports need."""
    bench = saved_with_0_1_0
    table = bench.table(columns())
    spectra = {"SMILES": pa.array(["CCO"] * 6), "Assigned shifts": pa.array(["18.3;0.0Q;0|57.8;0.0T;1|"] * 6)}
    inputs = {
        "pretrained_model": [],
        "read_spectra": [],
        "train": [bench.table(spectra)],
        "retrieve": [model, table, table],
    }

    def run(node):
        changes = {}
        if node == "read_spectra":
            (tmp_path / "ethanol.sdf").write_text(ETHANOL)
            changes = {"path": str(tmp_path / "ethanol.sdf")}
        if node == "retrieve_from_file":
            changes = {"library": str(library_of_ethanol(model_file, tmp_path))}
        given = inputs.get(node, [model, table])
        return bench.host.execute(f"kmaid.{node}", given, old_settings(node, **changes))

    return run


def library_of_ethanol(model_file, folder):
    from kmaid_nodes.cli import main

    (folder / "library.smi").write_text("CCO ethanol\nCCC propane\n")
    path = folder / "library.parquet"
    main(["embed", str(folder / "library.smi"), "--out", str(path), "--model", str(model_file)])
    return path


WITHOUT_TRAINING = sorted(set(OLD) - {"train"})


@pytest.mark.parametrize("node", WITHOUT_TRAINING)
def test_a_node_saved_with_0_1_0_runs_and_gives_the_columns_it_gave(bench, run_old, node):
    result = run_old(node)
    then = [names for names in OLD[node]["columns"] if names is not None]
    now = [list(bench.frame(o).columns) for o in result.outputs if not hasattr(o, "save")]
    assert len(now) >= len(then)
    for old_names, names in zip(then, now):
        assert [name for name in names if name in set(old_names)] == old_names  # all there, in their order


def test_the_settings_of_train_are_accepted(saved_with_0_1_0):
    """Training takes its time; its other tests train."""
    table = saved_with_0_1_0.table(
        {"SMILES": pa.array(["CCO"]), "Assigned shifts": pa.array(["18.3;0.0Q;0|57.8;0.0T;1|"])}
    )
    spec = saved_with_0_1_0.host.spec_of(table)
    configured = saved_with_0_1_0.host.configure("kmaid.train", [spec], old_settings("train"))
    metrics = saved_with_0_1_0.schema_names(configured.specs[1])
    old_names = OLD["train"]["columns"][1]
    assert [name for name in metrics if name in set(old_names)] == old_names


@pytest.mark.slow
def test_train_trains_with_the_settings_of_0_1_0(saved_with_0_1_0):
    bench = saved_with_0_1_0
    read = bench.host.execute("kmaid.read_spectra", [], old_settings("read_spectra", path=str(SLICE)))
    small = "architecture.width=32\narchitecture.layers=2\narchitecture.spectrum_layers=1"
    settings = old_settings("train", structure="Structure", epochs=1, further=small)
    trained = bench.host.execute("kmaid.train", read.outputs, settings)
    assert list(bench.frame(trained.outputs[1])["Epoch"]) == [1]


@pytest.mark.parametrize("node", sorted(OLD))
def test_every_option_of_0_1_0_keeps_its_value(saved_with_0_1_0, node):
    """Options that are newer have the value with which the node does what it did."""
    bench = saved_with_0_1_0
    settings = old_settings(node)
    inputs = {"pretrained_model": 0, "read_spectra": 0, "train": 1, "retrieve": 3}.get(node, 2)
    shown = leaves(bench.host.dialog(f"kmaid.{node}", [None] * inputs, settings)["data"]["model"])
    assert {name: shown[name] for name in OLD[node]["settings"]} == OLD[node]["settings"]
    assert shown.get("keep_failed", True) is True
    assert all(shown.get(name, "<none>") == "<none>" for name in ("experiment", "numbers", "given"))


def test_a_whole_workflow_of_0_1_0_runs(saved_with_0_1_0, tmp_path):
    saved = read_knwf(HERE / "assign_peaks_of_0_1_0.knwf")
    run = run_workflow(saved_with_0_1_0, saved, tmp_path)
    molecules = saved_with_0_1_0.frame(run.outputs[3, 2])
    assert list(molecules["SMILES"]) == ["CCOC(C)=O", "COc1ccc(C=O)cc1", "c1ccccc1O"]
    assert set(molecules["Verdict"]) == {"consistent"}
