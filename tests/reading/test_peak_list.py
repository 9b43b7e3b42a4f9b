import random

import numpy as np
import pytest

from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.reading.peak_list import parse_peak_list, with_multiplicities
from kmaid_nodes.reading.record import Peak


def shifts(cell):
    return [peak.ppm for peak in parse_peak_list(cell)]


def hydrogens(cell):
    return [peak.hydrogens for peak in parse_peak_list(cell)]


def reason(cell):
    with pytest.raises(UnusableRow) as refused:
        parse_peak_list(cell)
    return str(refused.value)


@pytest.mark.parametrize(
    "cell",
    [
        "157.4, 149.8, 55.7",
        "157.4; 149.8; 55.7",
        "157.4 149.8 55.7 ppm",
        "157.4\t149.8\n55.7",
        "157.4|149.8|55.7",
        "[157.4, 149.8, 55.7]",
        "157,4; 149,8; 55,7",
        "157,4, 149,8, 55,7",
        [157.4, 149.8, 55.7],
        (157.4, 149.8, 55.7),
        ["157.4", "149.8", "55.7"],
        np.array([157.4, 149.8, 55.7]),
    ],
)
def test_a_plain_list_in_any_of_its_forms(cell):
    assert shifts(cell) == [157.4, 149.8, 55.7]


def test_whole_numbers_are_a_list_not_decimals():
    assert shifts("157,149,55") == [157, 149, 55]
    assert shifts("157; 149; 55") == [157, 149, 55]
    assert shifts(55) == [55]


def test_minus_signs_of_silyl_methyls():
    assert shifts("18.0, −4.8, –5.1") == [18.0, -4.8, -5.1]
    assert shifts("18.0 -4.8") == [18.0, -4.8]


@pytest.mark.parametrize(
    "cell",
    [
        "157.4 C; 128.1 CH; 63.2 CH2; 55.7 CH3",
        "157.4S 128.1D 63.2T 55.7Q",
        "157.4s 128.1d 63.2t 55.7q",
        "157.4, C, 128.1, CH, 63.2, CH₂, 55.7, CH3",
        "157.4:0 128.1:1 63.2:2 55.7:3",
        "157.4 (C), 128.1 (CH), 63.2 (CH2), 55.7 (CH3)",
        "157.4 (s), 128.1 (d), 63.2 (t), 55.7 (q)",
    ],
)
def test_multiplicities_behind_the_shifts(cell):
    assert shifts(cell) == [157.4, 128.1, 63.2, 55.7]
    assert hydrogens(cell) == [0, 1, 2, 3]


def test_nmrshiftdb2_syntax_has_letters_and_0_based_atoms():
    assert parse_peak_list("17.7;0.0Q;0|50.9;0.0d;1|146.7;0.0;|") == (
        Peak(17.7, 3, (0,)),
        Peak(50.9, 1, (1,)),
        Peak(146.7),
    )


def test_the_string_of_a_paper_is_a_peak_list():
    assert shifts("13C NMR (151 MHz, CDCl3) δ 157.4, 136.2 (d, J = 245.1 Hz), 55.7 (OCH3).") == [
        157.4,
        136.2,
        55.7,
    ]


@pytest.mark.parametrize("cell", [None, "", "  ", "[]", [], "ppm"])
def test_an_empty_list_is_told_as_such(cell):
    assert reason(cell) == "the peak list is empty"


def test_a_garbled_token_is_named_not_dropped():
    assert reason("157.4, banana, 55.7") == "cannot read 'banana' in the peak list"
    assert reason("157.4, 12O.5, 55.7") == "cannot read '12O.5' in the peak list"
    assert reason([157.4, "x"]) == "cannot read 'x' in the peak list"
    assert "__import__" in reason("__import__")


def test_missing_and_infinite_values_are_told():
    assert "missing" in reason([157.4, None])
    assert "not a number" in reason([157.4, float("nan")])
    assert "not a number" in reason(np.array([157.4, np.inf]))


def test_a_shift_outside_the_range_of_carbon_is_told():
    assert reason("164.2, 1501, 55.7").startswith("1501 ppm lies outside")
    assert reason([-80.0]).startswith("-80 ppm lies outside")
    assert shifts([-50.0, 350.0]) == [-50.0, 350.0]


def test_cells_of_no_use_are_refused():
    assert "cannot be a object" in reason(object())
    assert "True" in reason(True)


@pytest.mark.parametrize(
    "cell", ["S, , Q", "S;?;Q", "C; -; CH3", ["S", None, "Q"], [0, None, 3], [0.0, float("nan"), 3.0]]
)
def test_a_multiplicity_column_is_joined_entry_by_entry(cell):
    peaks = with_multiplicities(parse_peak_list("157.4, 128.1, 55.7"), cell)
    assert [peak.hydrogens for peak in peaks] == [0, None, 3]


def test_a_missing_multiplicity_leaves_what_the_list_told():
    peaks = parse_peak_list("157.4S, 55.7")
    assert with_multiplicities(peaks, None) == peaks
    assert [p.hydrogens for p in with_multiplicities(peaks, [None, "Q"])] == [0, 3]


def test_multiplicity_letters_without_separators():
    assert [p.hydrogens for p in with_multiplicities(parse_peak_list("157.4, 55.7"), "SQ")] == [0, 3]


def test_multiplicities_of_another_length_or_kind_are_refused():
    peaks = parse_peak_list("157.4, 55.7")
    with pytest.raises(UnusableRow, match="3 entries for 2 peaks"):
        with_multiplicities(peaks, "S, D, Q")
    with pytest.raises(UnusableRow, match="'x' is no multiplicity"):
        with_multiplicities(peaks, ["S", "x"])


def test_no_text_makes_the_reader_crash():
    pieces = [
        "13C NMR",
        "δ",
        "(",
        ")",
        "[",
        "]",
        "157.4",
        "12O.5",
        ",",
        ";",
        "|",
        "J = 3 Hz",
        "2C",
        "CH3",
        "−",
        "1H",
        " ",
        "ppm",
        "0.0Q",
    ]
    draw = random.Random(0)
    for _ in range(3000):
        text = "".join(draw.choice(pieces) for _ in range(draw.randint(1, 14)))
        try:
            assert parse_peak_list(text)
        except UnusableRow as refused:
            assert str(refused)


def test_a_long_run_of_digits_is_read_in_no_time():
    for tail in ("x|", "|", ",x|", ""):
        assert reason("1;0.0S;" + "1" * 5000 + tail)
