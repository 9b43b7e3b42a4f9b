import random
from decimal import Decimal

import numpy as np
import pytest

from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.reading.peak_list import parse_peak_list, with_multiplicities
from kmaid_nodes.reading.record import Peak


def shifts(cell):
    return [peak.ppm for peak in parse_peak_list(cell)]


def hydrogens(cell):
    return [peak.hydrogens for peak in parse_peak_list(cell)]


def hydrogens_of(ppm, multiplicities):
    return [peak.hydrogens for peak in with_multiplicities(parse_peak_list(ppm), multiplicities)]


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
        "157,4 C; 128,1 CH; 63,2 CH2; 55,7 CH3",
        "157,4 C, 128,1 CH, 63,2 CH2, 55,7 CH3",
        "157,4S 128,1D 63,2T 55,7Q",
        "157.4 (C), 128.1 (CH), 63.2 (CH2), 55.7 (CH3)",
        "157.4 (s), 128.1 (d), 63.2 (t), 55.7 (q)",
    ],
)
def test_multiplicities_behind_the_shifts(cell):
    assert shifts(cell) == [157.4, 128.1, 63.2, 55.7]
    assert hydrogens(cell) == [0, 1, 2, 3]


@pytest.mark.parametrize(
    "cell",
    [
        "157.6 1C, 129.9 2C, 55.3 1C",
        "157.6, 129.9 x2, 55.3",
        "157.6; 129.9 x 2; 55.3",
        "157.6, 129.9*2, 55.3",
        "157.6 129.9 *2 55.3",
        "157.6, 129.9x2, 55.3",
        "157.6, 2x129.9, 55.3",
        "157.6, 2 x 129.9, 55.3",
        "157.6, 2×129.9, 55.3",
        "157.6, 129.9 2 C, 55.3",
        "157.6, 129.9, 2C, 55.3",
        "157,6; 129,9 2C; 55,3",
        ["157.6", "129.9 x2", "55.3"],
        "157.6 (1C), 129.9 (2C), 55.3 (1C)",
    ],
)
def test_numbers_of_carbons_are_no_shifts(cell):
    assert shifts(cell) == [157.6, 129.9, 55.3]
    assert [peak.carbons or 1 for peak in parse_peak_list(cell)] == [1, 2, 1]


def test_a_number_of_carbons_beside_a_multiplicity():
    assert parse_peak_list("157.6 C, 129.9 2CH, 113.7 CH 2C, 20.5 CH3 x2") == (
        Peak(157.6, 0),
        Peak(129.9, 1, (), 2),
        Peak(113.7, 1, (), 2),
        Peak(20.5, 3, (), 2),
    )


def test_shifts_that_may_all_be_those_of_protons_are_refused():
    assert "may be those of protons" in reason("7.26, 3.45, 2.34")
    assert shifts("13C: 7.3, 2.6, 1.1") == [7.3, 2.6, 1.1]
    assert shifts("7.3, 2.6") == [7.3, 2.6]  # tetraethylsilane
    assert shifts("7.3 CH3, 2.6 CH2, 1.1 CH3") == [7.3, 2.6, 1.1]


def test_small_shifts_of_whole_numbers_stay_shifts():
    assert parse_peak_list("157C 20CH3 2CH3") == (Peak(157, 0), Peak(20, 3), Peak(2, 3))
    assert shifts("130, 20, 2") == [130, 20, 2]
    assert shifts("-1, 5.2, 2") == [-1, 5.2, 2]


def test_a_number_that_may_be_a_shift_a_coupling_or_a_count_is_refused():
    assert "cannot tell whether 2 after 129.9 is a shift" in reason("129.9 2, 113.7 2, 55.3")
    assert "cannot tell whether 245 after 162.9 is a shift" in reason("162.9 d 245, 130.5 d 8, 115.4")
    assert reason("2C 129.9") == "cannot read '2C' in the peak list"


