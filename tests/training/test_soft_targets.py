"""Soft targets for distillation, on molecules with and without spectra."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from kmaid_nodes.graphs.features import feature_set
from kmaid_nodes.model.alignment import density_loss
from kmaid_nodes.model.ensemble import Ensemble
from kmaid_nodes.model.km3aid import KM3AID
from kmaid_nodes.training.examples import ExampleBuilder, Examples
from kmaid_nodes.training.fragment_recombination import recombined_molecules
from kmaid_nodes.training.soft_targets import SoftTargets, soft_targets, with_drawn_spectra
from kmaid_nodes.training.split import TRAIN
from kmaid_nodes.training.stages.distil_member import with_fewer_layers

KNOWN = ["CCOC(=O)c1ccccc1", "CC(C)Cc1ccc(C(C)C(=O)O)cc1", "COc1ccc(CCN)cc1"]


@pytest.fixture(scope="module")
def builder(shipped_records):
    builder = ExampleBuilder(feature_set("default"))
    for record in shipped_records[:60]:
        builder.add(record)
    for structure in recombined_molecules(KNOWN, 8, 0, ()):
        builder.add_unlabelled(structure, "recombined")
    return builder


@pytest.fixture(scope="module")
def teacher(tiny_preset):
    torch.manual_seed(0)
    return Ensemble([KM3AID(tiny_preset.architecture)])


@pytest.fixture(scope="module")
def recombined(builder):
    return builder.build("recombined")


def targets_for(teacher, examples, unlabelled=True) -> SoftTargets:
    return soft_targets(teacher, examples, np.full(len(examples), unlabelled), "cpu")


def test_soft_targets_are_a_teachers_densities_where_they_are_highest(teacher, recombined):
    targets = targets_for(teacher, recombined)
    with torch.inference_mode():
        density = teacher.eval().log_density(recombined.graphs.batch(np.arange(len(recombined)))).exp()
    soft, counted = targets.batch(np.arange(len(recombined)), 0.5)
    assert soft.sum(1) == pytest.approx(torch.ones(len(soft)), abs=1e-2)
    assert (soft > 0).sum(1).max() <= 64
    kept = density * (soft > 0)
    assert torch.allclose(soft, kept / kept.sum(1, keepdim=True), atol=2e-3)
    assert (counted == 1).all()


def test_beside_a_recorded_shift_a_teacher_counts_less(teacher, builder):
    training = builder.build(TRAIN)
    _, counted = targets_for(teacher, training, unlabelled=False).batch(np.arange(3), 0.5)
    assert (counted == 0.5).all()


def test_drawn_lists_have_one_peak_per_carbon_and_equal_ones_for_equivalent_carbons(teacher, recombined):
    axis = teacher.axis.numpy().astype(np.float64)
    drawn = with_drawn_spectra(recombined, targets_for(teacher, recombined), axis, seed=0)
    assert np.array_equal(drawn.peak_offsets, recombined.graphs.carbon_offsets)
    assert np.isfinite(drawn.carbon_ppm).all() and np.array_equal(drawn.carbon_ppm, drawn.peak_ppm)
    for k in range(len(recombined)):
        rows = slice(*recombined.graphs.carbon_offsets[k : k + 2])
        shifts = {(c, x) for c, x in zip(recombined.carbon_class[rows], drawn.carbon_ppm[rows])}
        assert len(shifts) == len(set(recombined.carbon_class[rows]))
    again = with_drawn_spectra(recombined, targets_for(teacher, recombined), axis, seed=1)
    assert not np.array_equal(again.carbon_ppm, drawn.carbon_ppm)


def test_drawn_shifts_follow_the_teachers_densities(teacher, recombined):
    targets = targets_for(teacher, recombined)
    surely = np.zeros_like(targets.shares)
    surely[:, 0] = 1
    sure = replace(targets, shares=surely)
    axis = teacher.axis.numpy().astype(np.float64)
    drawn = with_drawn_spectra(recombined, sure, axis, seed=0)
    _, first = np.unique(
        np.repeat(np.arange(len(recombined)), np.diff(recombined.graphs.carbon_offsets)) * 1000
        + recombined.carbon_class,
        return_index=True,
    )
    expected = axis[targets.points[first, 0]]
    assert np.abs(drawn.carbon_ppm[first] - expected).max() <= (axis[1] - axis[0]) / 2 + 1e-3


def test_examples_of_one_builder_joined_are_both_of_them(builder, teacher, recombined):
    training = builder.build(TRAIN)
    axis = teacher.axis.numpy().astype(np.float64)
    drawn = with_drawn_spectra(recombined, targets_for(teacher, recombined), axis, seed=0)
    both = Examples.joined(training, drawn)
    assert len(both) == len(training) + len(recombined)
    last = np.array([len(both) - 1])
    a, b = both.batch(last), drawn.batch(np.array([len(drawn) - 1]))
    assert torch.equal(a.ppm, b.ppm) and torch.equal(a.graph.atoms, b.graph.atoms)
    assert torch.equal(a.peaks.ppm, b.peaks.ppm) and torch.equal(a.graph.source, b.graph.source)


def test_a_loss_with_soft_targets_is_least_for_the_teachers_density():
    axis = torch.linspace(0, 10, 11)
    teacher = torch.softmax(torch.randn(4, 11, generator=torch.Generator().manual_seed(0)), 1)
    ppm, weight = torch.full((4,), 3.0), torch.ones(4)

    def loss(density: torch.Tensor, share: float) -> float:
        return float(density_loss(density.log(), axis, ppm, weight, 0.6, (teacher, torch.full((4,), share))))

    other = torch.softmax(teacher.log() * 2, 1)
    assert loss(teacher, 1.0) < loss(other, 1.0)
    without = float(density_loss(other.log(), axis, ppm, weight, 0.6))
    assert loss(other, 0.0) == pytest.approx(without)


def test_layers_are_left_out_evenly(tiny_preset):
    deep = KM3AID(replace(tiny_preset.architecture, layers=6))
    short = KM3AID(replace(tiny_preset.architecture, layers=5))
    short.load_state_dict(with_fewer_layers(deep, short))
    kept = [deep.graph_encoder.layers[k].at_edge.weight for k in (0, 1, 2, 4, 5)]
    assert all(torch.equal(a, b.at_edge.weight) for a, b in zip(kept, short.graph_encoder.layers))
