"""Figures of a model as sums over spectra: of all, of a part, of lists as recorded and rewritten."""

from dataclasses import replace

import numpy as np
import pytest

from kmaid_nodes.tasks.scored_split import scored_lists
from kmaid_nodes.training.calibration import log_densities, with_temperature
from kmaid_nodes.training.examples import build_examples
from kmaid_nodes.training.full_lists import full_lists, with_every_carbon
from kmaid_nodes.training.metrics import assignment_metrics, shift_metrics
from kmaid_nodes.training.scoring import Scorer
from kmaid_nodes.training.spectrum_scores import SpectrumScores, figures, flat_figures


@pytest.fixture(scope="module")
def examples(bundled, shipped_records):
    return build_examples(shipped_records, bundled.features).build("test").only(np.arange(40))


@pytest.fixture(scope="module")
def densities(bundled):
    trained = bundled.trained

    def of(examples):
        raw = log_densities(bundled.network, examples, trained.preset.objective)
        return with_temperature(raw, trained.calibration.density)

    return of


@pytest.fixture(scope="module")
def scored(examples, densities, bundled):
    return scored_lists(examples, densities, Scorer(bundled.axis))


@pytest.fixture(scope="module")
def scores(scored):
    return scored.scores


def test_the_sums_are_the_figures_of_a_training(examples, densities, bundled, scores):
    density, nested = densities(examples), figures(scores)
    assert nested["assignment"] == pytest.approx(assignment_metrics(examples, density, bundled.axis))
    assert nested["shift"] == pytest.approx(shift_metrics(examples, density, bundled.axis))
    assert nested["spectra"] == 40 and nested["carbons"] == (~np.isnan(examples.carbon_ppm)).sum()


def test_a_part_has_the_figures_that_it_has_alone(examples, densities, bundled, scores):
    part = np.arange(40) % 3 == 0
    alone = figures(
        Scorer(bundled.axis).scores(
            examples.only(np.flatnonzero(part)), densities(examples.only(np.flatnonzero(part)))
        )
    )
    of_part = figures(scores, part)
    for block in ("assignment", "shift", "paper_node_criterion"):
        assert of_part[block] == pytest.approx(alone[block], abs=1e-5), block
    assert of_part["molecules"] == alone["molecules"] < 20 and of_part["too_few_to_tell"]
    assert figures(scores.only(np.flatnonzero(part))) == of_part


def test_a_spectrum_that_counts_twice_weighs_as_two(scores):
    twice = SpectrumScores.joined([scores, scores.only(np.arange(5))])
    times = np.where(np.arange(40) < 5, 2, 1)
    assert flat_figures(scores, times) == pytest.approx(flat_figures(twice, np.ones(45)))


@pytest.mark.parametrize("number", [1, 2, 7, 40])
def test_the_median_is_that_of_the_pooled_errors(scores, number):
    part = np.arange(40) < number
    pooled = scores.error[scores.spectrum_of_error < number]
    assert flat_figures(scores, part)["shift.median"] == pytest.approx(np.median(pooled))


def test_corrupted_lists_do_not_depend_on_how_many_are_scored_at_a_time(examples, densities, bundled, scores):
    scorer = Scorer(bundled.axis)
    halves = [examples.only(np.arange(15)), examples.only(np.arange(15, 40))]
    joined = SpectrumScores.joined([scorer.scores(half, densities(half)) for half in halves])
    assert np.array_equal(joined.corrupted.extraneous, scores.corrupted.extraneous)
    assert np.array_equal(joined.corrupted.missing, scores.corrupted.missing)
    assert (scores.corrupted.extraneous == 2).all() and scores.corrupted.missing.any()


def test_full_lists_are_as_if_each_had_been_assigned_again(examples, densities, bundled, scored):
    kept = with_every_carbon(examples)
    full = full_lists(examples.only(kept))
    again = Scorer(bundled.axis).lists(full, densities(full))
    assert np.array_equal(scored.with_full_list, kept)
    for name in ("right", "confident", "best_right", "peaks"):
        assert np.array_equal(getattr(scored.full_lists.recorded, name), getattr(again, name)), name


def test_carbons_that_were_not_predicted_count_as_wrong(scores):
    nothing = np.zeros_like(scores.recorded.right)
    unpredicted = replace(
        scores,
        errors=np.zeros_like(scores.errors),
        error=scores.error[:0],
        inside=scores.inside[:0],
        recorded=replace(scores.recorded, right=nothing),
    )
    nested = figures(unpredicted)
    assert nested["assignment"]["carbons_right"] == nested["assignment"]["molecules_right"] == 0
    assert "shift" not in nested and nested["carbons"] == scores.carbons.sum()


def test_a_part_without_a_spectrum_has_no_shift_errors(scores):
    nested = figures(scores, np.zeros(40, bool))
    assert nested["spectra"] == nested["molecules"] == 0 and nested["too_few_to_tell"]
    assert "shift" not in nested
