"""Peaks are matched to carbons at the smallest total cost."""

import numpy as np
import pytest

from kmaid_nodes.assignment.confidence import calibrated, marginals, raw_confidence
from kmaid_nodes.assignment.correctness import carbons_right
from kmaid_nodes.assignment.costs import peak_costs, repetition_costs, shift_costs
from kmaid_nodes.assignment.matching import Matching, match

AXIS = np.arange(0.0, 200.25, 0.25)


def expecting(*ppm: float, spread: float = 2.0) -> np.ndarray:
    """Log densities of carbons expected at these shifts."""
    log_density = -np.abs(AXIS[None, :] - np.array(ppm)[:, None]) / spread
    return log_density - np.log(np.exp(log_density).sum(1, keepdims=True))


def costs(carbons, peaks, carbon_hydrogens=None, peak_hydrogens=None, classes=None) -> np.ndarray:
    unknown = np.full(len(peaks), 4)
    return peak_costs(
        expecting(*carbons),
        AXIS,
        np.zeros(len(carbons), int) if carbon_hydrogens is None else np.array(carbon_hydrogens),
        np.arange(len(carbons)) if classes is None else np.array(classes),
        np.array(peaks, float),
        unknown if peak_hydrogens is None else np.array(peak_hydrogens),
    )


def own(*peaks: int) -> Matching:
    """Every carbon has its own peak, or none (-1)."""
    return Matching(np.array(peaks), np.zeros(len(peaks), bool))


def test_the_cost_is_the_negative_log_density_per_ppm():
    near, far = shift_costs(expecting(100.0), AXIS, np.array([100.0, 110.0]))[0]
    # A Laplace density of scale 2 peaks at 1/4, a little less once blurred by 1 ppm; far off it is e^-5.
    assert near == pytest.approx(-np.log(1 / 4), abs=0.4)
    assert far == pytest.approx(-np.log(1 / 4) + 5, abs=0.2)


def test_neighbouring_carbons_keep_their_order_when_the_whole_spectrum_is_shifted():
    shifted = costs([128.1, 129.0], [130.2, 131.0])
    assert match(shifted, np.array([0, 1])).peak.tolist() == [0, 1]


def test_a_shift_listed_twice_belongs_to_a_class_of_two():
    phenyl = costs([128.6, 128.6, 127.8], [128.0, 128.0, 128.4], classes=[0, 0, 1])
    assert match(phenyl, np.array([0, 0, 1])).peak.tolist() == [0, 1, 2]


def test_a_class_listed_once_in_a_short_list_costs_nothing():
    short = repetition_costs(np.array([0, 0, 1]), np.array([128.0, 20.0]))
    assert np.ptp(short) == 0
    said = repetition_costs(np.array([0, 0, 1]), np.array([128.0, 20.0]), np.array([2, 0]))
    assert said[2, 0] > said[2, 1] + 3  # "128.0 (2C)" is not the single carbon
    full = repetition_costs(np.array([0, 0, 1]), np.array([128.0, 128.0, 20.0]))
    assert full[2, 0] > full[2, 2] + 3


def test_every_carbon_gets_a_peak_of_its_own_even_against_its_first_choice():
    matching = match(costs([100.0, 101.0], [100.4, 90.0]), np.array([0, 1]))
    assert matching.peak.tolist() == [1, 0]


def test_multiplicity_decides_between_close_peaks():
    both = costs([50.0, 51.0], [51.0, 50.0], carbon_hydrogens=[3, 2], peak_hydrogens=[3, 2])
    assert match(both, np.array([0, 1])).peak.tolist() == [0, 1]
    without = costs([50.0, 51.0], [51.0, 50.0])
    assert match(without, np.array([0, 1])).peak.tolist() == [1, 0]


def test_equivalent_carbons_share_one_peak_where_the_list_is_per_class():
    matching = match(costs([128.0, 128.0, 20.0], [128.1, 20.2]), np.array([0, 0, 1]))
    assert matching.peak.tolist() == [0, 0, 1]
    assert matching.shared.tolist() == [False, True, False]


def test_equivalent_carbons_take_a_second_equal_peak_where_the_list_has_one():
    four_carbons = costs([128.0, 128.0, 115.0, 115.0], [128.1, 128.1, 115.2])
    matching = match(four_carbons, np.array([0, 0, 1, 1]))
    assert sorted(matching.peak[:2].tolist()) == [0, 1]
    assert matching.peak[2:].tolist() == [2, 2]


def test_fewer_peaks_than_classes_leaves_the_worst_fitting_carbon_without():
    matching = match(costs([170.0, 55.0, 20.0], [170.3, 20.4]), np.array([0, 1, 2]))
    assert matching.peak.tolist() == [0, -1, 1]


def test_no_peaks_at_all():
    assert match(np.zeros((2, 0)), np.array([0, 1])).peak.tolist() == [-1, -1]


def test_a_surplus_peak_stays_over():
    assert match(costs([170.0, 20.0], [170.3, 77.2, 20.4]), np.array([0, 1])).peak.tolist() == [0, 2]


def test_marginals_of_two_equal_choices_are_even():
    assert marginals(np.zeros((2, 2))) == pytest.approx(np.full((2, 2), 0.5))


def test_confidence_is_high_where_nothing_competes_and_even_where_two_carbons_do():
    clear = costs([170.0, 20.0], [170.0, 20.0])
    sure = raw_confidence(clear, own(0, 1), np.array([170.0, 20.0]), np.array([0, 1]))
    assert (sure > 0.95).all()
    unclear = costs([50.0, 50.0], [49.0, 51.0])
    unsure = raw_confidence(unclear, own(0, 1), np.array([49.0, 51.0]), np.array([0, 1]))
    assert unsure == pytest.approx([0.5, 0.5], abs=0.05)


def test_swapping_equivalent_carbons_costs_no_confidence():
    twins = costs([50.0, 50.0], [49.0, 51.0])
    assert raw_confidence(twins, own(0, 1), np.array([49.0, 51.0]), np.array([0, 0])) == pytest.approx(
        [1.0, 1.0], abs=1e-6
    )


def test_a_class_with_two_peaks_is_as_sure_in_a_short_list_as_in_a_full_one():
    classes = np.array([0, 0, 1, 1])
    short = costs([50.0, 50.0, 90.0, 90.0], [50.0, 50.0, 90.0])
    matching = match(short, classes)
    assert matching.shared.sum() == 1
    found = raw_confidence(short, matching, np.array([50.0, 50.0, 90.0]), classes)
    assert (found > 0.95).all()


def test_a_carbon_without_a_peak_has_no_confidence():
    found = raw_confidence(costs([50.0, 90.0], [50.0]), own(0, -1), np.array([50.0]), np.array([0, 1]))
    assert np.isnan(found[1]) and found[0] > 0.9


def test_calibration_moves_odds():
    assert calibrated(np.array([0.9]), 1.0, 0.0) == pytest.approx([0.9])
    assert calibrated(np.array([0.9]), 0.5, 0.0)[0] == pytest.approx(0.75)


def test_a_shift_of_an_equivalent_carbon_counts_as_right_and_an_unrecorded_carbon_not_at_all():
    given, recorded = np.array([22.3, 20.1, 50.0, 9.0]), np.array([20.1, 22.3, 51.0, np.nan])
    right, counted = carbons_right(given, recorded, np.array([0, 0, 1, 2]))
    assert right.tolist() == [True, True, False, False]
    assert counted.tolist() == [True, True, True, False]