@pytest.mark.parametrize(
    "cell, number",
    [
        ("129.9\t2\n113.7\t2\n55.7\t1", "2 after 129.9"),
        ("157.4 0\n129.9 1", "0 after 157.4"),
        ("157.4;C;1\n129.9;CH;2", "1 after 157.4"),
        ("157.4;C;1\r\n129;CH;2", "1 after 157.4"),
        ("157.4\t1\tC\n129.9\t2\tCH", "2 after 129.9"),
        ("1 157.4\n2 149.8", "1 before 157.4"),
        ("1. 157.4\n2. 149.8", "1 before 157.4"),
        ("1) 157.4\n2) 149.8", "1)"),
        ("157.4\t100\n149.8\t50", "100 after 157.4"),
        ("157.4 100; 149.8 50", "100 after 157.4"),
        ("157.4\t+1\n129.9\t+1", "+1 beside 157.4"),
        ("157 2\n113 1", "2 beside 157"),
        ("157.4 d 245.1\n120.1 d 8.3", "245.1 after 157.4"),
        ("29.7 8 CH2 14.1", "8 after 29.7"),
        ("129.9 2 CH 113.7 2 CH", "2 after 129.9"),
        ("C 13 157.4", "13 after C"),
        ("4C 28, 3C 29", "4C before 28"),
        ("157.6, 2C 129.9", "2C before 129.9"),
    ],
)
def test_what_may_be_another_column_of_a_table_is_refused(cell, number):
    assert reason(cell).startswith(f"cannot tell whether {number} ")


def test_whole_shifts_in_a_list_with_decimals_stay_shifts():
    assert shifts("157.4 149.8 55 20.1") == [157.4, 149.8, 55, 20.1]
    assert shifts("157.4 149.8 55\n20.1") == [157.4, 149.8, 55, 20.1]
    assert shifts("157.4, 149.8, 55,\n20.1, 9, 5.2") == [157.4, 149.8, 55, 20.1, 9, 5.2]


def test_a_number_of_carbons_apart_from_its_c_counts_in_every_place():
    assert parse_peak_list("129.9 2 C 113.7 2 C") == (Peak(129.9, None, (), 2), Peak(113.7, None, (), 2))


def test_a_single_number_in_brackets_is_no_number_of_carbons():
    assert parse_peak_list("157.6, 129.9(2), 55.3") == (Peak(157.6), Peak(129.9), Peak(55.3))


@pytest.mark.parametrize("cell", ["13C 157.4, 149.8", "13C: 157.4, 149.8", "13 C 157.4 149.8"])
def test_the_nucleus_before_a_list_is_no_shift(cell):
    assert parse_peak_list(cell) == (Peak(157.4), Peak(149.8))
    assert parse_peak_list("13C, 157C") == (Peak(13, 0), Peak(157, 0))


def test_a_token_is_cited_as_it_was_written():
    assert reason("C=X 170.1, CH3 20.1") == "cannot read 'C=X' in the peak list"


@pytest.mark.parametrize(
    "cell, expected",
    [
        ("157,4 (C), 149,8 (CH)", [157.4, 149.8]),
        ("157,4 (C),149,8 (CH)", [157.4, 149.8]),
        ("13C-NMR (101 MHz, CDCl3): δ = 157,4 (C), 149,8 (CH), 55,7 (CH3) ppm", [157.4, 149.8, 55.7]),
        ("13C-NMR (101 MHz, CDCl3): 157,4 (C), 149,8 (CH), 55,7 (CH3) ppm", [157.4, 149.8, 55.7]),
        ("115,6 (d, J = 21,3 Hz), 162,2 (d, J = 245,1 Hz)", [115.6, 162.2]),
        ("129,9 (C-2, C-6), 113,7 (C-3, C-5)", [129.9, 113.7]),
        ("157,4 (C)", [157.4]),
        ("128,129 (2C)", [128, 129]),
        ("157,149,128,129 (2C), 55", [157, 149, 128, 129, 55]),
        ("157,149,55 (CH3)", [157, 149, 55]),
    ],
)
def test_decimal_commas_before_brackets(cell, expected):
    assert shifts(cell) == expected


