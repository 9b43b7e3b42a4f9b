"""Losses and soft targets of the paper against values worked out by hand."""

import math
from dataclasses import replace

import pytest
import torch

from kmaid_nodes.model.alignment import (
    density_loss,
    graph_alignment_loss,
    node_alignment_loss,
    node_targets,
    shares,
)
from kmaid_nodes.model.settings import Objective

PEAKS = torch.tensor([100.0, 20.0])
CARBONS = torch.tensor([100.0, 100.4, 20.0])


def targets(**settings) -> torch.Tensor:
    return shares(node_targets(PEAKS, CARBONS, replace(Objective(), **settings)), 1)


def test_strong_pairs_are_those_of_the_same_shift():
    assert targets(discrimination="SP-ID").tolist() == [[1, 0, 0], [0, 0, 1]]


def test_weak_pairs_share_equally_within_the_threshold():
    assert targets(discrimination="WP-ID", weak_pair_ppm=0.5).tolist() == [[0.5, 0.5, 0], [0, 0, 1]]


def test_the_knowledge_span_is_a_softmax_of_tau2_over_difference_plus_tau1():
    exponents = [2.0 / (d + 1.0) for d in (0.0, 0.4, 80.0)]
    total = sum(math.exp(e) for e in exponents)
    expected = [math.exp(e) / total for e in exponents]
    assert targets(tau1=1.0, tau2=2.0)[0].tolist() == pytest.approx(expected, rel=1e-4)


def test_the_authors_defaults_collapse_to_identical_shifts():
    assert targets(tau1=1e-5, tau2=10.0).tolist() == [[1, 0, 0], [0, 0, 1]]


def test_node_loss_of_two_peaks_and_two_carbons_by_hand():
    similarity = torch.tensor([[2.0, 0.0], [1.0, 3.0]])
    weights = torch.eye(2)
    rows = (math.log(1 + math.exp(-2)) + math.log(1 + math.exp(-2))) / 2
    columns = (math.log(1 + math.exp(-1)) + math.log(1 + math.exp(-3))) / 2
    expected = (rows + columns) / 2
    assert node_alignment_loss(similarity, weights).item() == pytest.approx(expected, rel=1e-5)


def test_a_peak_without_any_matching_carbon_does_not_count():
    similarity = torch.tensor([[2.0, 0.0], [1.0, 3.0]])
    with_unmatched_peak = torch.cat([similarity, torch.zeros(1, 2)])
    weights = torch.cat([torch.eye(2), torch.zeros(1, 2)])
    rows = math.log(1 + math.exp(-2))
    columns = (
        -math.log(math.exp(2) / (math.exp(2) + math.exp(1) + 1))
        - math.log(math.exp(3) / (1 + math.exp(3) + 1))
    ) / 2
    assert node_alignment_loss(with_unmatched_peak, weights).item() == pytest.approx(
        (rows + columns) / 2, rel=1e-5
    )


def test_graph_loss_by_hand():
    similarity = torch.tensor([[1.0, 0.0], [0.0, 1.0]])
    assert graph_alignment_loss(similarity).item() == pytest.approx(math.log(1 + math.exp(-1)), rel=1e-5)


def test_two_spectra_of_one_compound_are_no_negatives_of_each_other():
    similarity = torch.tensor([[1.0, 5.0], [5.0, 1.0]])
    same = torch.ones(2, 2, dtype=torch.bool)
    assert graph_alignment_loss(similarity, same).item() == pytest.approx(0.0, abs=1e-6)


def test_density_loss_of_a_uniform_density_is_the_log_of_the_number_of_points():
    axis = torch.linspace(0, 10, 11)
    uniform = torch.full((2, 11), -math.log(11))
    ppm, weight = torch.tensor([3.0, 7.0]), torch.tensor([1.0, 0.5])
    assert density_loss(uniform, axis, ppm, weight, 0.3).item() == pytest.approx(math.log(11), rel=1e-5)
