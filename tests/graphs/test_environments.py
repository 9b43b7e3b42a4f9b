"""Environments of carbons: equal where chemists call them equal, and the same for ever."""

import numpy as np
import pytest

from kmaid_nodes.chemistry.structure import parse_structure
from kmaid_nodes.graphs.environments import Surroundings
from kmaid_nodes.graphs.features import feature_set
from kmaid_nodes.graphs.packed import PackedGraphs


def surroundings(*smiles: str, features: str = "default") -> Surroundings:
    chosen = feature_set(features)
    return Surroundings(PackedGraphs.pack([chosen.graph(parse_structure(s)) for s in smiles]), chosen)


def environments(*smiles: str, features: str = "default") -> list[int]:
    return surroundings(*smiles, features=features).environments().tolist()


def environment(smiles: str, carbon: int = 0) -> int:
    return environments(smiles)[carbon]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("CCO", "CCCO"),  # a methyl at a saturated carbon
        ("CN", "C[NH3+].[Cl-]"),  # an amine and its salt
        ("CCl", "[2H]C([2H])([2H])Cl"),  # isotopes of hydrogen
        ("C[C@H](N)CC", "C[C@@H](N)CC"),  # configuration
        ("C1CCCCC1", "C1CCCC1"),  # rings without strain
    ],
)
def test_the_first_carbon_has_the_same_environment(one, other):
    assert environment(one) == environment(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("CCO", "CCl"),
        ("C=C", "C=C=O"),  # the CH2 of ethene and of ketene
        ("CC(C)=O", "CC(C)=S"),
        ("CC=C", "CC#C"),
        ("C1CC1", "C1CCCCC1"),
        ("[C-]#N", "C#N"),
        ("[CH3+]", "[CH3-]"),
        ("C", "CC"),
        ("C[N+](C)(C)C", "CN(C)C"),
    ],
)
def test_the_first_carbon_has_another_environment(one, other):
    assert environment(one) != environment(other)


def test_the_order_of_the_atoms_and_the_other_molecules_do_not_matter():
    alone = environments("CC(=O)Nc1ccc(O)cc1")
    assert sorted(environments("c1cc(O)ccc1NC(C)=O")) == sorted(alone)
    assert environments("CCO", "CC(=O)Nc1ccc(O)cc1")[2:] == alone


def test_the_numbers_are_those_that_model_files_keep():
    """They must not change with machines, libraries or versions of this program."""
    assert environments("CC(=O)O") == [11665291040661692781, 15830097373914087185]
    assert environments("CC(=O)O", features="paper") == [3010157759928607492, 8131091458922203414]


def test_a_foreign_atom_is_near_up_to_the_given_number_of_bonds():
    around = surroundings("CCCCC[Te]C")
    tellurium = np.zeros(len(around.kinds), bool)
    tellurium[5] = True
    assert around.within(tellurium, 1).tolist() == [False, False, False, False, True, True]
    assert around.within(tellurium, 2).tolist() == [False, False, False, True, True, True]
