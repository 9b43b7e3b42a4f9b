"""Structures: symmetry classes, attached hydrogens, and the way back to the input's atom order."""

import pytest

from kmaid_nodes.chemistry.structure import parse_structure
from kmaid_nodes.errors import UnusableRow

ETHANOL_WITH_HYDROGENS = """ethanol, hydrogens first
     RDKit          2D

  4  3  0  0  0  0  0  0  0  0999 V2000
    0.0000    0.0000    0.0000 H   0  0
    1.0000    0.0000    0.0000 C   0  0
    2.0000    0.0000    0.0000 C   0  0
    3.0000    0.0000    0.0000 O   0  0
  1  2  1  0
  2  3  1  0
  3  4  1  0
M  END
"""


def test_ibuprofen_has_ten_carbon_environments():
    ibuprofen = parse_structure("CC(C)Cc1ccc(cc1)C(C)C(=O)O")
    assert len(ibuprofen.carbons) == 13
    assert len(set(ibuprofen.symmetry_class)) == 10


def test_the_two_methyls_of_isopropyl_are_one_class_and_classes_count_from_zero():
    assert parse_structure("CC(C)O").symmetry_class.tolist() == [0, 1, 0]


def test_attached_hydrogens_include_explicit_ones():
    ethanol = parse_structure(ETHANOL_WITH_HYDROGENS)
    assert ethanol.hydrogens.tolist() == [3, 2]


def test_atom_indices_are_those_of_the_input_with_its_hydrogens():
    assert parse_structure(ETHANOL_WITH_HYDROGENS).carbon_atom_index.tolist() == [1, 2]


def test_smiles_order_is_kept():
    assert parse_structure("OCC").carbon_atom_index.tolist() == [1, 2]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (None, "no structure given"),
        ("  ", "no structure given"),
        ("C1CC", "not a valid SMILES: ring 1 is opened but not closed"),
        ("not a molecule", "is a name, which does not hold the structure"),
        ("2-(4-isobutylphenyl)propanoic", "is a name, which does not hold the structure"),
        ("badsmiles(", "a at position 2 is neither an atom nor a bond"),
        ("C(C)(C)(C)(C)C", "carbon 1 has 5 bonds"),
        ("O", "no carbon"),
        ("half a molblock\n\n\n  2  1", "line 4 promises 2 atoms and 1 bonds, but its molblock ends"),
    ],
)
def test_an_unusable_structure_tells_its_reason(text, reason):
    with pytest.raises(UnusableRow, match=reason):
        parse_structure(text)


@pytest.mark.parametrize(
    "smiles",
    [
        "C1C2CC3CC1CC(C2)C3",  # adamantane
        "[Na+].CC(=O)[O-]",
        "[Fe+2].[CH-]1C=CC=C1.[CH-]1C=CC=C1",
        "[2H]C([2H])([2H])S(=O)C([2H])([2H])[2H]",
        "c12c3c4c5c1c1c6c7c2c2c8c3c3c9c4c4c%10c5c5c1c1c6c6c%11c7c2c2c7c8c3c3c8c9c4c4c9c%10c5c5c1c1c6c6c%11c2c2c7c3c3c8c4c4c9c5c1c1c6c2c3c41",
    ],
)
def test_odd_structures_are_described(smiles):
    structure = parse_structure(smiles)
    assert len(structure.carbons) == len(structure.symmetry_class) == len(structure.hydrogens)


def test_deuterium_is_an_attached_hydrogen_and_the_network_sees_it_as_one():
    anisole = parse_structure("[2H]C([2H])([2H])Oc1ccccc1")
    assert anisole.hydrogens.tolist() == [3, 0, 1, 1, 1, 1, 1]
    plain, carbons = anisole.without_isotopes_of_hydrogen
    assert [plain.GetAtomWithIdx(int(c)).GetTotalNumHs() for c in carbons] == [3, 0, 1, 1, 1, 1, 1]
    assert anisole.smiles == "[2H]C([2H])([2H])Oc1ccccc1"


def test_a_labelled_methyl_is_a_symmetry_class_of_its_own():
    acetone = parse_structure("[2H]C([2H])([2H])C(=O)C")
    assert len(set(acetone.symmetry_class.tolist())) == 3
