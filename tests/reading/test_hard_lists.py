"""Peak lists as chemists really paste them, by the kind of what makes them hard.

Each is read with all its shifts, or refused with a reason; none is read otherwise than written without a
word. The shifts are those of vanillin, ethyl esters and rotamers of prolines.
"""

import pytest

from kmaid_nodes.codes.experiment import Experiment
from kmaid_nodes.codes.reading_note import NoteCode
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.reading.peak_list import parse_peak_list, parse_spectra

HEADING = "13C NMR (101 MHz, CDCl3) δ "
VANILLIN = [191.0, 152.0, 147.3, 129.8, 127.5, 114.6, 108.9, 56.1]
LIST = ", ".join(map(str, VANILLIN))


def shifts(text):
    return [peak.ppm for peak in parse_peak_list(text)]


def sets(text):
    return {spectrum.set_label: [p.ppm for p in spectrum.peaks] for spectrum in parse_spectra(text)}


def noted(text):
    return {note.code for spectrum in parse_spectra(text) for note in spectrum.notes}


@pytest.mark.parametrize("heading", ["", HEADING])
@pytest.mark.parametrize(
    "listing",
    [
        "191.0a, 152.0b, 147.3",
        "191.0 a, 152.0 b, 147.3",
        "191.0a,b, 152.0c, 147.3",
        "191.0 (a), 152.0 (b), 147.3",
        "191.0*, 152.0**, 147.3",
        "191.0†, 152.0‡, 147.3",
        "191.0', 152.0', 147.3",
        "191.0 ¹, 152.0 ², 147.3",
        "191.0ᵃ, 152.0ᵇ, 147.3",
        "191.0$^{a}$, 152.0$^b$, 147.3",
        "191.0^1, 152.0^2, 147.3",
        "191.0, 152.0*, 147.3* (*assignments may be interchanged)",
    ],
)
def test_footnotes_change_no_shift(heading, listing):
    assert shifts(heading + listing) == [191.0, 152.0, 147.3]


def test_a_superscript_of_html_is_a_footnote_and_no_decimal():
    text = "191.0<sup>1</sup>, 152.0<sup>2</sup>, 147.3"
    assert shifts(HEADING + text) == [191.0, 152.0, 147.3]
    assert NoteCode.FOOTNOTE_MARK in noted(HEADING + text)


@pytest.mark.parametrize(
    "table, expected",
    [
        ("No.\tδH (J in Hz)\tδC\ttype\n1\t–\t129.8\tC\n2\t7.42 (d, 1.8)\t108.9\tCH", [0, 1]),
        ("Position\tδC, type\tδH, mult.\n1\t129.8, C\t\n2\t108.9, CH\t7.42, d (1.8)", [0, 1]),
        ("C/H\tδC\tδH\tHMBC (H→C)\n1\t129.8 s\t\t\n2\t108.9 d\t7.42 d\tC-1, C-3", [0, 1]),
        ("no. δC type δH\n1 129.8 C -\n2 108.9 CH 7.42\n", [0, 1]),
        ("| C | δC (ppm) | δH |\n|---|---|---|\n| 1 | 129.8 | - |\n| 2 | 108.9 | 7.42 |", [None, None]),
        ("#\tppm\tIntensity\tWidth\n1\t129.8\t100.2\t1.1\n2\t108.9\t98.1\t1.2", [None, None]),
        ("Peak\tν(F1) [ppm]\tIntensity\n1\t129.8\t1000.12\n2\t108.9\t2300.01", [None, None]),
        ("Hz\tppm\tInt.\n13057.9\t129.8\t320\n10955.3\t108.9\t410", [None, None]),
        ("atom,ppm,mult\nC1,129.8,C\nC2,108.9,CH", [0, 1]),
        ("No;dC;type\n1;129,8;C\n2;108,9;CH", [0, 1]),
        ("Table 2. 13C NMR data of 1 (CDCl3, 100 MHz)\nNo.\tδC\n1\t129.8\n2\t108.9", [None, None]),
        ("C-1\tC\t129.8\nC-2\tCH\t108.9\n", None),
        ("<table><tr><th>No</th><th>δC</th></tr><tr><td>1</td><td>129.8</td></tr>"
         "<tr><td>2</td><td>108.9</td></tr></table>", [None, None]),
    ],
)  # fmt: skip
def test_a_pasted_table_gives_its_column_of_13c_shifts(table, expected):
    if expected is None:  # too few lines to tell a table without heading
        with pytest.raises(UnusableRow):
            parse_peak_list(table)
        return
    peaks = parse_peak_list(table)
    assert [peak.ppm for peak in peaks] == [129.8, 108.9]
    assert [peak.hydrogens for peak in peaks] == expected


