"""The numbers of an assignment, changed one at a time."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from expected_carbons import carbons, listed

from kmaid_nodes.assignment.extraneous_peaks import extraneous_costs, named_signal
from kmaid_nodes.assignment.ranked_assignments import ranked_assignments
from kmaid_nodes.assignment.settings import DEFAULT_SETTINGS, AssignmentSettings
from kmaid_nodes.assignment.solution import solve_assignment
from kmaid_nodes.assignment.unassigned_peaks import explain_unassigned, splittings
from kmaid_nodes.assignment.verdict import judge
from kmaid_nodes.chemistry.structure import parse_structure
from kmaid_nodes.codes.peak_kind import PeakKind
from kmaid_nodes.codes.verdict import VerdictCode
from kmaid_nodes.reading.record import Peak


def changed(group: str, **numbers: object) -> AssignmentSettings:
    """The default settings with other numbers in one group."""
    return replace(DEFAULT_SETTINGS, **{group: replace(getattr(DEFAULT_SETTINGS, group), **numbers)})


@pytest.mark.slow
def test_assignment_is_free_of_torch():
    code = "import sys, kmaid_nodes.assignment.assign; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], timeout=120).returncode == 0


def test_a_search_is_described_without_torch():
    code = "import sys, kmaid_nodes.retrieval.settings; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], timeout=120).returncode == 0


def test_settings_cannot_be_changed_and_equal_ones_are_equal():
    assert AssignmentSettings() == DEFAULT_SETTINGS and hash(AssignmentSettings()) == hash(DEFAULT_SETTINGS)
    with pytest.raises(AttributeError):
        DEFAULT_SETTINGS.most_alternatives = 5  # type: ignore[misc]


def test_a_carbon_stays_without_a_peak_where_that_is_cheap():
    expected, peaks = carbons(170.0, 20.0), listed([160.0, 20.0])
    assert solve_assignment(expected, peaks).peak.tolist() == [0, 1]
    cheap = changed("hypotheses", missing=0.1, missing_if_complete=0.1, counts_agree_by_chance=0.0)
    cheap = replace(cheap, extraneous=replace(cheap.extraneous, expected=200.0))
    assert solve_assignment(expected, peaks, None, cheap).peak.tolist() == [-1, 1]


def test_two_classes_do_not_share_a_peak_where_none_may():
    expected, peaks = carbons(128.3, 128.6, 20.0, 55.0, spread=0.5), listed([128.4, 20.1, 55.2])
    assert solve_assignment(expected, peaks).peak.tolist() == [0, 0, 1, 2]
    alone = solve_assignment(expected, peaks, None, changed("hypotheses", most_sharing=1))
    assert sorted(alone.peak.tolist()) == [-1, 0, 1, 2]


def test_costs_of_extraneous_peaks_are_of_their_own_settings():
    ppm, unknown = np.array([90.0]), np.array([4])
    usual = extraneous_costs(ppm, unknown, "CDCl3")
    twice = extraneous_costs(ppm, unknown, "CDCl3", changed("extraneous", expected=4.0))
    assert twice == pytest.approx(usual - np.log(2))
    assert extraneous_costs(ppm, unknown, "CDCl3") == pytest.approx(usual)


def test_how_far_off_a_line_is_named():
    assert named_signal(76.8, None, "CDCl3").compound == "CDCl3"
    assert named_signal(76.8, None, "CDCl3", settings=changed("extraneous", named_within_ppm=0.1)) is None


def test_carbons_further_from_fluorine_are_split_where_the_settings_say_so():
    fluorobutane = parse_structure("FCCCC")
    assert set(splittings(fluorobutane)) == {0, 1, 2, 3}
    one_bond = changed("splitting", most_ppm_by_bonds=(4.5,))
    assert set(splittings(fluorobutane, one_bond)) == {0}
    assert splittings(fluorobutane, changed("splitting", nuclei=(15,))) == {}


def test_verdict_and_kinds_follow_the_settings_of_the_solution():
    ethanol, peaks = parse_structure("CCO"), [Peak(18.0), Peak(58.0), Peak(95.3)]
    expected, shifts = carbons(18.0, 58.0, hydrogens=[3, 2]), listed([18.0, 58.0, 95.3])
    for doubtful_from, code in ((40.0, VerdictCode.CONSISTENT), (-40.0, VerdictCode.DOUBTFUL)):
        settings = changed("verdict", doubtful_from=doubtful_from, contradicted_from=50.0)
        solution = solve_assignment(expected, shifts, "CDCl3", settings)
        unassigned = explain_unassigned(ethanol, peaks, solution, "CDCl3")
        assert [entry.kind for entry in unassigned] == [PeakKind.UNEXPLAINED]
        assert judge(solution, expected, unassigned).code is code


def test_as_many_ranked_assignments_are_looked_at_as_the_settings_allow():
    expected, peaks = carbons(50.0, 51.0, 120.0), listed([50.1, 51.1, 120.0])
    only_best = solve_assignment(expected, peaks, None, replace(DEFAULT_SETTINGS, most_ranked_considered=1))
    assert (
        len(ranked_assignments(only_best, 3)) == 1
        and len(ranked_assignments(solve_assignment(expected, peaks), 3)) == 3
    )
