"""Calibrated confidences, for every list hypothesis."""

import numpy as np
import pytest
from scipy.special import expit

from kmaid_nodes.assignment.assign import assign_peaks
from kmaid_nodes.assignment.calibration import LIST_TYPES, HitProbability, LogOdds
from kmaid_nodes.assignment.costs import Carbons, PeakList
from kmaid_nodes.assignment.solution import solve_assignment
from kmaid_nodes.chemistry.structure import parse_structure
from kmaid_nodes.model.calibration import Calibration
from kmaid_nodes.model.model_file import load_model
from kmaid_nodes.reading.record import Peak
from kmaid_nodes.training.calibration import RawConfidences, fit_log_odds

ETHYL_BENZOATE = "CCOC(=O)c1ccccc1"
EVERY_CARBON = (14.3, 60.9, 166.6, 130.5, 129.5, 129.5, 128.3, 128.3, 132.8)
EVERY_SHIFT = (14.3, 60.9, 166.6, 130.5, 129.5, 128.3, 132.8)


def listed(*ppm: float) -> PeakList:
    return PeakList(np.array(ppm), np.full(len(ppm), 4), np.zeros(len(ppm), int))


@pytest.mark.parametrize(
    "ppm, list_type",
    [
        (EVERY_CARBON, "one_to_one"),
        (EVERY_SHIFT, "complete"),
        ((14.3, 60.9, 166.6, 77.2, 77.0), "incomplete"),
    ],
)
def test_every_list_is_of_one_of_three_types(ppm, list_type, bundled):
    ester = parse_structure(ETHYL_BENZOATE)
    (density,) = bundled.shift_densities([ester])
    carbons = Carbons(density.log_density, bundled.axis, ester.hydrogens, ester.symmetry_class)
    assert solve_assignment(carbons, listed(*ppm)).list_type == list_type


def test_each_list_type_has_its_own_correction():
    raw = RawConfidences(np.array([0.9, 0.9, 0.9]), np.ones(3, bool), np.arange(3))
    fitted = dict(zip(LIST_TYPES, (LogOdds(), LogOdds(0.0, 0.0), LogOdds(1.0, 2.0))))
    assert raw.calibrated(fitted) == pytest.approx([0.9, 0.5, 0.985], abs=0.001)


def test_an_assignment_is_calibrated_by_its_list_hypothesis(bundled):
    ester = parse_structure(ETHYL_BENZOATE)
    (density,) = bundled.shift_densities([ester])
    odds = dict(zip(LIST_TYPES, (LogOdds(0.0, 1.0), LogOdds(0.0, 2.0), LogOdds(0.0, 3.0))))
    for ppm, expected in ((EVERY_CARBON, 1.0), (EVERY_SHIFT, 2.0), ((14.3, 60.9, 77.2, 77.0), 3.0)):
        peaks = [Peak(x) for x in ppm]
        assignment = assign_peaks(ester, peaks, density.log_density, bundled.axis, odds)
        assert np.nanmax(assignment.confidence) == pytest.approx(expit(expected))


def test_each_list_hypothesis_is_fitted_by_itself_where_enough_carbons_are_right_and_wrong():
    rng = np.random.default_rng(0)
    raw = rng.uniform(0.05, 0.95, 9000)
    list_type = np.repeat([0, 1, 2], [4000, 4000, 1000])
    # The first is well calibrated, of the second every third is right, of the third all are.
    right = np.where(list_type == 0, rng.random(9000) < raw, rng.random(9000) < 1 / 3) | (list_type == 2)
    fitted = fit_log_odds(RawConfidences(raw, right, list_type), np.ones(9000))
    assert fitted["one_to_one"].slope == pytest.approx(1.0, abs=0.15)
    assert fitted["complete"].slope == pytest.approx(0.0, abs=0.1)
    assert expit(fitted["complete"].offset) == pytest.approx(1 / 3, abs=0.05)
    together = fitted["incomplete"]
    assert together not in (fitted["one_to_one"], fitted["complete"])


def test_weights_count_in_a_fit():
    raw, list_type = np.full(400, 0.5), np.zeros(400, int)
    right = np.arange(400) < 200
    weight = np.where(right, 3.0, 1.0)
    fitted = fit_log_odds(RawConfidences(raw, right, list_type), weight)
    assert expit(fitted["one_to_one"].offset) == pytest.approx(0.75, abs=0.01)


def test_a_calibration_comes_back_as_it_was_written():
    odds = dict(zip(LIST_TYPES, (LogOdds(0.5, 0.1), LogOdds(0.25, 0.6), LogOdds(0.75, -0.2))))
    assert Calibration.from_json(Calibration().to_json()) == Calibration()
    written = Calibration(density=0.9, confidence=odds, hits=HitProbability(0.3, 5.0, 0.6))
    assert Calibration.from_json(written.to_json()) == written


@pytest.mark.parametrize(
    "damage",
    [
        {"density": 0.0},
        {"density": "1"},
        {"interval_masses": [0.5]},
        {"confidence": {}},
        {"confidence": {list_type: {"slope": "a"} for list_type in LIST_TYPES}},
        {"confidence": {list_type: {"steep": 1} for list_type in LIST_TYPES}},
        {"hits": {"weight": 0.4, "fits": 4.9}},
        {"hits": {"weight": "0.4", "fits": 4.9, "per_surprise": 0.7}},
        {"something": 1},
    ],
)
def test_a_calibration_of_something_else_is_refused(damage):
    with pytest.raises((KeyError, TypeError, ValueError)):
        Calibration.from_json(Calibration().to_json() | damage)


def test_the_bundled_model_has_a_correction_for_each_list_hypothesis():
    assert len(set(load_model().calibration.confidence.values())) == len(LIST_TYPES)
