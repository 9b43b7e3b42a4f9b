"""Molecules compared with a peak list by how well each peak is explained by some carbon."""

from dataclasses import replace

import numpy as np
import pytest

from kmaid_nodes.assignment.costs import predicted_shift_costs
from kmaid_nodes.reading.record import Peak
from kmaid_nodes.retrieval.library_shifts import LibraryShifts
from kmaid_nodes.retrieval.peak_coverage import START_PPM, PeakCoverage, columns, largest
from kmaid_nodes.retrieval.settings import CoverageSettings, SearchSettings

# By class: ethanol, benzene, ethyl benzoate, one whose shifts are not known, toluene.
PPM = np.array(
    [18.4, 57.8, 128.4, 14.3, 60.9, 166.6, 130.5, 129.5, 128.3, 132.8, 21.4, 137.8, 129.1, 128.3, 125.4]
)
MEMBERS = np.array([1, 1, 6, 1, 1, 1, 1, 2, 2, 1, 1, 1, 2, 2, 1])
SHIFTS = LibraryShifts(
    PPM.astype(np.float32),
    np.ones(len(PPM), np.float32),
    np.ones(len(PPM), np.int8),
    MEMBERS.astype(np.int16),
    np.array([0, 2, 3, 10, 10, 15]),
)
ETHANOL, BENZENE, BENZOATE, UNKNOWN, TOLUENE = range(5)


def best(*ppm: float, top: int = 5, among: np.ndarray | None = None) -> list[int]:
    (nearest,) = PeakCoverage.of(SHIFTS).nearest([[Peak(shift) for shift in ppm]], top, among)
    return nearest.tolist()


def test_a_list_without_its_aromatic_carbons_still_finds_the_ester():
    assert best(14.2, 61.0, 166.5)[0] == BENZOATE


def test_of_molecules_that_explain_all_peaks_the_one_with_least_left_over_is_best():
    assert best(128.4)[0] == BENZENE
    assert best(128.4, 129.0, 137.7, 125.5)[0] == TOLUENE


def test_a_repeated_shift_counts_once():
    assert best(128.4, 128.4, 128.4) == best(128.4)


def test_a_molecule_without_known_shifts_is_never_found():
    assert sorted(best(128.4)) == [ETHANOL, BENZENE, BENZOATE, TOLUENE]


def test_only_those_that_count_and_no_more_than_asked_for():
    assert best(128.4, among=np.array([ETHANOL, UNKNOWN, TOLUENE])) == [TOLUENE, ETHANOL]
    assert best(128.4, top=1) == [BENZENE]


@pytest.mark.parametrize("ppm", [-400.0, 9999.0])
def test_shifts_beyond_the_table_are_explained_by_nobody(ppm):
    ketene = LibraryShifts(  # one carbon near the upper end of the table, one far from it
        np.array([238.0, 30.0], np.float32),
        np.ones(2, np.float32),
        np.ones(2, np.int8),
        np.ones(2, np.int16),
        np.arange(3),
    )
    (nearest,) = PeakCoverage.of(ketene).nearest([[Peak(ppm)]], 2)
    assert nearest.tolist() == [0, 1]  # equally bad: as they come
    (nearest,) = PeakCoverage.of(ketene).nearest([[Peak(ppm), Peak(31.0)]], 2)
    assert nearest.tolist() == [1, 0]


def test_shifts_are_explained_from_a_dozen_ppm_away_but_worse():
    steps = columns(SHIFTS)[:, ETHANOL].astype(int)
    at = 58 - START_PPM
    assert steps[at] > steps[at + 3] > steps[at + 6] > 0
    assert steps[at + 13] == 0


@pytest.mark.parametrize("among", [None, np.array([BENZENE, TOLUENE])])
def test_many_molecules_are_looked_at_piece_by_piece(among):
    in_pieces = replace(PeakCoverage.of(SHIFTS, at_once=2), at_once=2)
    (nearest,) = in_pieces.nearest([[Peak(128.4), Peak(21.0)]], 5, among)
    assert nearest.tolist() == best(128.4, 21.0, among=among)


def test_where_classes_without_a_peak_cost_nothing_only_what_explains_least_is_last():
    free = SearchSettings(coverage=CoverageSettings(per_class=0.0))
    (nearest,) = PeakCoverage.of(SHIFTS).nearest([[Peak(128.4)]], 5, settings=free)
    assert best(128.4)[-1] == BENZOATE and nearest[-1] == ETHANOL


def test_the_table_holds_what_the_best_carbon_of_a_molecule_costs():
    at = 128
    of_toluene = predicted_shift_costs(np.float64(at), PPM[10:], np.ones(5)).min()
    steps = columns(SHIFTS)[at - START_PPM, TOLUENE]
    assert steps == pytest.approx((8.5 - of_toluene) * 25, abs=1)


def test_of_equal_values_the_first_are_the_largest():
    assert sorted(largest(np.array([3, 5, 3, 3, 9]), 3).tolist()) == [0, 1, 4]
    assert largest(np.array([3, 5]), 3).tolist() == [0, 1]