@pytest.mark.parametrize("cell", ["128,29", "157,4", "128,29 (CH2)"])
def test_two_numbers_that_may_be_one_are_refused(cell):
    assert reason(cell) == f"cannot tell whether {cell} is one shift or two"


def test_couplings_of_a_plain_list_are_no_shifts():
    assert shifts("162.9 d J 245, 130.5 d J 8, 115.4") == [162.9, 130.5, 115.4]
    assert shifts("162,9 d J=245,1 Hz; 115,4") == [162.9, 115.4]
    assert shifts("162.9 d JCF 245, 130.5 d 2JCF 8.2, 115.4") == [162.9, 130.5, 115.4]


@pytest.mark.parametrize(
    "cell",
    [
        "Cq: 157.6; CH: 129.9, 113.7; CH3: 55.3",
        "C 157.6, CH 129.9, CH 113.7, CH3 55.3",
        "quaternary: 157.6; methine: 129.9 113.7; methyl: 55.3",
        "s 157.6, d 129.9, d 113.7, q 55.3",
        "(157.6, 0), (129.9, 1), (113.7, 1), (55.3, 3)",
        "[[157.6, 0], [129.9, 1], [113.7, 1], [55.3, 3]]",
        "[(157.6, 'C'), (129.9, 'CH'), (113.7, 'CH'), (55.3, 'CH3')]",
        [[157.6, 0], [129.9, 1], [113.7, 1], [55.3, 3]],
        np.array([[157.6, 0], [129.9, 1], [113.7, 1], [55.3, 3]]),
    ],
)
def test_multiplicities_before_the_shifts_and_in_pairs(cell):
    assert shifts(cell) == [157.6, 129.9, 113.7, 55.3]
    assert hydrogens(cell) == [0, 1, 1, 3]


def test_a_multiplicity_before_no_shift_is_refused():
    assert reason("C 157.6 CH 129.9 CH3") == "'CH3' at the end of the peak list has no shift"


def test_pairs_of_anything_else_are_refused():
    sentence = "is not a shift with its number of attached hydrogens (0 to 3)"
    assert sentence in reason("(157.6, 130.2), (55.3, 20.5)")
    assert sentence in reason("(157.6, 0.5), (129.9, 1)")
    assert sentence in reason([[157.6, 4], [129.9, 1]])
    assert "missing" in reason([[None, 1], [129.9, 1]])


def test_a_pair_may_leave_the_hydrogens_open():
    assert hydrogens("[[157.6, null], [129.9, 1]]") == [None, 1]
    assert hydrogens([[157.6, None], [129.9, 1.0]]) == [None, 1]


def test_a_single_pair_of_brackets_holds_a_plain_list():
    assert shifts("[157.6, 0]") == [157.6, 0]
    assert shifts("[157.6, 129.9 (2C)]") == [157.6, 129.9]


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


def test_an_array_of_no_dimension_is_one_number():
    assert shifts(np.array(157.4)) == shifts([np.array(157.4)]) == [157.4]
    assert hydrogens_of([157.4], np.array(1)) == [1]


@pytest.mark.parametrize(
    "cell",
    [
        10**400,
        [10**400],
        [10**5000],
        [[157.4, 10**400]],
        [[157.4, 10**5000]],
        [[10**400, 1]],
        [Decimal("sNaN")],
        [[157.4, Decimal("sNaN")]],
        [[[1], [2]]],
        np.array(None),
        np.array(np.nan),
        np.ma.masked,
        np.zeros((1, 2, 2)),
        [[True, 1]],
    ],
    ids=lambda cell: type(cell).__name__,
)
def test_no_value_makes_the_reader_crash(cell):
    assert len(reason(cell)) < 200


@pytest.mark.parametrize(
    "entry", [10**400, 10**5000, Decimal("sNaN"), np.array([1, 2])], ids=lambda e: type(e).__name__
)
def test_no_multiplicity_makes_the_reader_crash(entry):
    with pytest.raises(UnusableRow, match="is not a multiplicity"):
        hydrogens_of([157.4], [entry])


