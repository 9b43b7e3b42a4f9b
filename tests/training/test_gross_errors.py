"""The rule for records that no model can predict."""

import numpy as np
import pytest

from kmaid_nodes.graphs.features import feature_set
from kmaid_nodes.reading.record import Peak, Record
from kmaid_nodes.training.examples import Examples, build_examples
from kmaid_nodes.training.gross_errors import ENOUGH_CARBONS, with_gross_error


def ethers(*shifts: tuple[float, float], letters: tuple[int, int] = (2, 3)) -> Examples:
    """Spectra of diethyl ether with these shifts of CH2 and CH3."""
    records = (
        Record(
            id=str(k),
            structure="CCOCC",
            peaks=(
                Peak(ppm=methylene, hydrogens=letters[0], atoms=(1, 3)),
                Peak(ppm=methyl, hydrogens=letters[1], atoms=(0, 4)),
            ),
            split="train",
        )
        for k, (methylene, methyl) in enumerate(shifts)
    )
    examples = build_examples(records, feature_set("default")).build("train")
    assert examples is not None
    return examples


@pytest.fixture
def training() -> Examples:
    return ethers(*((65.9 + k % 3, 15.3) for k in range(ENOUGH_CARBONS)))


def test_shifts_like_those_of_the_training_split_are_believed(training):
    assert not with_gross_error(ethers((66.5, 15.0), (70.0, 12.0)), training).any()


def test_a_shift_that_no_such_carbon_ever_had_is_a_gross_error(training):
    with_error = with_gross_error(ethers((66.5, 15.0), (166.5, 15.0)), training)
    assert with_error.tolist() == [False, True]


def test_two_carbons_with_each_others_multiplicity_are_a_gross_error(training):
    assert with_gross_error(ethers((66.5, 15.0), letters=(3, 2)), training).all()


def test_a_carbon_whose_environment_is_new_is_believed():
    few = ethers((65.9, 15.3))
    assert np.array_equal(with_gross_error(ethers((166.5, 15.0)), few), [False])
