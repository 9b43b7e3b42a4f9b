"""Embeddings are searched with the model that made them, and with no other."""

from copy import deepcopy
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
import torch

from kmaid_nodes.errors import UserError
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.reading.record import Peak, Record
from kmaid_nodes.retrieval.embedding_model import MODEL_COLUMN, of_this_model, short
from kmaid_nodes.tables.embeddings import embedding_batch
from kmaid_nodes.tasks.embed import embed_molecules, embed_spectra

SMILES = ["CCO", "c1ccccc1", "CC(C)=O", "no molecule", "CCCCO", "CC#N", "C1CCCCC1", "COC", "c1ccncc1"]


def batch(predictor, smiles=SMILES, models=None):
    made = embedding_batch(embed_molecules([Record(str(k), s) for k, s in enumerate(smiles)], predictor))
    columns = {name: made.column(name) for name in ("id", "smiles", "embedding")}
    if models is not None:
        columns[MODEL_COLUMN] = pa.array(models, pa.string())
    return pa.RecordBatch.from_pydict(columns)


@pytest.fixture
def other(predictor):
    """A model with embeddings of the same length, from another network."""
    network = deepcopy(predictor.trained.network)
    noise = torch.Generator().manual_seed(1)
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.add_(0.05 * torch.randn(parameter.shape, generator=noise))
    return Predictor(replace(predictor.trained, network=network))


def passed(batches, predictor):
    return list(of_this_model(batches, predictor))


def test_embeddings_of_the_model_pass_with_and_without_a_note(predictor):
    own = batch(predictor, models=[predictor.trained.fingerprint] * len(SMILES))
    assert passed([own, batch(predictor)], predictor) == [own, batch(predictor)]


def test_embeddings_noted_as_another_models_are_refused_and_both_are_named(predictor):
    with pytest.raises(UserError) as refusal:
        passed([batch(predictor, models=["f" * 64] * len(SMILES))], predictor)
    assert "f" * 12 in str(refusal.value)
    assert short(predictor.trained.fingerprint) in str(refusal.value)
    assert "Embed the library again" in str(refusal.value)


def test_a_mixture_of_models_is_refused_and_each_is_named(predictor):
    models = [predictor.trained.fingerprint] * 8 + ["f" * 64]
    with pytest.raises(UserError, match="several models: ") as refusal:
        passed([batch(predictor, models=models)], predictor)
    assert "f" * 12 in str(refusal.value)


def test_embeddings_without_a_note_are_compared_with_what_the_model_makes_of_the_structures(predictor, other):
    with pytest.raises(UserError, match="of 8 that were embedded again, 8 came out otherwise"):
        passed([batch(other)], predictor)


def test_rows_without_a_note_beside_rows_with_one_are_compared_too(predictor, other):
    models = [predictor.trained.fingerprint, *[None] * (len(SMILES) - 1)]
    with pytest.raises(UserError, match="embedded again"):
        passed([batch(other, models=models)], predictor)


def test_a_table_that_goes_on_with_another_models_embeddings_is_refused(predictor, other):
    with pytest.raises(UserError, match="embedded again"):
        passed([batch(predictor, SMILES * 200), batch(other)], predictor)


def test_a_structure_or_two_that_were_changed_since_do_not_matter(predictor):
    made = batch(predictor)
    changed = made.set_column(1, "smiles", pa.array(["CCN", "Cc1ccccc1", *SMILES[2:]], pa.string()))
    assert passed([changed], predictor) == [changed]


def test_embeddings_of_spectra_are_no_library(predictor):
    spectra = [Record(str(k), None, peaks=(Peak(20.0 + 30 * k), Peak(57.0))) for k in range(4)]
    vectors = embedding_batch(embed_spectra(spectra, predictor)).column("embedding")
    library = pa.RecordBatch.from_pydict(
        {"id": pa.array(list("abcd")), "smiles": pa.array([*SMILES[:3], "CO"]), "embedding": vectors}
    )
    with pytest.raises(UserError, match="or those of spectra"):
        passed([library], predictor)


def test_a_long_table_is_compared_in_places_only(predictor, monkeypatch):
    asked = []
    describe = Predictor.describe_molecules
    monkeypatch.setattr(
        Predictor, "describe_molecules", lambda self, s: (asked.append(len(s)), describe(self, s))[1]
    )
    made = batch(predictor, SMILES[:3])
    asked.clear()
    passed([made] * 1000, predictor)
    assert 30 <= sum(asked) <= 50


def test_vectors_that_are_not_numbers_are_refused_as_before(predictor):
    made = batch(predictor, SMILES[:2])
    zeros = pa.array([np.zeros(predictor.length, np.float32)] * 2, pa.list_(pa.float32()))
    with pytest.raises(UserError, match="all zero"):
        passed([made.set_column(2, "embedding", zeros)], predictor)