@pytest.mark.parametrize(
    "table",
    [
        "1\t129.8\tC\n2\t108.9\tCH\n3\t147.3\tC",
        "C-1\t129.8\tC\nC-2\t108.9\tCH\nC-3\t147.3\tC",
        "C1\tC\t129.8\nC2\tCH\t108.9\nC3\tC\t147.3",
        "C-1 129.8 C\nC-2 108.9 CH\nC-3 147.3 C",
    ],
)
def test_a_table_without_heading_whose_columns_are_plain(table):
    peaks = parse_peak_list(table)
    assert [(p.ppm, p.hydrogens) for p in peaks] == [(129.8, 0), (108.9, 1), (147.3, 0)]


def test_the_caption_of_a_table_tells_solvent_and_frequency():
    (spectrum,) = parse_spectra("Table 1. NMR data (CDCl3, 100 MHz)\nNo.\tδC\n1\t129.8\n2\t108.9")
    assert (spectrum.solvent, spectrum.frequency_mhz) == ("CDCl3", 100)
    (spectrum,) = parse_spectra("13C NMR (101 MHz, CDCl3)\n191.0\n152.0\n147.3")
    assert (spectrum.solvent, spectrum.frequency_mhz) == ("CDCl3", 101)


@pytest.mark.parametrize(
    "table",
    [
        "Pos.\t1 δC\t1 δH\t2 δC\t2 δH\n1\t129.8\t\t130.1\t\n2\t108.9\t7.42\t109.3\t7.40",
        "Position\tCompound 1\tCompound 2\n1\t129.8\t130.1\n2\t108.9\t109.3\n3\t147.3\t147.5",
        "No.\tδC\tδC lit.\n1\t170.2\t170.4\n2\t61.1\t61.3",
        "191.0,0.32\n152.0,0.41\n147.3,0.90",
        "191.0 0.3; 152.0 0.4; 147.3 1.0",
        "191.0\t1000\n152.0\t723\n147.3\t999",
        "170.2\t0.31\t1.1\n61.1\t0.45\t1.2\n14.2\t0.80\t1.0",
        "170.2,0;61.1,2;14.2,3",
        "1 (191.0), 2 (152.0), 3 (147.3)",
        "1-191.0, 2-152.0, 3-147.3",
        "1 129.8\n2 108.9\n3 147.3",
        "13C NMR δ 170.2; 61.1 (4.1); 14.2 (1.2)",
    ],
)
def test_columns_that_cannot_be_told_apart_are_refused(table):
    with pytest.raises(UnusableRow, match=r"cannot tell|cannot read|outside"):
        parse_spectra(table)


@pytest.mark.parametrize(
    "heading, solvent, mhz",
    [
        ("RMN 13C (101 MHz, CDCl3) δ ", "CDCl3", 101),
        ("RMN de 13C (101 MHz, CDCl3) δ: ", "CDCl3", 101),
        ("C NMR (CDCl3): ", "CDCl3", None),
        ("13-C NMR (CDCl3): ", "CDCl3", None),
        ("δ13C (101 MHz, CDCl3): ", "CDCl3", 101),
        ("$^{13}$C{$^1$H} NMR (101~MHz, CDCl$_3$) $\\delta$ ", "CDCl3", 101),
        ("13C NMR in CDCl3 (101 MHz): ", "CDCl3", 101),
        ("13C NMR / CDCl3 / 101 MHz: ", "CDCl3", 101),
        ("in CDCl3: ", "CDCl3", None),
        ("13C NMR (151 MHz, Methylene Chloride-d2) δ ", "CD2Cl2", 151),
    ],
)
def test_headings_in_other_spellings(heading, solvent, mhz):
    (spectrum,) = parse_spectra(heading + "191.0, 152.0, 147.3")
    assert [peak.ppm for peak in spectrum.peaks] == [191.0, 152.0, 147.3]
    assert (spectrum.solvent, spectrum.frequency_mhz) == (solvent, mhz)


