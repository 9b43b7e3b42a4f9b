"""Densities of many structures at once."""

import numpy as np
import pytest
import torch

from kmaid_nodes.chemistry.structure import parse_structure
from kmaid_nodes.graphs.packed import batch_graphs
from kmaid_nodes.training.calibration import with_temperature

# Symmetric, without symmetry, and with configurations that make carbons of one class differ.
STRUCTURES = ["Cc1ccccc1", "CC(C)(C)O", "CCOC(=O)C=C", "C[C@H]1CCCC[C@H]1O", "C/C=C(C)/C", "OCC(C)(C)CO"]


@pytest.mark.slow
@pytest.mark.parametrize("order", [1, -1])
def test_each_carbon_has_the_density_that_the_network_gives_it(predictor, order):
    structures = [parse_structure(text) for text in STRUCTURES[::order]]
    graphs = batch_graphs(map(predictor.features.graph, structures))
    with torch.inference_mode():
        raw = predictor.network.log_density(graphs).numpy()
    expected = with_temperature(raw, predictor.trained.calibration.density)
    log_density = np.concatenate([each.log_density for each in predictor.shift_densities(structures)])
    assert log_density == pytest.approx(expected, abs=0.05)
    assert [len(each.predicted_ppm) for each in predictor.shift_densities(structures)] == [
        len(structure.carbons) for structure in structures
    ]


def test_carbons_of_one_class_share_a_density_unless_configuration_makes_them_differ(predictor):
    (toluene,) = predictor.shift_densities([parse_structure("Cc1ccccc1")])
    _, _, ortho, meta, _, meta_too, ortho_too = toluene.log_density
    assert np.array_equal(ortho, ortho_too) and np.array_equal(meta, meta_too)
    assert not np.array_equal(ortho, meta)


def test_deuterated_and_ordinary_toluene_are_predicted_alike(predictor):
    labelled, plain = predictor.shift_densities(
        [
            parse_structure("[2H]C([2H])([2H])c1c([2H])c([2H])c([2H])c([2H])c1[2H]"),
            parse_structure("Cc1ccccc1"),
        ]
    )
    assert labelled.predicted_ppm == pytest.approx(plain.predicted_ppm, abs=0.1)


def test_deuterium_with_a_configuration_at_a_double_bond_counts_as_hydrogen_too(predictor):
    labelled, plain = predictor.shift_densities(
        [parse_structure("[2H]/C=C/c1ccccc1"), parse_structure("C=Cc1ccccc1")]
    )
    assert labelled.predicted_ppm == pytest.approx(plain.predicted_ppm, abs=0.1)
