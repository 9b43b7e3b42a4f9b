"""Relative configuration: diastereomers differ, enantiomers do not."""

import pytest

from kmaid_nodes.chemistry.structure import parse_structure
from kmaid_nodes.graphs.features import feature_set
from kmaid_nodes.graphs.stereo import N_RELATIONS, stereo_relations


def relations(smiles: str) -> list[tuple[int, int, int]]:
    return sorted(stereo_relations(parse_structure(smiles).mol))


@pytest.mark.parametrize(
    ("one", "mirror_image"),
    [
        ("C[C@H]1CCCC[C@H]1O", "C[C@@H]1CCCC[C@@H]1O"),
        ("C[C@H]1CCCC[C@@H]1O", "C[C@@H]1CCCC[C@H]1O"),
        ("C[C@H](O)[C@@H](F)CC", "C[C@@H](O)[C@H](F)CC"),
    ],
)
def test_enantiomers_have_the_same_relations(one, mirror_image):
    assert relations(one) == relations(mirror_image) != []


@pytest.mark.parametrize(
    ("one", "diastereomer"),
    [
        ("C[C@H]1CCCC[C@H]1O", "C[C@H]1CCCC[C@@H]1O"),
        ("C[C@H](O)[C@@H](F)CC", "C[C@H](O)[C@H](F)CC"),
        ("C/C=C/CO", "C/C=C\\CO"),
    ],
)
def test_diastereomers_have_different_relations(one, diastereomer):
    assert relations(one) != relations(diastereomer)


def test_cis_and_trans_substituents_of_a_ring_are_told_whatever_the_smiles_order():
    cis, other_cis = "C[C@H]1CCCC[C@H]1O", "O[C@@H]1CCCC[C@@H]1C"
    assert [kind for *_, kind in relations(cis)] == [kind for *_, kind in relations(other_cis)]


def test_relations_fit_the_edge_vocabulary():
    glucose = "OC[C@H]1O[C@@H](O)[C@H](O)[C@@H](O)[C@@H]1O"
    graph = feature_set("default").graph(parse_structure(glucose))
    assert all(0 <= kind < N_RELATIONS for *_, kind in relations(glucose))
    assert graph.edges[:, 0].max() < feature_set("default").edge_fields[0]
