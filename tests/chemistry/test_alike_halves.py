"""Two alike groups on the nitrogen of an amide have two shifts, as the bond between C and N turns slowly."""

import pytest

from kmaid_nodes.chemistry.structure import parse_structure


def atoms_with_two_shifts(smiles):
    structure = parse_structure(smiles)
    return {int(atom) for atom, two in zip(structure.carbon_atom_index, structure.diastereotopic) if two}


@pytest.mark.parametrize(
    "smiles, atoms",
    [
        ("CN(C)C=O", {0, 2}),  # DMF: 36.5 and 31.4
        ("CCN(CC)C(=O)c1cccc(C)c1", {0, 1, 3, 4}),  # DEET: 43.2 and 39.1, 14.1 and 12.8
        ("O=C(c1ccccc1)N1CCCCC1", {9, 10, 12, 13}),
        ("CN(C)C(C)=S", {0, 2}),
        ("CN(C)N=O", {0, 2}),
    ],
)
def test_both_sides_of_a_slow_nitrogen_have_shifts_of_their_own(smiles, atoms):
    assert atoms_with_two_shifts(smiles) == atoms


@pytest.mark.parametrize(
    "smiles", ["CN(C)C(=O)N(C)C", "CN(C)c1ccccc1", "CN(C)CC=O", "CNC(C)=O", "CN(CC)C=O", "O=C1CCCN1C"]
)
def test_a_nitrogen_that_turns_freely_or_has_different_groups_does_not(smiles):
    assert not atoms_with_two_shifts(smiles)
