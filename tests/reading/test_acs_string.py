"""Strings of open-access papers (with their PMC numbers) and the slips that occur in them."""

import pytest

from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.reading.acs.string import parse_acs_string

S, D, T, Q = 0, 1, 2, 3


def shifts(text):
    return [peak.ppm for peak in parse_acs_string(text).peaks]


def hydrogens(text):
    return [peak.hydrogens for peak in parse_acs_string(text).peaks]


def carbons(text):
    return [peak.carbons for peak in parse_acs_string(text).peaks]


@pytest.mark.parametrize(
    "text, solvent, mhz, count",
    [
        ("13C-NMR δ: 53.63, 55.36, 55.43, 55.96, 110.11", None, None, 5),  # PMC6268426
        ("13C NMR (DMSO-d6, 400 MHz), δ (ppm): 27.4, 106.1, 112.5", "DMSO-d6", 400, 3),  # PMC3767324
        ("13CNMR (100 MHz, CDCl3): δ = 43.59, 48.69, 60.51", "CDCl3", 100, 3),  # PMC10212088
        ("13C NMR δ (100 MHz; CDCl3): 14.1, 18.8, and 170.2", "CDCl3", 100, 3),  # PMC10051285
        ("13C NMR (Figure S28): 135.70, 132.40, 127.80", None, None, 3),  # PMC10096630
        ("13C-NMR (150 Hz, CDCl3) δ, ppm: 190.27, 164.12", "CDCl3", 150, 2),  # PMC10051550
        ("13C NMR (125 MHz, D2O) δ: 26, 28, 32, 174, 175 ppm", "D2O", 125, 5),  # PMC6093873
        (
            "13C NMR ((D6)DMSO, 75 MHz): δ = 110.24 (thiazole C-5), 163.33 ppm (thiazole C-2)",
            "DMSO-d6",
            75,
            2,
        ),
        ("13C-NMR (1:1 DMSO-d6/CDCl3, 100 MHz): δ 163.8 (C=O)", "DMSO-d6 + CDCl3", 100, 1),  # PMC7527643
        ("13C-NMR (CDCI3) δ: 23.8, 27.3", "CDCl3", None, 2),  # PMC6254322, "CDCl3" misread
        ("13C NMR [150 MHz, (CD3)2CO]: δ 149.7, 131.4", "acetone-d6", 150, 2),
        ("13C-NMR (dimethyl sulfoxide [DMSO]): δ171.37, 153.20", "DMSO-d6", None, 2),
        ("13C-NMR (CDCl3, 100 MHz, CDCl3 = 70.00 ppm) δ 159.01 (C-2), 13.05 (CH3)", "CDCl3", 100, 2),
        ("13C{1H} NMR (126 MHz, methanol-d4, 298 K) δ 157.4, 55.7", "CD3OD", 126, 2),
        ("¹³C NMR (126 MHz, CDCl₃): δ 157.4, 55.7", "CDCl3", 126, 2),
        ("13C-NMR (CDCl3, 400 MHz) Î´ 24.2, 25.8", "CDCl3", 400, 2),  # δ in the wrong encoding
    ],
)
def test_headers_of_every_shape(text, solvent, mhz, count):
    spectrum = parse_acs_string(text)
    assert (spectrum.solvent, spectrum.frequency_mhz, len(spectrum.peaks)) == (solvent, mhz, count)


def test_couplings_to_fluorine_are_neither_shifts_nor_multiplicities():  # PMC6099844
    text = (
        "13C-NMR (150 MHz, CD3OD): δ = 164.1 (d, JCF = 264 Hz), 162.6 (br s), 141.5 (d, JCF = 9.9 Hz), "
        "139.2, 51.2, 25.9 (d, JCF = 2.2 Hz)"
    )
    assert shifts(text) == [164.1, 162.6, 141.5, 139.2, 51.2, 25.9]
    assert hydrogens(text) == [None] * 6


