"""Retrieve reads embeddings as Embed wrote them, and none of another model; a peak list is no embedding."""

from copy import deepcopy
from dataclasses import replace

import pyarrow as pa
import pytest
import torch
from node_bench import PEAKS, SMILES, columns

from kmaid_nodes.retrieval.embedding_model import short

QUERY = {"Peaks": pa.array([[57.8, 18.3]], pa.list_(pa.float64()))}
EMBEDDINGS = {"library_form": "EMBEDDINGS"}


@pytest.fixture(scope="module")
def other_trained(tiny_model):
    """A model with embeddings of the same length, from another network."""
    network, noise = deepcopy(tiny_model.network), torch.Generator().manual_seed(1)
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.add_(0.05 * torch.randn(parameter.shape, generator=noise))
    return replace(tiny_model, network=network)


@pytest.fixture(scope="module")
def other(bench, other_trained, tmp_path_factory):
    path = tmp_path_factory.mktemp("other") / "model.safetensors"
    other_trained.save(path)
    return bench.run("pretrained_model", source="FILE", path=str(path)).outputs[0]


def library(bench, frame, names=None):
    """A table of a data frame as the next node would get it."""
    lists = pa.list_(pa.float64())
    kinds = {"Peaks": lists, "Embedding": lists} | {f"Embedding {n}": pa.float64() for n in range(1, 33)}
    names = list(frame.columns) if names is None else names
    return bench.table({name: pa.array(frame[name].tolist(), kinds.get(name)) for name in names})


def embedded(bench, model, **settings):
    table = bench.table({name: columns()[name] for name in ("Name", "SMILES", "Peaks")})
    return bench.run("embed", model, table, **settings).frames[0]


def hits(bench, model, table, **settings):
    result = bench.run("retrieve", model, bench.table(QUERY), table, **EMBEDDINGS, **settings)
    return result.frames[0]["Library RowID"].tolist()


def test_embed_notes_the_model_behind_the_list(bench, model, tiny_model):
    frame = embedded(bench, model)
    assert list(frame.columns)[3:] == ["Embedding", "Embedding model"]
    assert set(frame["Embedding model"]) == {tiny_model.fingerprint}
    assert "Embedding model" not in embedded(bench, model, note_model=False)
    assert "Embedding model" not in embedded(bench, model, form="COLUMNS")
    kept = bench.run("embed", model, bench.table(columns(["C1CC"], [None], [None])), keep_failed=True)
    assert kept.frames[0]["Embedding model"].tolist() == [None]


def test_workflows_of_0_1_0_keep_the_columns_of_embed(bench, model, monkeypatch):
    monkeypatch.setattr(bench.host.yml, "version", "0.1.0")
    old = {"what": "STRUCTURES", "structure": "SMILES", "peaks": "", "multiplicity": "", "form": "LIST"}
    inputs = [model, bench.table({"SMILES": columns()["SMILES"]})]
    result = bench.host.execute("kmaid.embed", inputs, {"model": old | {"device": "AUTO"}})
    names = ["SMILES", "Embedding", "Not embedded because", "Embedding error code"]
    assert list(bench.frame(result.outputs[0]).columns) == names


def test_embeddings_of_another_model_are_refused_and_both_models_are_named(
    bench, model, other, tiny_model, other_trained
):
    table = library(bench, embedded(bench, other))
    with pytest.raises(bench.failed, match="Embed the library again with this model") as refusal:
        hits(bench, model, table)
    assert refusal.value.invalid_settings
    assert short(tiny_model.fingerprint) in str(refusal.value)
    assert short(other_trained.fingerprint) in str(refusal.value)
    assert hits(bench, other, table)


def test_embeddings_of_two_models_in_one_table_are_refused(bench, model, other):
    both = embedded(bench, model)
    foreign = embedded(bench, other)
    both.iloc[3:] = foreign.iloc[3:]
    with pytest.raises(bench.failed, match="several models"):
        hits(bench, model, library(bench, both))


