"""Lists and tables as reports, theses and exports have them, once read wrongly or refused unclearly."""

import pytest
from rdkit import Chem

from kmaid_nodes.codes.reading_note import NoteCode
from kmaid_nodes.codes.reason import ReasonCode
from kmaid_nodes.errors import UnusableRow, UserError
from kmaid_nodes.reading.bare_list import peaks_of_bare_list
from kmaid_nodes.reading.files import read_records
from kmaid_nodes.reading.names_before_shifts import with_names_behind
from kmaid_nodes.reading.peak_list import parse_peak_list, parse_spectra
from kmaid_nodes.reading.plain_list import parse_plain_list

HEADING = "13C NMR (101 MHz, CDCl3) δ "


def shifts(text):
    return [peak.ppm for peak in parse_peak_list(text)]


def sets(text):
    return {spectrum.set_label: [p.ppm for p in spectrum.peaks] for spectrum in parse_spectra(text)}


def records_of(path, text):
    path.write_text(text, encoding="utf-8")
    return list(read_records(path))


@pytest.mark.parametrize(
    "before",
    [
        "1H NMR (400 MHz, CDCl3) δ 9.83 (s, 1H), 3.96 (s, 3H). ",
        "Vanillin: white solid, mp 81 °C. 1H NMR (400 MHz, CDCl3) δ 9.83 (s, 1H). ",
        "1H NMR (400 MHz, CDCl3) δ 9.83 [s, 1H]. ",
    ],
)
def test_a_proton_list_that_ends_in_a_bracket_stands_before_the_13c_list(before):
    (spectrum,) = parse_spectra(before + HEADING + "191.0, 152.0 (C-4). 19F NMR (376 MHz) δ -112.3")
    assert [peak.ppm for peak in spectrum.peaks] == [191.0, 152.0]
    assert (spectrum.solvent, spectrum.frequency_mhz) == ("CDCl3", 101)
    assert {NoteCode.PROTON_NMR, NoteCode.OTHER_NMR} <= {note.code for note in spectrum.notes}


@pytest.mark.parametrize(
    "text, expected",
    [
        ("δC-1 129.8, δC-2 108.9", [129.8, 108.9]),
        ("δC1 129.8, δC2 108.9", [129.8, 108.9]),
        ("δC-1: 129.8; δC-2: 108.9", [129.8, 108.9]),
        ("13C NMR δC-2.1, 129.8, 108.9", [-2.1, 129.8, 108.9]),
        ("13C NMR δC -2.1, 129.8, 108.9", [-2.1, 129.8, 108.9]),
        ("δC26, 28, 129", [26, 28, 129]),
    ],
)
def test_an_atom_behind_a_delta_is_no_shift_and_a_shift_is_no_atom(text, expected):
    assert shifts(text) == expected


MAJOR, MINOR = [173.8, 59.1, 28.3], [173.5, 58.7]


@pytest.mark.parametrize(
    "text, names",
    [
        (HEADING + "173.8, 59.1, 28.3. Minor isomer (selected signals): 173.5, 58.7", ["major", "minor"]),
        (
            HEADING + "Major rotamer (60%): δ 173.8, 59.1, 28.3. Minor rotamer (40%, partial): δ 173.5, 58.7",
            ["major", "minor"],
        ),
        (HEADING + "(1st diastereomer) 173.8, 59.1, 28.3; (2nd diastereomer) 173.5, 58.7", ["1", "2"]),
        (HEADING + "First isomer: δ 173.8, 59.1, 28.3. Second isomer: δ 173.5, 58.7", ["1", "2"]),
    ],
)
def test_sets_with_further_headings(text, names):
    assert sets(text) == dict(zip(names, (MAJOR, MINOR)))


