from kmaid_nodes.codes.peak_kind import PeakKind
from kmaid_nodes.wording.carbon_names import carbon_name
from kmaid_nodes.wording.unassigned import unassigned_reason


def test_carbons_are_called_by_their_own_numbers_else_counted_from_1():
    assert carbon_name(2, {}) == "C-3"
    assert carbon_name(2, {2: "10a"}) == "C-10a"
    assert carbon_name(2, {2: "OMe"}) == "OMe"
    assert carbon_name(2, {1: "3"}) == "atom 3"  # C-3 is another one


def test_a_line_of_a_multiplet_names_its_carbon_by_its_own_number():
    reason = unassigned_reason(PeakKind.MULTIPLET_LINE, atom_index=4, number="4'")
    assert reason == "a line of the multiplet of C-4'"
