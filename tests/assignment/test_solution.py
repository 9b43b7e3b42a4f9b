"""What peak lists say: full ones, short ones, those with extraneous peaks."""

import numpy as np
import pytest
from expected_carbons import carbons, listed

from kmaid_nodes.assignment.ranked_assignments import ranked_assignments
from kmaid_nodes.assignment.solution import solve_assignment


def peaks_of(expected, peaks, solvent=None) -> list[int]:
    return solve_assignment(expected, peaks, solvent).peak.tolist()


def test_neighbouring_carbons_keep_their_order_when_the_whole_spectrum_is_shifted():
    assert peaks_of(carbons(128.1, 129.6), listed([129.7, 131.0])) == [0, 1]


def test_a_shift_listed_twice_belongs_to_a_class_of_two():
    phenyl = carbons(128.6, 128.6, 127.8, classes=[0, 0, 1])
    assert peaks_of(phenyl, listed([128.0, 128.0, 128.4])) == [0, 1, 2]


def test_every_carbon_gets_a_peak_of_its_own_even_against_its_first_choice():
    assert peaks_of(carbons(100.0, 101.0), listed([100.4, 93.0])) == [1, 0]


def test_multiplicity_decides_between_close_peaks():
    expected = carbons(50.0, 51.0, hydrogens=[3, 2])
    assert peaks_of(expected, listed([51.0, 50.0], hydrogens=[3, 2])) == [0, 1]
    assert peaks_of(expected, listed([51.0, 50.0])) == [1, 0]


def test_equivalent_carbons_share_one_peak_where_every_shift_is_listed_once():
    solution = solve_assignment(carbons(128.0, 128.0, 20.0, classes=[0, 0, 1]), listed([128.1, 20.2]))
    assert solution.peak.tolist() == [0, 0, 1]
    assert solution.shared.tolist() == [False, True, False]


def test_equivalent_carbons_take_a_second_equal_peak_where_the_list_has_one():
    four = carbons(128.0, 128.0, 115.0, 115.0, classes=[0, 0, 1, 1])
    peaks = peaks_of(four, listed([128.1, 128.1, 115.2]))
    assert sorted(peaks[:2]) == [0, 1] and peaks[2:] == [2, 2]


def test_two_methyl_groups_of_one_class_may_have_shifts_of_their_own():
    isopropyl = carbons(22.5, 22.5, 24.0, 170.0, classes=[0, 0, 1, 2], hydrogens=[3, 3, 1, 0])
    solution = solve_assignment(isopropyl, listed([22.3, 22.9, 24.1, 170.2], hydrogens=[3, 3, 1, 0]))
    assert sorted(solution.peak[:2].tolist()) == [0, 1]
    assert solution.shifts_of_their_own.tolist() == [True, True, False, False]


def test_two_classes_may_coincide_in_one_peak():
    expected = carbons(128.3, 128.6, 20.0, 55.0, spread=0.5)
    assert peaks_of(expected, listed([128.4, 20.1, 55.2])) == [0, 0, 1, 2]


def test_a_carbon_whose_peak_is_missing_stays_without_one():
    assert peaks_of(carbons(170.0, 55.0, 20.0), listed([170.3, 20.4])) == [0, -1, 1]


def test_a_missing_carbon_and_a_solvent_peak_are_told_apart_from_a_match():
    """As many peaks as carbons, and yet not one each: C=O is missing, CDCl3 is listed."""
    expected = carbons(170.0, 55.0, 20.0, 128.0, 115.0, spread=0.7)
    solution = solve_assignment(expected, listed([77.16, 55.1, 20.2, 128.2, 115.1]), "CDCl3")
    assert solution.peak.tolist() == [-1, 1, 2, 3, 4] and solution.unassigned == [0]
    assert not solution.complete


def test_a_carbon_at_the_solvents_shift_is_not_missing():
    expected = carbons(77.0, 20.0, 55.0)
    assert peaks_of(expected, listed([77.16, 20.3, 55.2]), "CDCl3") == [0, 1, 2]


