"""The demonstration with the shipped model on the shipped spectra."""

import numpy as np
import pandas as pd
import pytest

from kmaid_nodes.chemistry.structure import parse_structure
from kmaid_nodes.cli import main
from kmaid_nodes.demo.spectra import SLICE
from kmaid_nodes.graphs import message_passing
from kmaid_nodes.model.model_file import load_model
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.reading.files import read_records
from kmaid_nodes.reading.record import to_record_batches
from kmaid_nodes.tasks.evaluate import evaluate


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    assert main(["demo", "--out", str(folder)]) == 0
    return folder


def test_it_leaves_every_table_as_csv_and_parquet_and_one_report(demo):
    names = ("assignments", "predicted_shifts", "embeddings", "hits")
    assert {p.name for p in demo.iterdir()} == {f"{n}.{e}" for n in names for e in ("csv", "parquet")} | {
        "report.html"
    }


def test_csv_and_parquet_say_the_same(demo):
    text = pd.read_csv(demo / "assignments.csv", dtype={"id": str})
    binary = pd.read_parquet(demo / "assignments.parquet")
    pd.testing.assert_frame_equal(text, binary, check_dtype=False)


def test_the_report_is_one_file_below_two_megabytes_with_the_licence_notice(demo):
    report = (demo / "report.html").read_text()
    assert len(report.encode()) < 2_000_000
    assert "nmrshiftdb2 Database License" in report
    assert "<svg" in report and 'src="http' not in report


def test_the_shipped_model_keeps_its_word_on_compounds_it_has_not_seen():
    predictor = Predictor(load_model())
    figures = evaluate(to_record_batches(read_records(SLICE)), predictor, "test")
    assert figures["spectra"] == 150
    assert figures["assignment"]["carbons_right_with_multiplicity"] > 0.83
    assert figures["assignment"]["carbons_right"] > 0.78
    assert figures["shift"]["mae"] < 2.1


@pytest.mark.skipif(message_passing._dgl() is None, reason="DGL cannot be loaded here")
def test_dgl_and_torch_give_the_same_embeddings_with_the_shipped_weights(monkeypatch, shipped_records):
    structures = [parse_structure(record.structure) for record in shipped_records[:60]]
    predictor = Predictor(load_model())
    embeddings = {}
    for backend in ("dgl", "torch"):
        monkeypatch.setenv(message_passing.ENVIRONMENT_VARIABLE, backend)
        embeddings[backend] = predictor.embed_molecules(structures)
    assert np.abs(embeddings["dgl"] - embeddings["torch"]).max() < 1e-5
