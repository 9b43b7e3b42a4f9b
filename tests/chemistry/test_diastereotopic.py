"""Which constitutionally equivalent carbons may have two shifts."""

import pytest

from kmaid_nodes.chemistry.structure import parse_structure


def two_shifts(smiles: str) -> list[int]:
    structure = parse_structure(smiles)
    return structure.carbon_atom_index[structure.diastereotopic].tolist()


@pytest.mark.parametrize(
    ("compound", "smiles", "atoms"),
    [
        ("menthol", "CC(C)C1CCC(C)CC1O", [0, 2]),
        ("alpha-pinene", "CC1=CCC2CC1C2(C)C", [8, 9]),
        ("solketal", "CC1(C)OCC(CO)O1", [0, 2]),
        ("linalool", "CC(C)=CCCC(C)(O)C=C", [0, 2]),
        ("1-cyclohexylethanol", "CC(O)C1CCCCC1", [4, 5, 7, 8]),
        ("an acetal with a stereocentre", "CCOC(CC(C)O)OCC", [0, 1, 9, 10]),
    ],
)
def test_groups_beside_a_stereocentre_or_on_a_double_bond_are_diastereotopic(compound, smiles, atoms):
    assert two_shifts(smiles) == atoms, compound


@pytest.mark.parametrize(
    "smiles",
    [
        "CC(C)c1ccccc1",
        "CC(C)(C)OC(=O)NC(C)CO",
        "CC1(C)CC(=O)CC(=O)C1",
        "CC(C)=O",
        "CC(C)=C",
        "CC(N)c1ccccc1",
        "C",
    ],
)
def test_groups_that_a_mirror_or_a_rotation_exchanges_are_not(smiles):
    assert two_shifts(smiles) == []


def test_the_order_of_atoms_does_not_matter():
    assert two_shifts("OC1CC(C)CCC1C(C)C") == [9, 10]
    assert len(two_shifts("C1(C(C)C)C(O)CC(C)CC1")) == 2


@pytest.mark.parametrize(
    "smiles",
    ["CC1CCC(O)CC1", "CC(C)C1CCC(O)CC1", "CC1CC(O)C1", "CN1C2CCC1CC(O)C2"],
    ids=["4-methylcyclohexanol", "4-isopropylcyclohexanol", "3-methylcyclobutanol", "tropine"],
)
def test_carbons_that_a_mirror_plane_exchanges_are_not_diastereotopic(smiles):
    assert not parse_structure(smiles).diastereotopic.any()