@pytest.mark.parametrize("form", ["LIST", "COLUMNS"])
def test_embeddings_without_a_note_are_refused_if_the_model_makes_others(bench, model, other, form):
    settings = {"form": form, "note_model": False}
    with pytest.raises(bench.failed, match="of 7 that were embedded again, 7 came out otherwise"):
        hits(bench, model, library(bench, embedded(bench, other, **settings)))
    assert hits(bench, model, library(bench, embedded(bench, model, **settings)))


def test_a_library_file_of_another_model_is_refused_and_both_models_are_named(
    bench, model, other, tiny_model, other_trained, tmp_path
):
    path = str(tmp_path / "library.parquet")
    bench.run("build_library", other, bench.table(columns()), path=path)
    with pytest.raises(bench.failed, match="embedded with another model") as refusal:
        bench.run("retrieve_from_file", model, bench.table(QUERY), library=path)
    assert short(tiny_model.fingerprint) in str(refusal.value)
    assert short(other_trained.fingerprint) in str(refusal.value)


def test_number_columns_are_searched_as_the_list_is(bench, model):
    numbers = embedded(bench, model, form="COLUMNS")
    from_numbers = hits(bench, model, library(bench, numbers))
    assert from_numbers == hits(bench, model, library(bench, embedded(bench, model)))
    warnings = bench.configure(
        "retrieve", [model, bench.table(QUERY), library(bench, numbers)], **EMBEDDINGS
    ).warnings
    assert '"Embedding 1" to "Embedding 32" (embeddings)' in warnings[0]
    prefixed = embedded(bench, model, form="COLUMNS", prefix="NMR ")
    kinds = {name: pa.float64() for name in prefixed if name.startswith("NMR ")}
    table = {n: pa.array(prefixed[n].tolist(), kinds.get(n)) for n in ["SMILES", *kinds]}
    assert hits(bench, model, bench.table(table)) == from_numbers


def test_a_row_without_numbers_is_left_out(bench, model):
    numbers = embedded(bench, model, form="COLUMNS")
    numbers.loc["Row0", "Embedding 7"] = None
    assert "Row0" not in hits(bench, model, library(bench, numbers), rerank=0)


def test_a_peak_list_is_never_taken_for_an_embedding(bench, model):
    table = bench.table({name: columns()[name] for name in ("SMILES", "Peaks")})
    queries = bench.table(QUERY)
    with pytest.raises(bench.failed, match=r"has no embeddings.*Embed it with K-M3AID Embed") as refusal:
        bench.configure("retrieve", [model, queries, table], **EMBEDDINGS)
    assert refusal.value.invalid_settings
    with pytest.raises(bench.failed, match='lists in the column "Peaks" of the library are not 32 numbers'):
        hits(bench, model, table, embedding="Peaks")


def test_number_columns_of_another_length_are_named(bench, model):
    frame = embedded(bench, model, form="COLUMNS")
    names = ["SMILES", *(f"Embedding {n}" for n in range(1, 17))]
    table = library(bench, frame, names)
    with pytest.raises(bench.failed, match=r'"Embedding 1" to "Embedding 16".* have 32 numbers'):
        bench.configure("retrieve", [model, bench.table(QUERY), table], **EMBEDDINGS)


def test_an_older_embedding_does_not_take_the_note_of_a_newer_one(bench, model, other):
    old = embedded(bench, other, note_model=False)
    newer = embedded(bench, model)
    table = {
        "SMILES": pa.array(SMILES),
        "Peaks": pa.array(PEAKS, pa.list_(pa.float64())),
        "Embedding": pa.array(old["Embedding"].tolist(), pa.list_(pa.float64())),
        "K-M3AID Embedding": pa.array(newer["Embedding"].tolist(), pa.list_(pa.float64())),
        "Embedding model": pa.array(newer["Embedding model"].tolist()),
    }
    with pytest.raises(bench.failed, match="came out otherwise"):
        hits(bench, model, bench.table(table), embedding="Embedding")
    assert hits(bench, model, bench.table(table), embedding="K-M3AID Embedding")