def test_a_shift_that_both_sets_have_is_in_both():
    anomers = "13C NMR (D2O) δ 92.9 (C1α), 96.7 (C1β), 72.5 (C2α), 76.8 (C2β), 61.6 (C6α,β)"
    assert sets(anomers) == {"α": [92.9, 72.5, 61.6], "β": [96.7, 76.8, 61.6]}
    rotamers = HEADING + "173.8 (major), 173.5 (minor), 59.1 (major and minor), 28.3 (CH3, major/minor)"
    assert sets(rotamers) == {"major": [173.8, 59.1, 28.3], "minor": [173.5, 59.1, 28.3]}


@pytest.mark.parametrize("rest", ["peaks of minor 173.5, 58.7", "173.5 (M), 58.7 (m); M = major, m = minor"])
def test_a_set_whose_heading_is_not_understood_never_joins_the_other(rest):
    with pytest.raises(UnusableRow, match=r"cannot understand '(minor|major)'"):
        parse_spectra(HEADING + "173.8, 59.1, 28.3; " + rest)


@pytest.mark.parametrize(
    "text, labels",
    [
        ("C1 (129.8), C2 (108.9), C3 (147.3)", ["C1", "C2", "C3"]),
        ("C-1', 129.8; C-2', 108.9; C-3', 147.3", ["C-1'", "C-2'", "C-3'"]),
        ("C1: 129.8 ppm (s)\nC2: 108.9 ppm (d)\nC3: 147.3 ppm (s)", ["C1", "C2", "C3"]),
        ("1: 129.8, 2: 108.9, 3: 147.3", ["C-1", "C-2", "C-3"]),
    ],
)
def test_the_name_of_each_carbon_may_stand_before_its_shift(text, labels):
    peaks = parse_peak_list(text)
    assert [peak.ppm for peak in peaks] == [129.8, 108.9, 147.3]
    assert [peak.label for peak in peaks] == labels
    assert all(peak.carbons is None for peak in peaks)


def test_groups_before_their_shifts_tell_hydrogens():
    assert [p.hydrogens for p in parse_peak_list("CH3 14.2; OCH2 61.1; CO 170.2")] == [3, 2, None]


@pytest.mark.parametrize("text", ["157.4, 55.7", "C1 129.8, 108.9", "1 129.8, 2 108.9", "CH3: 14.2, 61.1"])
def test_other_lists_keep_their_words(text):
    assert with_names_behind(text) == text


@pytest.mark.parametrize(
    "table",
    [
        "No. δC δH\n1 170.2\n2 61.1 4.12 (q, 7.1)\n3 14.2 1.25 (t, 7.1)",
        "No. δC δH\n1 170.2\n2 61.1 4.12\n3 3.93",
    ],
)
def test_blanks_that_do_not_tell_the_columns_refuse_the_table(table):
    with pytest.raises(UnusableRow, match="cannot tell which column"):
        parse_spectra(table)


@pytest.mark.parametrize(
    "text", ["191.0，152.0，147.3", "191.0、152.0、147.3", "191.0±0.1, 152.0±0.1, 147.3±0.1"]
)
def test_signs_of_other_keyboards(text):
    assert shifts(text) == [191.0, 152.0, 147.3]


@pytest.mark.parametrize("text", ["58.3, 18. Apr", "58.3, 18. Mai, 20.1", "58.3; 18. Apr; 20. Jan"])
def test_a_date_is_no_shift(text):
    with pytest.raises(UnusableRow) as refused:
        parse_spectra(text)
    assert refused.value.reason.code is ReasonCode.CELL_IS_DATE
    assert shifts("58.3, 128.5. May be interchanged") == [58.3, 128.5]


def test_a_date_in_a_column_of_one_peak_refuses_its_row(tmp_path):
    (record,) = records_of(tmp_path / "peaks.csv", "id,smiles,shift1,shift2\ne,CCO,58.3,18. Apr\n")
    assert record.error.code is ReasonCode.CELL_IS_DATE


@pytest.mark.parametrize(
    "text", ["157.4, 149.8, 55.7", "157.4; -4.8", "157.4 C, 55.7 CH3", "12.9 CH2; 120.1 CH"]
)
def test_a_bare_list_is_read_as_by_the_reader_of_all_lists(text):
    assert peaks_of_bare_list(text) == parse_plain_list(text).peaks


