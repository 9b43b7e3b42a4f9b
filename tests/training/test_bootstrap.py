"""Confidence intervals of figures, and of differences between models, by drawing compounds."""

from dataclasses import replace

import numpy as np
import pytest

from kmaid_nodes.training.bootstrap import bootstrap_intervals, differences, drawn_parts, paired_intervals
from kmaid_nodes.training.spectrum_scores import ListScores, SpectrumScores, flat_figures

CARBONS = "assignment.carbons_right"


def made(compound, right, carbons=10):
    """Spectra with these numbers of carbons right, multiplicities not given, and an error of 1 ppm each."""
    spectra = len(compound)
    lists = ListScores.nothing_right(spectra)
    lists.right[:, 0] = right
    every = np.full(spectra, carbons)
    inside = np.ones((spectra * carbons, 2), bool)
    error = np.ones(spectra * carbons)
    return SpectrumScores(np.array(compound), every, every, error, inside, lists)


@pytest.fixture
def scores():
    generator = np.random.default_rng(1)
    return made(np.arange(200) // 2, np.repeat(generator.integers(4, 11, 100), 2))


def test_all_spectra_of_a_compound_are_drawn_together(scores):
    part = np.arange(200) < 60
    for times in drawn_parts(scores, part, 5):
        assert (times[::2] == times[1::2]).all() and times.sum() == 60
        assert not times[~part].any()


def test_an_interval_holds_the_figure_and_is_that_of_compounds(scores):
    everything = np.ones(200, bool)
    low, high = bootstrap_intervals(scores, everything)[CARBONS]
    share = flat_figures(scores, everything)[CARBONS]
    assert low < share < high
    of_compound = scores.recorded.right[::2, 0] / 10
    expected = 2 * 1.96 * of_compound.std() / 10  # 100 compounds
    assert high - low == pytest.approx(expected, rel=0.15)
    assert bootstrap_intervals(scores, everything)["shift.mae"] == (1.0, 1.0)


def test_intervals_are_the_same_for_a_seed(scores):
    part = np.ones(200, bool)
    assert bootstrap_intervals(scores, part, 50) == bootstrap_intervals(scores, part, 50)
    assert bootstrap_intervals(scores, part, 50) != bootstrap_intervals(scores, part, 50, seed=1)


def test_paired_differences_are_narrower_than_those_of_single_models(scores):
    part, right = np.ones(200, bool), np.minimum(scores.recorded.right + np.array([1, 0]), 10)
    better = replace(scores, recorded=replace(scores.recorded, right=right))
    low, high = paired_intervals(scores, better, part)[CARBONS]
    assert 0 < low < differences(flat_figures(scores, part), flat_figures(better, part))[CARBONS] < high
    alone_low, alone_high = bootstrap_intervals(scores, part)[CARBONS]
    assert high - low < (alone_high - alone_low) / 2
    assert paired_intervals(scores, scores, part)[CARBONS] == (0.0, 0.0)


def test_models_measured_on_other_spectra_are_not_compared(scores):
    with pytest.raises(ValueError, match="same spectra"):
        paired_intervals(scores, scores.only(np.arange(199)), np.ones(200, bool))


def test_a_part_without_spectra_has_no_intervals(scores):
    assert bootstrap_intervals(scores, np.zeros(200, bool)) == {}


def test_a_single_compound_has_intervals_without_width():
    (low, high) = bootstrap_intervals(made([3, 3], [4, 6]), np.ones(2, bool))[CARBONS]
    assert low == high == 0.5
