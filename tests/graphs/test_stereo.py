"""Relative configuration: diastereomers differ, enantiomers do not."""

from collections import Counter

import pytest
from rdkit import Chem

from kmaid_nodes.chemistry.structure import parse_structure
from kmaid_nodes.graphs.features import feature_set
from kmaid_nodes.graphs.stereo import N_RELATIONS, stereo_relations


def relations(smiles: str) -> list[tuple[int, int, int]]:
    mol = parse_structure(smiles).mol
    return sorted(stereo_relations(mol, list(mol.GetBonds())))


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


def test_cis_substituents_of_a_ring_have_the_same_relations_in_any_order_of_the_smiles():
    cis, other_cis = "C[C@H]1CCCC[C@H]1O", "O[C@@H]1CCCC[C@@H]1C"
    assert [kind for *_, kind in relations(cis)] == [kind for *_, kind in relations(other_cis)]


def test_relations_fit_the_edge_vocabulary():
    glucose = "OC[C@H]1O[C@@H](O)[C@H](O)[C@@H](O)[C@@H]1O"
    graph = feature_set("default").graph(parse_structure(glucose))
    assert all(0 <= kind < N_RELATIONS for *_, kind in relations(glucose))
    assert graph.edges[:, 0].max() < feature_set("default").edge_fields[0]


def reordered(smiles: str, seed: int) -> str:
    return Chem.MolToRandomSmilesVect(Chem.MolFromSmiles(smiles), 1, randomSeed=seed)[0]


def kinds(smiles: str) -> Counter[int]:
    return Counter(kind for *_, kind in relations(smiles))


@pytest.mark.parametrize(
    "smiles",
    [
        "CC1=C2CC[C@@H](C)[C@H]2[C@H]2[C@@H](CC1=O)C2(C)C",
        "CC1(C)[C@@H]2CC[C@@]1(C)C(=O)C2",
        "C[C@]12CC[C@H]3[C@@H](CC=C4C[C@@H](O)CC[C@]34C)[C@@H]1CC[C@@H]2C(C)=O",
        "OC[C@H]1O[C@@H](O)[C@H](O)[C@@H](O)[C@@H]1O",
    ],
)
def test_relations_do_not_depend_on_the_order_of_the_atoms(smiles):
    assert all(kinds(reordered(smiles, seed)) == kinds(smiles) for seed in range(1, 11))


def test_a_meso_compound_is_its_own_mirror_image():
    ribitol, mirrored = "OC[C@H](O)[C@@H](O)[C@H](O)CO", "OC[C@@H](O)[C@H](O)[C@@H](O)CO"
    assert relations(ribitol) == relations(mirrored)