def test_no_other_text_is_taken_for_a_bare_list():
    for text in ("157.4", "157,4; 149,8", "157.4 C, 55.7", "157.4,149.8", "157.4, 149.8.", "157, 149"):
        assert peaks_of_bare_list(text) is None
    with pytest.raises(UnusableRow, match="those of protons"):
        parse_spectra("9.83, 7.42, 3.96")


def test_the_conditions_may_stand_behind_the_list():
    (spectrum,) = parse_spectra("170.2, 61.1, 14.2 ppm in CDCl3 at 100 MHz")
    assert (spectrum.solvent, spectrum.frequency_mhz) == ("CDCl3", 100)
    assert spectrum.peaks[-1].label is None


def test_a_shift_of_a_hydrogen_is_none_of_a_carbon():
    with pytest.raises(UnusableRow, match="H-2"):
        parse_spectra("170.2 (C-1), 61.1 (C-2), 14.2 (C-3); 4.12 (H-2), 1.25 (H-3)")


GLUCOSE = "OCC1OC(O)C(O)C(O)C1O"


def test_a_column_of_isomers_tells_the_sets_of_a_table_of_peaks(tmp_path):
    rows = [("α", 92.9), ("α", 72.5), ("β", 96.7), ("β", 76.8)]
    text = "id,smiles,anomer,shift\n" + "".join(f"glucose,{GLUCOSE},{a},{ppm}\n" for a, ppm in rows)
    records = records_of(tmp_path / "anomers.csv", text)
    assert [(r.id, r.set_label) for r in records] == [("glucose/α", "α"), ("glucose/β", "β")]
    assert [[p.ppm for p in r.peaks] for r in records] == [[92.9, 72.5], [96.7, 76.8]]
    mixed = "id,smiles,anomer,shift\n" + "".join(
        f"glucose,{GLUCOSE},{a},{ppm}\n" for a, ppm in rows[::2] + rows[1::2]
    )
    with pytest.raises(UserError, match="not next to each other"):
        records_of(tmp_path / "mixed.csv", mixed)


@pytest.mark.parametrize("name", ["13C NMR (101 MHz, CDCl3)", "13C_CDCl3", "13C shifts (CDCl3)"])
def test_the_name_of_a_column_tells_the_solvent(tmp_path, name):
    (record,) = records_of(tmp_path / "t.csv", f'id,smiles,"{name}"\ne,CCO,"58.3, 18.4"\n')
    assert [peak.ppm for peak in record.peaks] == [58.3, 18.4]
    assert record.solvent == "CDCl3"


def test_the_rule_below_a_heading_is_no_row(tmp_path):
    (record,) = records_of(
        tmp_path / "t.csv", "| id | smiles | 13C |\n|---|:-:|---|\n| e | CCO | 58.3, 18.4 |\n"
    )
    assert record.id == "e"


def test_a_record_of_an_empty_nmredata_part_gives_its_other_spectrum(tmp_path):
    molblock = Chem.MolToMolBlock(Chem.MolFromSmiles("CCO"))
    fields = ">  <NMREDATA_VERSION>\n1.1\\\n\n>  <Spectrum 13C 0>\n58.3;0.0T;1|18.4;0.0Q;0|\n\n$$$$\n"
    (record,) = records_of(tmp_path / "t.sdf", molblock + fields)
    assert [peak.ppm for peak in record.peaks] == [58.3, 18.4]


def test_a_dept_with_one_peak_does_not_say_that_the_others_have_no_hydrogen(tmp_path):
    molblock = Chem.MolToMolBlock(Chem.MolFromSmiles("CCO"))
    fields = (
        ">  <NMREDATA_1D_13C>\n58.3\\\n18.4\\\n\n"
        ">  <NMREDATA_1D_13C#2>\nPulseprogram=dept135\\\n18.4\\\n\n$$$$\n"
    )
    carbon, _ = records_of(tmp_path / "t.sdf", molblock + fields)
    assert carbon.peaks[0].hydrogens is None