MAJOR, MINOR = [173.8, 59.1, 28.3], [173.5, 58.7, 28.4]


@pytest.mark.parametrize(
    "text",
    [
        HEADING + "(major rotamer) 173.8, 59.1, 28.3; (minor rotamer) 173.5, 58.7, 28.4",
        HEADING + "173.8, 59.1, 28.3 (major); 173.5, 58.7, 28.4 (minor)",
        HEADING + "173.8 (major), 173.5 (minor), 59.1 (CH, major), 58.7 (CH, minor), "
        "28.3 (CH3 major), 28.4 (CH3 minor)",
        HEADING + "173.8, 173.5*, 59.1, 58.7*, 28.4*, 28.3 (*minor rotamer)",
        HEADING + "173.8, 173.5*, 59.1, 58.7*, 28.4*, 28.3; * = signals of the minor diastereomer",
        HEADING + "173.8, 173.5#, 59.1, 58.7#, 28.3, 28.4# (# minor isomer)",
        HEADING + "173.8, (173.5), 59.1, (58.7), 28.3, (28.4) (minor rotamer in parentheses)",
        "13C NMR (101 MHz, CDCl3, * denotes minor) δ 173.8, 173.5*, 59.1, 58.7*, 28.4*, 28.3",
        "major isomer (75%): 173.8, 59.1, 28.3; minor isomer (25%): 173.5, 58.7, 28.4",
        "Major: 173.8, 59.1, 28.3\nMinor: 173.5, 58.7, 28.4",
        HEADING + "Hauptisomer: δ 173.8, 59.1, 28.3; Nebenisomer: δ 173.5, 58.7, 28.4",
        HEADING + "173.8, 59.1, 28.3. Signals of the minor rotamer: 173.5, 58.7, 28.4",
    ],
)  # fmt: skip
def test_major_and_minor_sets_in_every_spelling(text):
    assert sets(text) == {"major": MAJOR, "minor": MINOR}


@pytest.mark.parametrize(
    "text, names",
    [
        ("E-isomer 173.8, 59.1, 28.3; Z-isomer 173.5, 58.7, 28.4", ["E", "Z"]),
        (HEADING + "(E)-3: 173.8, 59.1, 28.3; (Z)-3: 173.5, 58.7, 28.4", ["E", "Z"]),
        (HEADING + "keto form δ 173.8, 59.1, 28.3; enol form δ 173.5, 58.7, 28.4", ["keto", "enol"]),
        ("13C NMR (D2O) δ (α) 173.8, 59.1, 28.3; (β) 173.5, 58.7, 28.4", ["α", "β"]),
        ("alpha 173.8, 59.1, 28.3; beta 173.5, 58.7, 28.4", ["α", "β"]),
        ("conformer 1: 173.8, 59.1, 28.3; conformer 2: 173.5, 58.7, 28.4", ["1", "2"]),
        ("δC 173.8 (C-1β), 173.5 (C-1α), 59.1 (C-2β), 58.7 (C-2α), 28.3 (C-3β), 28.4 (C-3α)", ["β", "α"]),
    ],
)  # fmt: skip
def test_isomers_anomers_and_tautomers_are_sets(text, names):
    assert sets(text) == dict(zip(names, (MAJOR, MINOR)))


def test_minutes_of_a_chromatogram_are_no_minor_set():
    assert sets(f"{HEADING}{LIST}\nGC: 12.3 min") == {None: VANILLIN}


