"""The paper's criterion counts peaks one by one, as the paper does."""

import numpy as np

from kmaid_nodes.assignment.costs import Carbons, PeakList
from kmaid_nodes.training.paper_criterion import NORMALISED, PLAIN, paper_node_criterion, peaks_right
from kmaid_nodes.training.spectra import Spectrum

_AXIS = np.arange(0.0, 200.5, 0.5)


def _spectrum(expected, hydrogens, classes, recorded, listed, listed_hydrogens, belongs=None):
    """Of carbons expected at some ppm, each with a peak of 2 ppm width in its density."""
    density = -np.abs(_AXIS[None, :] - np.asarray(expected, float)[:, None]) / 2
    density -= np.log(np.exp(density).sum(1, keepdims=True))
    listed = np.asarray(listed, float)
    return Spectrum(
        Carbons(density, _AXIS, np.asarray(hydrogens), np.asarray(classes)),
        PeakList(listed, np.asarray(listed_hydrogens), np.zeros(len(listed), np.int64)),
        np.ones(len(listed), bool) if belongs is None else np.asarray(belongs),
        np.zeros(len(listed), bool),
        np.asarray(recorded, float),
        np.zeros(len(expected), bool),
        None,
    )


def test_ethanol_whose_shifts_are_known_has_both_peaks_right():
    ethanol = _spectrum([18.0, 58.0], [3, 2], [0, 1], [18.1, 57.8], [18.1, 57.8], [3, 2])
    assert paper_node_criterion([ethanol]) == {NORMALISED: 1.0, PLAIN: 1.0}


def test_peaks_that_are_expected_the_other_way_round_are_both_wrong():
    swapped = _spectrum([58.0, 18.0], [2, 2], [0, 1], [18.1, 57.8], [18.1, 57.8], [2, 2])
    assert paper_node_criterion([swapped]) == {NORMALISED: 0.0, PLAIN: 0.0}


def test_multiplicity_decides_between_carbons_expected_at_the_same_shift():
    with_multiplicity = _spectrum([60.0, 60.0], [1, 2], [0, 1], [61.0, 59.0], [61.0, 59.0], [1, 2])
    assert peaks_right(with_multiplicity)[PLAIN].tolist() == [True, True]


def test_a_carbon_that_symmetry_makes_the_same_counts_as_right():
    ortho = _spectrum([128.0, 128.2], [1, 1], [0, 0], [128.4, 128.4], [128.4, 128.4], [1, 1])
    assert paper_node_criterion([ortho]) == {NORMALISED: 1.0, PLAIN: 1.0}


def test_two_peaks_may_take_one_carbon_only_where_each_is_chosen_by_itself():
    # Both peaks fit the first carbon better; normalised along both sides they share them.
    crowded = _spectrum([60.0, 64.0], [2, 2], [0, 1], [60.0, 61.0], [60.0, 61.0], [2, 2])
    assert peaks_right(crowded)[PLAIN].tolist() == [True, False]
    assert peaks_right(crowded)[NORMALISED].tolist() == [True, True]


def test_a_peak_that_the_record_gives_to_no_carbon_is_not_counted():
    with_solvent = _spectrum(
        [18.0, 58.0], [3, 2], [0, 1], [18.1, 57.8], [18.1, 57.8, 77.2], [3, 2, 0], [True, True, False]
    )
    assert peaks_right(with_solvent)[PLAIN].tolist() == [True, True, False]
    assert paper_node_criterion([with_solvent])[PLAIN] == 1.0
