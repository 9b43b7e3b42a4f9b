"""Tables that say which carbon has which shift: in atom order, or with the numbers of the atoms."""

import pytest

from kmaid_nodes.codes.reason import Reason, ReasonCode
from kmaid_nodes.errors import UserError

PARACETAMOL = "CC(=O)Nc1ccc(O)cc1"
SHIFTS = "23.7, 167.5, 131.0, 120.8, 115.0, 153.1, 115.0, 120.8"


def assigned(record):
    return [(peak.ppm, peak.atoms) for peak in record.peaks or ()]


@pytest.mark.parametrize("told", [{"name": "shifts_in_atom_order"}, {"name": "13C", "in_atom_order": True}])
def test_shifts_in_the_order_of_the_carbons_are_assigned(read_text, told):
    name = told.pop("name")
    (record,) = read_text(f'id,smiles,{name}\nparacetamol,{PARACETAMOL},"{SHIFTS}"\n', **told)
    assert [peak.atoms for peak in record.peaks] == [(a,) for a in (0, 1, 4, 5, 6, 7, 9, 10)]
    assert [peak.ppm for peak in record.peaks] == [float(s) for s in SHIFTS.split(",")]


def test_shifts_are_in_no_order_unless_the_table_says_so(read_text):
    (record,) = read_text(f'id,smiles,13C\nparacetamol,{PARACETAMOL},"{SHIFTS}"\n')
    assert all(peak.atoms == () for peak in record.peaks)


def test_a_carbon_whose_shift_is_not_known_keeps_its_place(read_text):
    acid, alcohol = read_text('smiles,shifts_in_atom_order\nCC(=O)O,"-, 178.1"\nCCO,"nan; 58.3"\n')
    assert assigned(acid) == [(178.1, (1,))] and assigned(alcohol) == [(58.3, (1,))]


def test_another_number_of_shifts_than_carbons_is_refused(read_text):
    (record,) = read_text('smiles,shifts_in_atom_order\nCCO,"58.3, 18.4, 77.0"\n')
    assert record.error == Reason.of(ReasonCode.ATOM_ORDER_MISMATCH, shifts=3, carbons=2)
    assert record.peaks is None


def test_a_bad_structure_in_such_a_table_refuses_its_row_alone(read_text):
    bad, good = read_text('smiles,shifts_in_atom_order\nCC(,"58.3, 18.4"\nCCO,"18.4, 58.3"\n')
    assert bad.error.code == ReasonCode.INVALID_SMILES
    assert assigned(good) == [(18.4, (0,)), (58.3, (1,))]


@pytest.mark.parametrize("first, cell", [(0, "1, 0"), (1, "2, 1"), (0, "1;0")])
def test_numbers_of_atoms_beside_the_shifts_assign_them(read_text, first, cell):
    text = 'smiles,13C,atoms ({}-based)\nCCO,"58.3, 18.4","{}"\n'
    (record,) = read_text(text.format(first, cell))
    assert assigned(record) == [(58.3, (1,)), (18.4, (0,))]
    (record,) = read_text(text.format("?", cell), atoms="atoms (?-based)", first_atom=first)
    assert assigned(record) == [(58.3, (1,)), (18.4, (0,))]


def test_equivalent_carbons_share_an_entry(read_text):
    (record,) = read_text('smiles,13C,atoms (from 1)\nCC(C)O,"64.0, 25.3","2, 1&3"\n')
    assert assigned(record) == [(64.0, (1,)), (25.3, (0, 2))]


def test_atoms_whose_first_number_is_not_told_are_not_guessed(read_text):
    text = 'smiles,13C,atoms\nCCO,"58.3, 18.4","1, 0"\n'
    (record,) = read_text(text)
    assert assigned(record) == [(58.3, ()), (18.4, ())] and record.columns == (("atoms", "1, 0"),)
    with pytest.raises(UserError, match="count from 0 or from 1"):
        read_text(text, atoms="atoms")


@pytest.mark.parametrize(
    "cell, code",
    [
        ("0", ReasonCode.ATOM_COUNT_MISMATCH),
        ("0, 2", ReasonCode.ATOM_NOT_A_CARBON),
        ("0, 9", ReasonCode.ATOM_NOT_A_CARBON),
        ("0, C2", ReasonCode.UNREADABLE_ATOM),
    ],
)
def test_atoms_that_cannot_be_those_of_the_shifts_are_refused(read_text, cell, code):
    (record,) = read_text(f'smiles,13C,atoms (0-based)\nCCO,"18.4, 58.3","{cell}"\n')
    assert record.error.code == code and record.peaks is None


def test_atoms_in_a_table_with_a_row_for_each_peak(read_text):
    (record,) = read_text("id,smiles,atom,shift\ne,CCO,1,18.4\ne,CCO,2,58.3\n", atoms="atom", first_atom=1)
    assert assigned(record) == [(18.4, (0,)), (58.3, (1,))]


def test_a_column_for_each_carbon_can_be_in_atom_order(read_text):
    (record,) = read_text("id,smiles,shift_1,shift_2\ne,CC(=O)O,,178.1\n", in_atom_order=True)
    assert assigned(record) == [(178.1, (1,))]
