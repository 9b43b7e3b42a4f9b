"""Open ends of a drawing: a repeat unit of a polymer, or attachment points."""

import pytest

from kmaid_nodes.chemistry.structure import parse_structure


def seen_by_the_network(structure):
    mol, carbons = structure.without_isotopes_of_hydrogen
    return mol, [mol.GetAtomWithIdx(int(c)) for c in carbons]


def test_polystyrene_is_seen_within_its_chain():
    polystyrene = parse_structure("*CC(*)c1ccccc1")
    assert polystyrene.carbon_atom_index.tolist() == [1, 2, 4, 5, 6, 7, 8, 9]
    assert polystyrene.hydrogens.tolist() == [2, 1, 0, 1, 1, 1, 1, 1]
    mol, carbons = seen_by_the_network(polystyrene)
    assert [n.GetSymbol() for n in carbons[0].GetNeighbors()] == ["C", "C"]
    assert carbons[0].GetTotalNumHs() == 2 and mol.GetNumAtoms() == 3 * 8 + 2
    assert [note.words for note in polystyrene.notes] == [
        "one repeat unit of a polymer, between * at atom 1 and 4"
    ]


def test_the_unit_of_peg_goes_on_with_oxygen_at_its_carbon():
    _, carbons = seen_by_the_network(parse_structure("*CCO*"))
    assert [sorted(n.GetSymbol() for n in c.GetNeighbors()) for c in carbons] == [["C", "O"], ["C", "O"]]


@pytest.mark.parametrize(
    "smiles", ["*c1ccccc1", "[R1]c1ccccc1", "[R]c1ccccc1", "[1*]c1ccccc1", "*c1ccccc1 |$R1;;;;;;$|"]
)
def test_an_attachment_point_is_a_carbon_that_is_not_counted(smiles):
    phenyl = parse_structure(smiles)
    assert len(phenyl.carbons) == 6 and phenyl.carbon_atom_index.tolist() == [1, 2, 3, 4, 5, 6]
    mol, carbons = seen_by_the_network(phenyl)
    assert [n.GetSymbol() for n in carbons[0].GetNeighbors()] == ["C"] * 3 and mol.GetNumAtoms() == 7
    assert [note.words for note in phenyl.notes] == [
        "open ends (* at atom 1) as carbons that are not counted"
    ]


def test_two_numbered_attachment_points_are_substituents_not_ends_of_a_chain():
    assert seen_by_the_network(parse_structure("[1*]CC[2*]"))[0].GetNumAtoms() == 4


def test_open_ends_keep_their_sign_in_the_smiles():
    assert parse_structure("*CCO*").smiles == "*CCO*"
