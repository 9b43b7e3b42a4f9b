"""The network's switches and shapes."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from kmaid_nodes.chemistry.structure import parse_structure
from kmaid_nodes.graphs.features import feature_set
from kmaid_nodes.graphs.packed import GraphBatch, batch_graphs
from kmaid_nodes.model.config import PAPER
from kmaid_nodes.model.density import quantiles
from kmaid_nodes.model.km3aid import KM3AID
from kmaid_nodes.model.peak_lists import PeakLists
from kmaid_nodes.model.settings import Architecture

SMALL = Architecture(width=32, layers=2, projection=48, spectrum_layers=1, dropout=0.0, masked=0.0)
SMILES = ["CCO", "CC(C)Cc1ccc(cc1)C(C)C(=O)O", "C"]
SPECTRA = [
    ([57.8, 18.2], [2, 3]),
    ([181.0, 140.8, 137.0, 45.1, 30.1, 22.4, 18.1], [None] * 7),
    ([-2.3], [None]),
]


def network(architecture: Architecture) -> KM3AID:
    torch.manual_seed(0)
    return KM3AID(architecture).eval()


def graphs(architecture: Architecture, smiles=SMILES) -> GraphBatch:
    features = feature_set(architecture.features)
    return batch_graphs(features.graph(parse_structure(s)) for s in smiles)


@pytest.mark.parametrize(
    "architecture",
    [
        SMALL,
        replace(SMALL, channel=False),
        replace(SMALL, features="paper", message_passing="gin", learned_temperature=False),
    ],
)
def test_shapes(architecture):
    model = network(architecture)
    molecules, spectra = model.molecules(graphs(architecture)), model.spectra(PeakLists.of(SPECTRA))
    assert molecules.graph.shape == spectra.graph.shape == (3, 48)
    assert molecules.nodes.shape == (16, 48)
    assert spectra.nodes.shape == (10, 48)


def test_a_molecule_has_one_embedding_whatever_the_others_in_its_batch():
    model = network(SMALL)
    alone = model.molecules(graphs(SMALL, ["CCO"])).graph
    torch.testing.assert_close(model.molecules(graphs(SMALL)).graph[:1], alone, atol=1e-5, rtol=0)


def test_a_spectrum_has_one_embedding_whatever_the_others_and_the_order_of_its_peaks():
    model = network(SMALL)
    together = model.spectra(PeakLists.of(SPECTRA)).graph[0]
    shuffled = [([18.2, 57.8], [3, 2])]
    torch.testing.assert_close(model.spectra(PeakLists.of(shuffled)).graph[0], together, atol=1e-5, rtol=0)


def test_with_the_channel_closed_the_graph_does_not_reach_the_nodes():
    closed, opened = network(replace(SMALL, channel=False)), network(SMALL)
    one, other = ([57.8, 18.2], [2, 3]), ([57.8, 200.0], [2, None])

    def first_peak(model: KM3AID, spectrum) -> torch.Tensor:
        return model.spectra(PeakLists.of([spectrum])).nodes[0]

    torch.testing.assert_close(first_peak(closed, one), first_peak(closed, other))
    assert not torch.allclose(first_peak(opened, one), first_peak(opened, other))


def test_with_the_channel_open_the_graph_vector_trains_the_projection_of_the_nodes():
    for architecture, learns in ((SMALL, True), (replace(SMALL, channel=False), False)):
        model = network(architecture)
        model.molecules(graphs(architecture)).graph.pow(3).sum().backward()
        gradient = model.molecule.node.enter.weight.grad
        assert (gradient is not None and bool(gradient.abs().sum() > 0)) is learns


def test_multiplicity_is_used_and_optional():
    model = network(SMALL)
    with_it = model.spectra(PeakLists.of([([57.8], [2])])).nodes
    other = model.spectra(PeakLists.of([([57.8], [0])])).nodes
    without = model.spectra(PeakLists.of([([57.8], [None])])).nodes
    assert not torch.allclose(with_it, other)
    assert torch.isfinite(without).all()


def test_densities_are_distributions_over_the_ppm_axis():
    model = network(SMALL)
    density = model.log_density(model.molecules(graphs(SMALL)).nodes).exp()
    assert density.shape == (16, SMALL.ppm_bins)
    torch.testing.assert_close(density.sum(1), torch.ones(16))


def test_mirror_images_have_one_embedding_and_diastereomers_two():
    model = network(SMALL)
    cis, mirror, trans = ("C[C@H]1CCCC[C@H]1O", "C[C@@H]1CCCC[C@@H]1O", "C[C@H]1CCCC[C@@H]1O")
    vectors = model.molecules(graphs(SMALL, [cis, mirror, trans])).graph
    torch.testing.assert_close(vectors[0], vectors[1], atol=1e-5, rtol=0)
    assert not torch.allclose(vectors[0], vectors[2], atol=1e-4)


def test_quantiles_of_a_density_by_hand():
    axis = np.array([0.0, 1.0, 2.0])
    log_density = np.log(np.array([[0.5, 0.25, 0.25]]))
    assert quantiles(log_density, axis, (0.25, 0.5, 0.75)).ravel() == pytest.approx([0.0, 0.5, 1.5])


def test_paper_preset_is_the_published_choice():
    a, o = PAPER.architecture, PAPER.objective
    assert (a.layers, a.width, a.projection, a.message_passing, a.features) == (5, 128, 512, "gin", "paper")
    assert (o.tau1, o.tau2, o.graph, o.node, o.density) == (1e-5, 10.0, 0.1, 0.9, 0.0)
    (member,) = PAPER.members
    schedule = member.schedule
    assert (schedule.batch, schedule.epochs, schedule.learning_rate) == (128, 200, 1e-3)


def test_relations_that_training_never_met_are_left_out():
    model = network(SMALL)
    cis, trans = "C[C@H]1CCCC[C@H]1O", "C[C@H]1CCCC[C@@H]1O"
    flat = graphs(SMALL, ["CC1CCCCC1O"] * 30)
    model.graph_encoder.meet(flat.edges.numpy())
    vectors = model.molecules(graphs(SMALL, [cis, trans, "CC1CCCCC1O"])).graph
    torch.testing.assert_close(vectors[0], vectors[1], atol=1e-5, rtol=0)
    torch.testing.assert_close(vectors[0], vectors[2], atol=1e-5, rtol=0)


def test_masked_atoms_and_bonds_hide_something_in_training_and_nothing_later():
    model = network(replace(SMALL, masked=0.5))
    known = model.molecules(graphs(SMALL)).nodes
    assert not torch.allclose(model.train().molecules(graphs(SMALL)).nodes, known, atol=1e-3)
    torch.testing.assert_close(model.eval().molecules(graphs(SMALL)).nodes, known)