def test_a_surplus_peak_stays_over():
    solution = solve_assignment(carbons(170.0, 20.0), listed([170.3, 77.2, 20.4]))
    assert solution.peak.tolist() == [0, 2] and solution.unassigned == [1]


def test_confidence_is_high_where_nothing_competes_and_even_where_two_carbons_do():
    assert (solve_assignment(carbons(170.0, 20.0), listed([170.0, 20.0])).confidence > 0.95).all()
    unsure = solve_assignment(carbons(50.0, 50.0), listed([49.0, 51.0])).confidence
    assert unsure == pytest.approx([0.5, 0.5], abs=0.05)


def test_swapping_equivalent_carbons_costs_no_confidence():
    twins = solve_assignment(carbons(50.0, 50.0, classes=[0, 0]), listed([49.0, 51.0]))
    assert (twins.confidence > 0.9).all()


def test_a_class_with_two_peaks_is_as_sure_in_a_short_list_as_in_a_full_one():
    expected = carbons(50.0, 50.0, 90.0, 90.0, classes=[0, 0, 1, 1])
    solution = solve_assignment(expected, listed([50.0, 50.0, 90.0]))
    assert solution.shared.sum() == 1 and (solution.confidence > 0.9).all()


def test_the_order_of_peaks_and_of_carbons_does_not_matter():
    shifts = [128.4, 20.1, 55.2, 77.16]
    there = solve_assignment(carbons(128.0, 20.0, 55.0), listed(shifts))
    back = solve_assignment(carbons(55.0, 20.0, 128.0), listed(shifts[::-1]))
    assert [shifts[p] for p in there.peak] == [shifts[::-1][p] for p in back.peak[::-1]]
    assert there.cost == pytest.approx(back.cost)
    assert there.confidence == pytest.approx(back.confidence[::-1])


def test_a_wrong_structure_costs_more_than_the_right_one():
    peaks = listed([170.0, 55.0, 20.0])
    assert (
        solve_assignment(carbons(170.0, 55.0, 20.0), peaks).cost
        < solve_assignment(carbons(110.0, 80.0, 20.0), peaks).cost
    )


def test_the_best_assignments_are_ranked_and_differ():
    solution = solve_assignment(carbons(50.0, 51.0, 120.0), listed([50.1, 51.1, 120.0]))
    ranked = ranked_assignments(solution, 3)
    assert [a.peak.tolist() for a in ranked[:2]] == [[0, 1, 2], [1, 0, 2]]
    assert ranked[0].odds == 1 and ranked[0].odds >= ranked[1].odds >= ranked[2].odds > 0


def test_assignments_that_differ_only_among_equivalent_carbons_are_listed_once():
    twins = solve_assignment(carbons(50.0, 50.0, classes=[0, 0]), listed([49.0, 51.0]))
    assert [sorted(a.peak.tolist()) for a in ranked_assignments(twins, 4)].count([0, 1]) == 1


def test_sixty_equivalent_carbons_with_one_peak():
    fullerene = carbons(*[143.0] * 60, classes=[0] * 60)
    solution = solve_assignment(fullerene, listed([142.7]))
    assert solution.peak.tolist() == [0] * 60 and (solution.confidence > 0.9).all()
    assert len(ranked_assignments(solution, 5)) >= 1


def test_costs_and_probabilities_are_finite_for_absurd_lists():
    solution = solve_assignment(carbons(20.0, 50.0), listed([1e4, -500.0, 20.0, 20.0, 20.0]))
    of_class, none = solution.probabilities
    assert np.isfinite(of_class).all() and np.isfinite(none).all() and np.isfinite(solution.cost)


def test_a_list_of_as_many_peaks_as_carbons_is_rather_full_than_short_by_chance():
    solution = solve_assignment(carbons(20.0, 150.0), listed([20.1, 55.0]))
    assert solution.one_to_one and solution.peak.tolist() == [0, 1]


def test_a_trace_of_acetone_does_not_stand_for_a_carbonyl_that_is_missing():
    solution = solve_assignment(carbons(20.0, 55.0, 170.0), listed([20.1, 55.2, 30.92]), "CDCl3")
    assert solution.peak.tolist() == [0, 1, -1]