@pytest.mark.parametrize(
    "neighbour",
    [
        "1H NMR (400 MHz, CDCl3) δ 9.83 (s, 1H), 7.42 (m, 2H)",
        "19F NMR (376 MHz, CDCl3) δ −112.3 (s)",
        "31P{1H}-NMR: 23.4 ppm",
        "HRMS calcd. for C8H8O3 152.0473, found 152.0470",
        "C8H8O3 (152.15): calcd C 63.15, H 5.30; found C 63.10, H 5.31",
        "EA: C 63.15 H 5.30",
        "[α]25D +45.2 (c 0.5, MeOH)",
        "Schmp. 81-83 °C",
        "Smp.: 81 °C",
        "F = 81-83 °C",
        "p.f. 81–83 °C",
        "85% yield",
        "95% ee",
        "GC: 12.3 min",
        "logP 2.1",
        "pKa = 7.4",
        "nD20 1.5530",
        "MW 152.15",
        "TMS 0.00",
        "IC50 = 12.5 µM",
        "These data are consistent with ref. 12.",
    ],
)
def test_what_stands_beside_a_list_is_left_out_and_said(neighbour):
    for text in (f"{HEADING}{LIST}. {neighbour}", f"{HEADING}{LIST}\n{neighbour}"):
        assert shifts(text) == VANILLIN
        assert noted(text)


def test_german_and_french_sections():
    german = "13C-NMR (100 MHz, CDCl3): δ = 191,0 (C-7), 152,0 (C-4), 56,1 (OCH3). Schmp.: 81,5 °C"
    french = (
        "RMN 1H (CDCl3) δ 9,83 (s, 1H), 3,96 (s, 3H). RMN 13C (CDCl3) δ 191,0 (CHO), 152,0 (C), 56,1 (OCH3)"
    )
    assert shifts(german) == shifts(french) == [191.0, 152.0, 56.1]


def test_a_dept_list_before_the_13c_list_gives_its_multiplicities():
    (spectrum,) = parse_spectra("DEPT-90: 191.0, 127.5; 13C NMR (CDCl3) δ 191.0, 152.0, 127.5, 56.1")
    assert spectrum.experiment is Experiment.CARBON
    assert [peak.hydrogens for peak in spectrum.peaks] == [1, None, 1, None]


def test_carbons_and_protons_by_turns_are_one_list():
    assert shifts("δC 170.2, δH 8.1; δC 61.1, δH 4.1; δC 14.2, δH 1.2") == [170.2, 61.1, 14.2]


@pytest.mark.parametrize(
    "listing, expected",
    [
        ("165.8 d (254.6), 133.6 d (3.0), 26.5", [(254.6,), (3.0,), ()]),
        ("165.8 (d, ²JCF = 254.6 Hz), 133.6 (d, J(C,F) 3.0 Hz), 26.5", [(254.6,), (3.0,), ()]),
        ("165.8 (dd, 1JCF = 254.6 Hz, 3JCF = 12.1 Hz), 133.6, 26.5", [(254.6, 12.1), (), ()]),
        ("165.8 (d, <i>J</i><sub>CF</sub> = 254.6 Hz), 133.6, 26.5", [(254.6,), (), ()]),
        ("165.8 d 254.6 Hz, 133.6, 26.5", [(254.6,), (), ()]),
    ],
)
def test_couplings_of_every_style(listing, expected):
    peaks = parse_peak_list(HEADING + listing)
    assert [peak.ppm for peak in peaks] == [165.8, 133.6, 26.5]
    assert [peak.couplings_hz for peak in peaks] == expected


def test_the_second_value_of_a_coupling_without_brackets_is_no_shift():
    with pytest.raises(UnusableRow, match=r"12\.1.*a shift, a coupling"):
        parse_peak_list(HEADING + "165.8 dd J 254.6, 12.1, 133.6, 26.5")


