"""A list with far more peaks than the structure could have is no list of its 13C shifts."""

import pytest

from kmaid_nodes.codes.reason import ReasonCode
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.reading.record import Peak, Record
from kmaid_nodes.tasks.plausible_count import PlausibleCount, check_plausible
from kmaid_nodes.tasks.rows import read_rows
from kmaid_nodes.wording.reason import reason_sentence

TETRACOSANE = "C" * 24


def of(peaks):
    """The row of a list for 24 carbons."""
    record = Record("a", TETRACOSANE, tuple(Peak(10.0 + k / 10) for k in range(peaks)))
    ((row,),) = read_rows([record], structures=True, peaks=True)
    return row


def test_123_peaks_for_24_carbons_are_refused_in_words():
    reason = of(123).reason
    assert reason.code is ReasonCode.IMPLAUSIBLE_PEAK_COUNT
    assert reason_sentence(reason).startswith("123 peaks are far too many for 24 carbons")


@pytest.mark.parametrize("peaks", [24, 48, 72, PlausibleCount().most(24)])
def test_two_sets_couplings_and_solvents_are_let_through(peaks):
    assert of(peaks).reason is None


def test_the_longest_list_from_a_paper_is_let_through():
    check_plausible(peaks=36, carbons=14)  # couplings to fluorine, each line given


def test_without_a_structure_nothing_is_told_of_a_count():
    record = Record("a", None, tuple(Peak(10.0 + k / 10) for k in range(123)))
    ((row,),) = read_rows([record], structures=False, peaks=True)
    assert row.reason is None
    with pytest.raises(UnusableRow):
        check_plausible(peaks=123, carbons=24)
