"""DGL and plain PyTorch pass the same messages."""

import pytest
import torch

from kmaid_nodes.chemistry.structure import parse_structure
from kmaid_nodes.errors import UserError
from kmaid_nodes.graphs import message_passing
from kmaid_nodes.graphs.features import feature_set
from kmaid_nodes.graphs.message_passing import ENVIRONMENT_VARIABLE, Messages, backend_name
from kmaid_nodes.graphs.packed import batch_graphs
from kmaid_nodes.model.config import preset
from kmaid_nodes.model.km3aid import KM3AID

needs_dgl = pytest.mark.skipif(message_passing.dgl_module() is None, reason="DGL cannot be loaded here")
SMILES = ["CC(C)Cc1ccc(cc1)C(C)C(=O)O", "C", "[Na+].CC(=O)[O-]", "C1C2CC3CC1CC(C2)C3"]


def test_a_weighted_sum_by_hand(monkeypatch):
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, "torch")
    messages = Messages(torch.tensor([0, 1, 2]), torch.tensor([1, 0, 1]), 3)
    values = torch.tensor([[1.0], [10.0], [100.0]])
    weights = torch.tensor([[2.0], [3.0], [0.5]])
    assert messages.weighted_sum(values, weights).tolist() == [[30.0], [52.0], [0.0]]
    assert messages.edge_sum(weights).tolist() == [[3.0], [2.5], [0.0]]


@needs_dgl
@pytest.mark.parametrize("name", ["default", "paper"])
def test_embeddings_are_equal_with_dgl_and_with_torch(monkeypatch, name):
    torch.manual_seed(0)
    model = KM3AID(preset(name).architecture).eval()
    features = feature_set(preset(name).architecture.features)
    batch = batch_graphs(features.graph(parse_structure(s)) for s in SMILES)
    embeddings = {}
    for backend in ("dgl", "torch"):
        monkeypatch.setenv(ENVIRONMENT_VARIABLE, backend)
        assert backend_name() == backend
        with torch.inference_mode():
            vectors = model.molecules(batch)
        embeddings[backend] = torch.cat([vectors.graph, vectors.nodes])
    torch.testing.assert_close(embeddings["dgl"], embeddings["torch"], atol=1e-5, rtol=0)


@needs_dgl
def test_gradients_are_equal_with_dgl_and_with_torch(monkeypatch):
    gradients = {}
    for backend in ("dgl", "torch"):
        monkeypatch.setenv(ENVIRONMENT_VARIABLE, backend)
        generator = torch.Generator().manual_seed(1)
        values = torch.randn(4, 3, generator=generator).requires_grad_()
        weights = torch.randn(6, 3, generator=generator).requires_grad_()
        source, target = torch.tensor([0, 1, 2, 3, 0, 2]), torch.tensor([1, 2, 3, 0, 2, 2])
        messages = Messages(source, target, 4)
        (messages.weighted_sum(values, weights) * messages.edge_sum(weights)).sum().backward()
        gradients[backend] = torch.cat([values.grad, weights.grad])
    torch.testing.assert_close(gradients["dgl"], gradients["torch"], atol=1e-5, rtol=0)


def test_an_unknown_backend_is_refused_with_a_sentence(monkeypatch):
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, "jax")
    with pytest.raises(UserError, match="must be auto, dgl or torch"):
        backend_name()


def test_dgl_where_it_cannot_be_loaded_falls_back_or_is_refused(monkeypatch):
    monkeypatch.setattr(message_passing, "dgl_module", lambda: None)
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, "auto")
    assert backend_name() == "torch"
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, "dgl")
    with pytest.raises(UserError, match="DGL"):
        backend_name()
