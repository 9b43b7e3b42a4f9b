"""Embed gives number columns for learners, and lists for retrieval."""

from pathlib import Path

import pyarrow as pa
import pytest
from node_bench import SMILES, columns

from kmaid_nodes.model.model_file import load_model
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.reading.record import Record
from kmaid_nodes.tasks.describe import describe_molecules

EARLIER = Path(__file__).resolve().parents[1] / "model" / "earlier_formats"
NAMES = [f"descriptor_{n:03d}" for n in range(1, 129)]
DESCRIPTORS = {"use": "DESCRIPTORS"}


def test_descriptors_are_number_columns_and_those_of_the_task(bench, model, tiny_model):
    frame, failed = bench.run("embed", model, bench.table(columns()), **DESCRIPTORS).frames
    assert list(frame.columns) == [*columns(), *NAMES, "descriptor_model"] and len(failed) == 0
    rows = [Record(str(n), smiles) for n, smiles in enumerate(SMILES)]
    for got, wanted in zip(frame[NAMES].to_numpy(float), describe_molecules(rows, Predictor(tiny_model))):
        assert got.tolist() == wanted.descriptors.tolist()
    assert len(set(frame["descriptor_model"])) == 1


def test_configure_knows_every_column(bench, model):
    given = bench.table(columns())
    specs = bench.configure("embed", [model, given], **DESCRIPTORS).specs
    assert bench.schema_names(specs[0]) == [*columns(), *NAMES, "descriptor_model"]
    assert bench.schema_names(specs[1]) == [*columns(), "Not embedded because", "Embedding error code"]


def test_settings_of_0_1_0_give_the_embedding(bench, model, monkeypatch):
    monkeypatch.setattr(bench.host.yml, "version", "0.1.0")
    old = {"what": "STRUCTURES", "structure": "SMILES", "peaks": "", "multiplicity": "", "form": "COLUMNS"}
    given = {"model": old | {"device": "AUTO"}}
    result = bench.host.execute("kmaid.embed", [model, bench.table(columns())], given)
    names = list(bench.frame(result.outputs[0]).columns)
    assert names[len(columns()) :] == [
        *(f"Embedding {n}" for n in range(1, 33)),
        "Not embedded because",
        "Embedding error code",
    ]


def test_the_form_of_the_embedding_does_not_concern_descriptors(bench, model):
    frame = bench.run("embed", model, bench.table(columns()), form="COLUMNS", **DESCRIPTORS).frames[0]
    assert list(frame.columns) == [*columns(), *NAMES, "descriptor_model"]


def test_spectra_are_embedded_whatever_structures_would_get(bench, model):
    given = bench.table(columns())
    frame = bench.run("embed", model, given, what="SPECTRA", **DESCRIPTORS).frames[0]
    assert len(frame["Embedding"].iloc[0]) == 32 and not set(NAMES) & set(frame.columns)


def test_molecules_that_cannot_be_described_are_failed_rows_with_their_reasons(bench, model):
    smiles = ["CCO", None, "C1CC", "CC(C)=O", "O"]
    given = bench.table(columns(smiles, [None] * 5, [None] * 5))
    done, failed = bench.run("embed", model, given, **DESCRIPTORS).frames
    assert done.index.tolist() == ["Row0", "Row3"] and done[NAMES].notna().all(axis=None)
    assert failed["Embedding error code"].tolist() == ["no_structure", "invalid_smiles", "no_carbon"]
    kept = bench.run("embed", model, given, keep_failed=True, **DESCRIPTORS).frames[0]
    assert kept[NAMES].notna().all(axis=1).tolist() == [True, False, False, True, False]
    assert kept["descriptor_model"].isna().tolist() == [False, True, True, False, True]


def test_a_prefix_and_names_that_are_taken_are_heeded(bench, model):
    given = bench.table(columns() | {"descriptor_002": pa.array([0] * len(SMILES))})
    frame = bench.run("embed", model, given, **DESCRIPTORS).frames[0]
    assert "K-M3AID descriptor_002" in frame and frame["descriptor_002"].tolist() == [0] * len(SMILES)
    prefixed = bench.run("embed", model, given, prefix="NMR ", **DESCRIPTORS).frames[0]
    assert "NMR descriptor_001" in prefixed and "NMR descriptor_model" in prefixed


@pytest.mark.parametrize("major", [4, 5])
def test_models_of_earlier_formats_announce_the_columns_that_they_give(bench, major):
    path = EARLIER / f"format_{major}.safetensors"
    earlier = bench.run("pretrained_model", source="FILE", path=str(path)).outputs[0]
    given = bench.table(columns())
    (announced, _) = bench.configure("embed", [earlier, given], **DESCRIPTORS).specs
    frame = bench.run("embed", earlier, given, **DESCRIPTORS).frames[0]
    names = Predictor(load_model(path)).describer.layout.names
    assert list(frame.columns) == bench.schema_names(announced) == [*columns(), *names, "descriptor_model"]
