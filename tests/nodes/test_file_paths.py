"""File options take what analysts write in KNIME: paths from the workflow, KNIME's URLs, file URLs."""

import os
import shutil

import pytest
from node_bench import MULTIPLICITY, PEAKS, SMILES, columns

SPECTRA = 'id,smiles,peaks\na,CCO,"57.8, 18.3"\n'


@pytest.fixture
def workflow(bench, tmp_path):
    return bench.workflow(tmp_path / "workspace" / "workflow")


@pytest.fixture
def spectra(tmp_path):
    path = tmp_path / "workspace" / "my data" / "spectra.csv"
    path.parent.mkdir(parents=True)
    path.write_text(SPECTRA)
    return path


def from_workflow(path, workflow):
    return os.path.relpath(path, workflow)


def ways(path, workflow):
    """The same file as people name it."""
    relative = from_workflow(path, workflow)
    quoted = str(path).replace(" ", "%20")
    return [
        str(path),
        f'"{path}"',
        relative,
        f"knime://knime.workflow/{relative}",
        f"knime://knime.workflow/{relative.replace(' ', '%20')}",
        f"file://{quoted}",
        f"file:{quoted}",
    ]


def test_read_spectra_takes_every_way_to_name_a_file(bench, workflow, spectra):
    for written in ways(spectra, workflow):
        (frame,) = bench.run("read_spectra", path=written).frames
        assert list(frame["ID"]) == ["a"], written


def test_a_model_file_beside_the_workflow(bench, workflow, model_file, tmp_path, model):
    copy = tmp_path / "my model"
    copy.mkdir()
    shutil.copy(model_file, copy / "model.safetensors")
    for place in (copy, copy / "model.safetensors"):
        for written in ways(place, workflow):
            result = bench.run("pretrained_model", source="FILE", path=written)
            assert bench.model_spec(result.outputs[0]) == bench.model_spec(model), written


def test_before_the_node_runs_only_a_path_that_is_known_is_checked(bench, workflow):
    assert bench.configure("read_spectra", path="knime://knime.workflow/not there.csv").specs
    assert bench.configure("pretrained_model", source="FILE", path="not/there").specs == [None]
    with pytest.raises(bench.failed, match="There is no file /not/there"):
        bench.configure("read_spectra", path="file:///not/there")
    for node in ("read_spectra", "pretrained_model"):
        with pytest.raises(bench.failed, match="not on this computer") as refusal:
            bench.configure(node, path="knime://My-KNIME-Hub/x", **_from_file(node))
        assert refusal.value.invalid_settings


def test_when_the_node_runs_a_missing_file_is_named_with_its_whole_path(bench, workflow):
    for node in ("read_spectra", "pretrained_model"):
        with pytest.raises(bench.failed, match=f"There is no .*{workflow}/not there.csv"):
            bench.run(node, path="knime://knime.workflow/not%20there.csv", **_from_file(node))


def _from_file(node):
    return {"source": "FILE"} if node == "pretrained_model" else {}


def test_the_mountpoint_and_the_space_are_the_workspace_of_the_workflow(bench, workflow, spectra):
    if bench.mode == "jvm":
        pytest.skip("the host's Java side has no workspace")
    for top in ("knime.mountpoint", "knime.space", "LOCAL"):
        (frame,) = bench.run("read_spectra", path=f"knime://{top}/my%20data/spectra.csv").frames
        assert list(frame["ID"]) == ["a"]


def test_without_a_workspace_the_whole_path_is_asked_for(bench):
    if bench.mode != "jvm":
        pytest.skip("the host has a workspace")
    with pytest.raises(bench.failed, match="Write the whole path"):
        bench.run("read_spectra", path="knime://LOCAL/x.csv")


def test_a_file_of_edits_beside_the_workflow(bench, workflow, model, tmp_path):
    edits = tmp_path / "my edits.csv"
    edits.write_text("id,row,atom,peak,ppm,edit\nRow0,0,0,1,18.3,fixed\n")
    table = bench.table(columns(SMILES[:1], PEAKS[:1], MULTIPLICITY[:1]))
    for written in ways(edits, workflow):
        carbons = bench.run("assign_peaks", model, table, edits=written).frames[0]
        assert "fixed" in carbons["Flags"][0], written


def test_a_missing_file_of_edits_is_named(bench, workflow, model):
    table = bench.table(columns())
    bench.configure("assign_peaks", [model, table], edits="not there.csv")
    with pytest.raises(bench.failed, match=f"There is no file of edits {workflow}/not there.csv"):
        bench.run("assign_peaks", model, table, edits="not there.csv")


def test_the_workspace_is_known_in_the_dialog_already(bench, workflow, spectra):
    if bench.mode == "stub":
        pytest.skip("the stand-in has no flow variables of KNIME's own")
    workspace = {"knime.workspace": str(spectra.parent.parent)}

    def configured(path):
        def changed(settings):
            settings["model"]["input"]["path"] = path
            return settings

        return bench.host.configure("kmaid.read_spectra", [], changed, flow_variables=workspace)

    assert configured("knime://LOCAL/my%20data/spectra.csv").specs
    with pytest.raises(bench.failed, match=f"There is no file {spectra.parent.parent}/nowhere.csv"):
        configured("knime://LOCAL/nowhere.csv")