def test_couplings_written_in_other_ways():
    assert shifts("13C NMR δ 176.66 (4JC–F = 2.25 Hz), 166.25, 154.96 (1JC–F = 246 Hz)") == [
        176.66,
        166.25,
        154.96,
    ]
    assert shifts("13C NMR δ 115.67 (d, J = 21,8 Hz, 2C), 118.35") == [115.67, 118.35]
    assert shifts("13C NMR δ 144.5 (ddt, J = 255.2, 14.7, 5.1 Hz), 13.9") == [144.5, 13.9]
    assert carbons("13C NMR δ 131.7 (d, JPCCC = 9.6 Hz, 2C), 115.7 (d, 2C, J = 21.5 Hz)") == [2, 2]


def test_off_resonance_letters_are_multiplicities():
    text = "13C NMR (CDCl3, 50 MHz): δ 168.3 (s), 140.0 (s), 129.3 (s), 115.3 (d), 20.4 (q)"
    assert hydrogens(text) == [S, S, S, D, Q]


def test_singlets_throughout_only_say_that_the_spectrum_is_decoupled():
    assert hydrogens("13C NMR (126 MHz, DMSO-d6) δ 160.21 (s), 44.92 (s), 12.90 (s)") == [None] * 3


def test_q_beside_dept_signs_means_quaternary_and_tells_no_letter():
    assert hydrogens("13C-NMR (CDCl3) δ 38.14 (-), 66.84 (+), 136.31 (q)") == [None] * 3


def test_formulas_tell_the_attached_hydrogens():
    text = (
        "13C-NMR (CDCl3): δ (ppm) 22.9 (CH3), 36.5 (CH2), 52.2 (OCH3), 52.5 (CH), 121.0 (CAr), 132.1 (CHAr), "
        "169.6 (CO), 144.0 (N=CH), 124.6 (d, 1JCF = 271.8 Hz, CF3), 28.0 (Me)"
    )
    assert hydrogens(text) == [Q, T, Q, D, S, D, None, D, S, Q]


def test_a_bare_carbon_is_quaternary_only_beside_marked_ch():
    assert hydrogens("13C NMR δ 166.4 (C), 127.1 (2CH), 19.4 (CH3)") == [S, D, Q]
    assert hydrogens("13C NMR δ 130.6 (Ar-C), 128.4 (Ar-C), 52.2 (OCH3)") == [None, None, Q]


def test_atom_labels_are_no_multiplicities():
    text = "13C NMR δ 68.0 (C-4), 149.6 (C3), 121.3 (6-C), 150.9 (C6, C2), 39.1 (CH2-1′), 111.4 (Cq-3″)"
    assert hydrogens(text) == [None, None, None, None, T, S]


def test_a_formula_of_several_carbons_does_not_say_which_one():
    assert hydrogens("13C NMR δ 18.1 (OCH2CH3), 38.6 (C(CH3)3), 52.4 (COOCH3), 134.0 (CH=CH)") == [
        None,
        None,
        None,
        D,
    ]


def test_a_methyl_label_on_an_aromatic_carbon_names_the_neighbour():
    assert hydrogens("13C NMR δ 161.34 (O-CH3), 55.79 (OCH3)") == [None, Q]


def test_lists_grouped_by_multiplicity():  # PMC3505905
    text = (
        "13C NMR (100.6 MHz, [D6]DMSO): Cq: δ=168.6, 154.0; CH: 130.2, 126.8; CH2: 38.9, 35.9; "
        "CH3: 55.3, 20.8 ppm"
    )
    assert shifts(text) == [168.6, 154.0, 130.2, 126.8, 38.9, 35.9, 55.3, 20.8]
    assert hydrogens(text) == [S, S, D, D, T, T, Q, Q]


def test_a_label_that_closes_a_part_between_semicolons_holds_for_all_of_it():
    text = "13C-NMR: δ 14.6 (CH3); 41.5, 44.0, 48.0 (CH2); 61.0 (OCH2); 119.2, 168.5 (Ar-C, C=O) ppm"
    assert hydrogens(text) == [Q, T, T, T, T, None, None]


def test_carbon_counts():
    text = (
        "13C NMR δ 155.8 (2C), 128.5 (×2), 127.1 (2×CH), 126.6 (C × 2), 121.0 (4xCH), 125.0 (2 CH), "
        "161.9 (2-CH)"
    )
    assert carbons(text) == [2, 2, 2, 2, 4, 2, None]
    assert hydrogens("13C NMR δ 113.4 (2C), 121.0 (CH)") == [None, D]