def test_a_shift_outside_the_range_of_carbon_is_told():
    assert reason("164.2, 1501, 55.7").startswith("1501 ppm lies outside")
    assert reason([-80.0]).startswith("-80 ppm lies outside")
    assert shifts([-50.0, 350.0]) == [-50.0, 350.0]


def test_cells_of_no_use_are_refused():
    assert reason(object()) == "a value of type object is not a peak list"
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


@pytest.mark.parametrize(
    "cell",
    [
        "0H, 1H, 3H",
        "C (s), CH (d), CH3 (q)",
        "C, ipso; CH, aromatic; CH3",
        "Cq (ipso), CH (d, J = 8 Hz), CH3",
        ["quaternary", "tertiary", "primary"],
        ["C, ipso", "CH (2C)", "CH3"],
        "C\nCH, ortho\nCH3",
    ],
)
def test_multiplicities_with_further_words(cell):
    peaks = with_multiplicities(parse_peak_list("157.4, 128.1, 55.7"), cell)
    assert [peak.hydrogens for peak in peaks] == [0, 1, 3]


@pytest.mark.parametrize(
    "cell",
    ["0.0,1.0,3.0", "0. 1. 3.", "S/D/Q", "C / CH / CH3", "(0,1,3)", "(S, D, Q)", "S/D/Q ", "[0.0, 1.0, 3.0]"],
)
def test_multiplicities_as_decimals_with_slashes_or_in_brackets(cell):
    assert hydrogens_of("157.4, 128.1, 55.7", cell) == [0, 1, 3]


def test_slashes_that_may_part_alternatives_leave_the_hydrogens_open():
    assert hydrogens_of("157.4", "CH/CH2/CH3") == [None]
    assert hydrogens_of("157.4, 55.7", "CH/CH3") == [None, None]
    with pytest.raises(UnusableRow, match="3 entries for 2 peaks"):
        hydrogens_of("157.4, 55.7", "S/D/Q")


@pytest.mark.parametrize(
    "entry",
    ["m", "br", "NA", "N/A", "nan", "none", "null", "unknown", "?", "-", "+", "up", "pos", "CH/CH3", "C/CH2"],
)
def test_an_entry_that_is_not_known_does_not_cost_the_others(entry):
    peaks = parse_peak_list("157.4, 128.1D, 55.7")
    assert [p.hydrogens for p in with_multiplicities(peaks, f"S, {entry}, Q")] == [0, 1, 3]
    assert [p.hydrogens for p in with_multiplicities(peaks, ["S", entry, "CH or CH3"])] == [0, 1, None]


def test_a_cell_that_says_nothing_is_known_leaves_the_peaks():
    peaks = parse_peak_list("157.4S, 55.7")
    assert with_multiplicities(peaks, "n/a") == peaks


def test_multiplicities_of_another_length_or_kind_are_refused():
    peaks = parse_peak_list("157.4, 55.7")
    with pytest.raises(UnusableRow, match="3 entries for 2 peaks"):
        with_multiplicities(peaks, "S, D, Q")
    with pytest.raises(UnusableRow, match="'x' is not a multiplicity"):
        with_multiplicities(peaks, ["S", "x"])
    with pytest.raises(UnusableRow, match="4 is not a multiplicity"):
        with_multiplicities(peaks, [0, 4])
    with pytest.raises(UnusableRow, match="'C-1' is not a multiplicity"):
        with_multiplicities(peaks, "C-1, C-2")


@pytest.mark.slow
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
        "x2",
        "2x",
        "*",
        "2C",
        "Cq:",
        "d",
        "J 245",
        "(157.6, 0)",
        "[55.3, 3]",
        "2",
    ]
    draw = random.Random(0)
    for _ in range(6000):
        text = "".join(draw.choice(pieces) for _ in range(draw.randint(1, 14)))
        try:
            assert parse_peak_list(text)
        except UnusableRow as refused:
            assert str(refused)


def test_a_long_run_of_digits_is_read_in_no_time():
    for tail in ("x|", "|", ",x|", ""):
        assert reason("1;0.0S;" + "1" * 5000 + tail)
