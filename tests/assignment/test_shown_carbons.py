"""Lists of experiments that show only carbons with hydrogen: DEPT and HSQC."""

from dataclasses import replace

import numpy as np
import pytest
from expected_carbons import carbons, listed

from kmaid_nodes.assignment.costs import PeakList
from kmaid_nodes.assignment.ranked_assignments import ranked_assignments
from kmaid_nodes.assignment.solution import solve_assignment
from kmaid_nodes.codes.experiment import Experiment
from kmaid_nodes.reading.record import Peak

WITH_HYDROGEN = Experiment.DEPT135.hydrogens_seen


def test_a_dept_135_peak_never_goes_to_a_carbon_without_hydrogen():
    expected = carbons(130.0, 134.0, hydrogens=[0, 1])
    assert solve_assignment(expected, listed([130.0])).peak.tolist() == [0, -1]
    in_dept = solve_assignment(expected, listed([130.0]), hydrogens_seen=WITH_HYDROGEN)
    assert in_dept.peak.tolist() == [-1, 0]


def test_carbons_that_the_experiment_cannot_show_cost_nothing():
    with_quaternary = carbons(200.0, 50.0, 20.0, hydrogens=[0, 2, 3])
    without = carbons(50.0, 20.0, hydrogens=[2, 3])
    peaks = listed([50.2, 19.7])
    in_dept = solve_assignment(with_quaternary, peaks, hydrogens_seen=WITH_HYDROGEN)
    assert in_dept.cost == solve_assignment(without, peaks).cost
    assert in_dept.one_to_one and in_dept.unseen.tolist() == [True, False, False]
    assert in_dept.cost < solve_assignment(with_quaternary, peaks).cost


def test_a_full_list_is_solved_as_before():
    expected, peaks = carbons(200.0, 50.0, 20.0, hydrogens=[0, 2, 3]), listed([50.2, 19.7, 77.2])
    usual = solve_assignment(expected, peaks)
    apt = solve_assignment(expected, peaks, hydrogens_seen=Experiment.APT.hydrogens_seen)
    assert apt.cost == usual.cost and not usual.unseen.any()


def test_a_dept_90_shows_only_ch():
    expected = carbons(128.0, 50.0, 20.0, hydrogens=[1, 2, 3])
    solution = solve_assignment(expected, listed([49.0]), hydrogens_seen=Experiment.DEPT90.hydrogens_seen)
    assert solution.unseen.tolist() == [False, True, True]
    assert solution.peak.tolist()[1:] == [-1, -1]


def test_a_structure_without_any_carbon_to_be_seen_leaves_all_peaks_unassigned():
    solution = solve_assignment(carbons(97.0, hydrogens=[0]), listed([97.0]), hydrogens_seen=WITH_HYDROGEN)
    assert solution.peak.tolist() == [-1] and solution.unassigned == [0]
    assert solution.confidence.tolist() == [1.0]


@pytest.mark.parametrize("ppm", [[50.0, 51.0], [50.0, 51.0, 19.0]])
def test_ranked_assignments_leave_unseen_carbons_without_a_peak(ppm):
    expected = carbons(200.0, 50.0, 51.0, hydrogens=[0, 2, 2])
    solution = solve_assignment(expected, listed(ppm), hydrogens_seen=WITH_HYDROGEN)
    ranked = ranked_assignments(solution, 10)
    assert len(ranked) > 1
    assert all(one.peak[0] == -1 and one.odds > 0 for one in ranked)


def test_a_carbon_known_to_have_hydrogens_is_no_quaternary_one():
    expected = carbons(130.0, 134.0, hydrogens=[0, 1])
    open_list = PeakList.of([Peak(130.0, possible_hydrogens=(1, 2, 3)), Peak(134.0)])
    assert solve_assignment(expected, open_list).peak.tolist() == [1, 0]
    assert solve_assignment(expected, replace(open_list, possible=None)).peak.tolist() == [0, 1]


def test_hydrogens_left_open_are_doubted_where_they_contradict_again_and_again():
    ppm, methyl_or_ch = (10.0, 40.0, 70.0, 100.0), (1, 3)
    expected = carbons(*ppm, hydrogens=[2, 2, 2, 2], spread=0.5)
    solution = solve_assignment(
        expected, PeakList.of([Peak(p, possible_hydrogens=methyl_or_ch) for p in ppm])
    )
    assert solution.peak.tolist() == [0, 1, 2, 3]
    assert not solution.multiplicities_believed
    assert not PeakList.of([Peak(1.0)]).rules_out(np.array([0, 4])).any()