def test_a_label_that_counts_the_shifts_before_it():
    text = "13C-NMR (DMSO-d6) δ 42.58 (OCH2), 48.15, 48.67 (2NCH2), 118.19"
    assert hydrogens(text) == [T, T, T, None]
    assert carbons(text) == [None] * 4


@pytest.mark.parametrize(
    "text, expected_hydrogens, expected_carbons",
    [
        # Other labels count the carbons of one shift; the shifts stand too far apart to be of one kind.
        ("157.6, 129.9 (2CH), 113.7 (2CH), 55.3 (OCH3)", [None, D, D, Q], [None, 2, 2, None]),
        ("157.6, 129.9 (2CH), 55.3 (OCH3)", [None, D, Q], [None, 2, None]),
        ("134.4, 133.6, 129.0 (2 × CH), 128.6 (2 × CH)", [None, None, D, D], [None, None, 2, 2]),
        ("155.6, 79.5, 28.4 (3CH3)", [None, None, Q], [None, None, 3]),
        ("34.8, 27.0 (3CH3)", [None, Q], [None, 3]),
        ("158.2; 157.6, 129.9 (2CH); 113.7 (2CH)", [None, None, D, D], [None, None, 2, 2]),
        # The label names as many atoms as it counts.
        ("29.76, 27.0 (3C, C-0, C-2, C-3)", [None, None], [None, 3]),
        ("29.76, 21.9 (2C, CH3, C-0, C-2)", [None, Q], [None, 2]),
        # Close together, and no label that counts otherwise.
        ("31.3, 33.6 (2CH2), 34.2, 35.5 (2CH)", [T, T, D, D], [None] * 4),
        ("127.8 (2CH), 127.5, 134.6, 143.1, 148.9 (4Cq)", [D, S, S, S, S], [2, None, None, None, None]),
    ],
)
def test_whether_a_label_counts_the_shifts_before_it_or_the_carbons_of_one(
    text, expected_hydrogens, expected_carbons
):
    assert hydrogens(f"13C NMR δ {text}") == expected_hydrogens
    assert carbons(f"13C NMR δ {text}") == expected_carbons


def test_carbon_counts_without_brackets():
    text = "13C NMR δ 157.6, 2 x 129.9, 128.5 x2, 127.1*2, 126.6x2, 113.7 2C, 55.3, 2C"
    assert shifts(text) == [157.6, 129.9, 128.5, 127.1, 126.6, 113.7, 55.3]
    assert carbons(text) == [None, 2, 2, 2, 2, 2, 2]
    assert carbons("13C NMR δ 1 x 157.6, 2 x 129.9") == [1, 2]


def test_bare_numbers_count_carbons_unless_they_number_the_atoms():
    assert carbons("13C NMR δ: 56.60, 112.46 (2), 119.23 (3), 125.26, 129.68 (2), 136.80") == [
        None,
        2,
        3,
        None,
        2,
        None,
    ]
    assert carbons("13C NMR δ = 168.4 (3), 129.1 (2), 128.9 (1), 43.8 (6)") == [None] * 4


@pytest.mark.parametrize(
    "text, expected",
    [
        ("150.0 (2), 120.0 (3), 118, 117,116, 115", [None] * 6),
        ("170.1 (8), 140.2 (3), 130.0 (3)", [None] * 3),
        ("129.0 (4C), 128.0 (4C), 20.0 (3), 19.0 (3)", [4, 4, None, None]),
        ("129.0 (2), 128.0 (2), 20.0", [2, 2, None]),
    ],
)
def test_bare_numbers_count_carbons_only_where_small_ones_repeat(text, expected):
    assert carbons(f"13C NMR δ {text}") == expected


@pytest.mark.parametrize("text", ["δ157.4;δ149.8", "δ 157.4; δC149.8", "13C NMR: δc 157.4, δ = 149.8"])
def test_a_delta_before_every_shift(text):
    assert shifts(text) == [157.4, 149.8]


@pytest.mark.parametrize(
    "text",
    [
        "13C NMR δ 162.9 d J 245, 130.5 d J 8, 115.4",
        "13C NMR δ 162.9, d, J = 245.1 Hz, 130.5 d JCF = 8.2, 115.4",
        "13C NMR δ 162.9 d 1J(C,F) 245 Hz; 130.5 d J: 8; 115.4",
    ],
)
def test_couplings_without_brackets_are_no_shifts(text):
    assert shifts(text) == [162.9, 130.5, 115.4]


