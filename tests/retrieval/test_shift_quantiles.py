"""Molecules and lists compared by their shift quantiles."""

import numpy as np
import pytest

from kmaid_nodes.reading.record import Peak
from kmaid_nodes.retrieval.nearest import NearestVectors
from kmaid_nodes.retrieval.shift_quantiles import (
    LENGTH,
    NearestShifts,
    quantile_vector,
    quantile_vectors,
)

# By class: ethanol, benzene, toluene, one whose shifts are not known, acetone.
PPM = np.array([18.4, 57.8, 128.4, 21.4, 137.8, 129.1, 128.3, 125.4, 30.8, 206.7])
MEMBERS = np.array([1, 1, 6, 1, 1, 2, 2, 1, 2, 1])
OFFSETS = np.array([0, 2, 3, 8, 8, 10])
ETHANOL, BENZENE, TOLUENE, UNKNOWN, ACETONE = range(5)


def nearest_shifts() -> NearestShifts:
    return NearestShifts(
        NearestVectors.of(quantile_vectors(PPM, MEMBERS, OFFSETS), by_distance=True),
        NearestVectors.of(quantile_vectors(PPM, np.ones_like(MEMBERS), OFFSETS), by_distance=True),
    )


def peaks(*ppm: float) -> list[Peak]:
    return [Peak(shift) for shift in ppm]


@pytest.mark.parametrize("molecule", [ETHANOL, BENZENE, TOLUENE, ACETONE])
def test_a_molecule_and_the_list_of_all_its_carbons_have_one_vector(molecule):
    rows = slice(*OFFSETS[molecule : molecule + 2])
    of_list = quantile_vector(np.repeat(PPM[rows], MEMBERS[rows])[::-1])
    assert quantile_vectors(PPM, MEMBERS, OFFSETS)[molecule] == pytest.approx(of_list)


def test_distances_are_in_ppm_and_in_numbers_of_shifts():
    first, second = quantile_vector(np.array([10.0, 20.0])), quantile_vector(np.array([13.0, 23.0]))
    assert np.square(first - second).sum() == pytest.approx(9.0, rel=1e-4)
    more = quantile_vector(np.array([10.0, 10.0, 20.0, 20.0]))
    assert np.square(first - more).sum() == pytest.approx(4.0, rel=1e-4)


@pytest.mark.parametrize(
    "listed, molecule",
    [
        (peaks(128.3), BENZENE),
        (peaks(*[128.3] * 6), BENZENE),
        (peaks(137.6, 129.2, 128.4, 125.5, 21.2), TOLUENE),
        (peaks(137.6, 129.2, 129.2, 128.4, 128.4, 125.5, 21.2), TOLUENE),
        (peaks(58.0, 18.0), ETHANOL),
        (peaks(207.0, 31.0, 31.0), ACETONE),
    ],
)
def test_lists_by_carbon_and_by_class_find_their_molecule(listed, molecule):
    assert nearest_shifts().nearest([listed], 1)[0, 0] == molecule


def test_lists_of_both_kinds_are_asked_for_together():
    nearest = nearest_shifts().nearest([peaks(128.3), peaks(207.0, 31.0, 31.0), peaks(58.0, 18.0)], 2)
    assert nearest[:, 0].tolist() == [BENZENE, ACETONE, ETHANOL]


def test_a_molecule_without_known_shifts_is_near_to_nothing():
    assert nearest_shifts().nearest([peaks(128.3)], 5)[0, -1] == UNKNOWN


def test_only_those_that_count_are_found():
    nearest = nearest_shifts().nearest([peaks(128.3)], 5, np.array([ETHANOL, ACETONE]))
    assert sorted(nearest[0].tolist()) == [ETHANOL, ACETONE]


def test_a_vector_tells_how_many_shifts_there_are():
    assert quantile_vector(np.array([5.0]))[-1] == 1 and LENGTH == 33