@pytest.mark.parametrize("heading", ["", HEADING])
@pytest.mark.parametrize(
    "listing",
    [
        "191.0, 152.0, |47.3, 127.5, 114.6",
        "191.0, 152.0, !47.3, 127.5, 114.6",
        "191.0, 152.0, 147.3, 127.S, 114.6",
        "191.0, 152.0, 147.3, 127.l, 114.6",
        "191.0, 15\n2.0, 147.3, 127.5, 114.6",
        "191.0, 152.\n0, 147.3, 127.5, 114.6",
        "191 . 0, 152.0, 147.3, 127.5, 114.6",
        "19 1.0, 152.0, 147.3, 127.5, 114.6",
        "191.0, 152.0, 147.3, 127.5, 1.234,5",
        "191.0152.0, 147.3, 127.5, 114.6",
        "154, 148, 13\n0, 129, 128",
        "24 2, 25.8, 27.5, 40.9, 54.3",
    ],
)
def test_a_damaged_number_is_refused(heading, listing):
    with pytest.raises(UnusableRow):
        parse_peak_list(heading + listing)


@pytest.mark.parametrize(
    "listing, expected",
    [
        ("191. 0, 152.0, 147.3, 127.5, 114.6", [191.0, 152.0, 147.3, 127.5, 114.6]),
        ("191 .0, 152.0, 147.3, 127.5, 114.6", [191.0, 152.0, 147.3, 127.5, 114.6]),
        ("l91.0, 152.0, 147.3, 127.5, 114.6", [191.0, 152.0, 147.3, 127.5, 114.6]),
        (HEADING + "170.2, 14.2, – 4.6, – 5.3", [170.2, 14.2, -4.6, -5.3]),
    ],
)
def test_a_number_with_one_meaning_is_read_as_meant_and_said(listing, expected):
    assert shifts(listing) == expected
    assert noted(listing) <= {NoteCode.NUMBER_JOINED, NoteCode.LETTER_FOR_DIGIT} and noted(listing)


@pytest.mark.parametrize(
    "listing",
    [
        "np.array([191.0, 152.0, 147.3])",
        "array([191. , 152. , 147.3])",
        "[191.  152.  147.3]",
        "['191.0', '152.0', '147.3']",
        '"191.0, 152.0, 147.3"',
        '{"shifts": [191.0, 152.0, 147.3]}',
        '[{"ppm": 191.0, "area": 0.3}, {"ppm": 152.0, "area": 1}, {"ppm": 147.3, "area": 0.9}]',
        "191.0<br>152.0<br/>147.3",
        "<li>191.0</li><li>152.0</li><li>147.3</li>",
        "191.0&nbsp;152.0&nbsp;147.3",
        "* 191.0\n* 152.0\n* 147.3",
        "• 191.0\n• 152.0\n• 147.3",
        "shift (ppm)\n191.0\n152.0\n147.3",
        "δ 13C (ppm)\n191.0\n152.0\n147.3",
        "191.0, 152.0, 147.3.",
        "191.0, 152.0 & 147.3",
        "191.0 - 152.0 - 147.3",
        "191,0 – 152,0 – 147,3",
        "C1=191.0, C2=152.0, C3=147.3",
        "C1 191.0 C2 152.0 C3 147.3",
        "191.0 C-1; 152.0 C-2; 147.3 C-3",
        "191.0 [C1], 152.0 [C2], 147.3 [C3]",
        "peaks at 191.0, 152.0 and 147.3 ppm",
    ],
)  # fmt: skip
def test_lists_as_programs_pages_and_people_write_them(listing):
    assert shifts(listing) == [191.0, 152.0, 147.3]


def test_names_before_the_shifts_belong_to_them():
    assert [p.label for p in parse_peak_list("C1 191.0 C2 152.0 C3 147.3")] == ["C1", "C2", "C3"]
    assert [p.hydrogens for p in parse_peak_list("C(=O) 170.2, OCH2 61.1, CH3 14.2")] == [None, 2, 3]


def test_json_without_a_name_for_the_shifts_is_refused():
    with pytest.raises(UnusableRow, match="cannot tell which column"):
        parse_peak_list('[{"x1": 191.0, "x2": 0.3}, {"x1": 152.0, "x2": 0.4}]')


def test_two_letters_that_name_two_sets_are_refused():
    with pytest.raises(UnusableRow, match="a major, b minor"):
        parse_spectra(HEADING + "170.2a, 170.0b, 61.1a, 61.0b (a major, b minor)")