def test_the_letter_of_a_coupling_without_brackets_is_no_multiplicity():
    assert hydrogens("13C NMR δ 162.9 d J 245, 140.1 s, 115.4 d, 20.5 q") == [None, S, D, Q]


def test_a_narrow_range_is_one_peak_and_a_wide_one_its_ends():
    assert shifts("13C NMR δ 165.23, 128.92–128.62, 68.04~68.38, 44.89") == [165.23, 128.77, 68.21, 44.89]
    assert shifts("13C NMR δ 42.3, 114.2–134.8 (aromatic)") == [42.3, 134.8, 114.2]


def test_both_rotamers_of_a_shift():
    text = "13C-NMR δ 156.3/155.5, 47.3/ 46.7(β-CH2-Pro), 144.63 (142.48)"
    assert shifts(text) == [156.3, 155.5, 47.3, 46.7, 144.63, 142.48]


@pytest.mark.parametrize(
    "text, expected",
    [
        ("13C NMR δ 139.23, 135,54, 132.15", [139.23, 135.54, 132.15]),  # a decimal comma slipped in
        ("13C NMR δ: 157,4, 136,2, 55,7 (CH3)", [157.4, 136.2, 55.7]),
        ("13C NMR δ 126.64, 126.38 125.90, 130.68. 128.96", [126.64, 126.38, 125.9, 130.68, 128.96]),
        ("13C NMR (DMSO-d6, δ, ppm: 199.96 (C=O); 28.03 (Me)", [199.96, 28.03]),  # bracket not closed
        ("13C NMR δ 11.1, 19.2 CH3), 61.2 (CH2)", [11.1, 19.2, 61.2]),
        ("13C NMR δ 56.1 HNC(CH3)2, 119.8", [56.1, 119.8]),
        ("13C NMR δ 33.7 (CH2), Ar-C [120.5, 127.1], (C=N) [163.1]", [33.7, 120.5, 127.1, 163.1]),
        ("13 C NMR (CDCl3): 157.4, 55.7", [157.4, 55.7]),
        ("Compound 12 (75%). NMR (13C, CDCl3) 157.4, 55.7", [157.4, 55.7]),
        ("13C NMR δ −4.8, −0.07, 18.0", [-4.8, -0.07, 18.0]),
        ("13C NMR (101 MHz, CDCl3) δ 157.4,\n\n S12\n 55.7 ppm (Figure 3)", [157.4, 55.7]),
    ],
)
def test_typing_slips_and_odd_layouts(text, expected):
    assert shifts(text) == expected


def test_data_of_other_methods_around_the_list_are_left_out():
    text = (
        "Compound 5: 1H NMR (400 MHz, CDCl3) δ 7.26 (d, J = 8 Hz, 2H), 3.80 (s, 3H); 13C NMR "
        "(101 MHz, CDCl3) δ 157.4, 55.7; MS (EI, 70 eV) m/z (%): 328 (M + 1, 100), 329 (11.7)"
    )
    assert shifts(text) == [157.4, 55.7]


@pytest.mark.parametrize(
    "text, reason",
    [
        ("1H NMR (DMSO-d6, 700 MHz), and 13C NMR (DMSO-d6, 175 MHz), Table 1", "no 13C shift"),
        ("1H NMR (400 MHz, CDCl3) δ 7.26 (d, J = 8.1 Hz, 2H)", "proton spectrum"),
        ("13C NMR δ 172.1, 53.8 4.73 (1H, dd, 9.8, 6.0)", "proton data"),
        ("13C-NMR: δ 160.1, 1501, 148.2", "1501 ppm lies outside"),
        ("13C NMR δ 157.4, 12O.5, 55.7", "cannot read '12O.5'"),
        (
            "13C-NMR confirmed presence of carbonyl carbon which appeared at δC 173.0. The benzyl carbon "
            "appeared at δC 43.62, while the carbon adjacent to carbonyl at δC 36.88.",
            "cannot understand 'appeared'",
        ),
    ],
)
def test_what_is_no_13c_list_is_refused_with_its_reason(text, reason):
    with pytest.raises(UnusableRow, match=reason):
        parse_acs_string(text)
