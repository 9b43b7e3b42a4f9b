"""Files whose ending does not tell what they are."""

import pytest

from kmaid_nodes.codes.file_format import FileFormat
from kmaid_nodes.reading.files import read_records
from kmaid_nodes.reading.formats.examples import EXAMPLES

MOLFILE = EXAMPLES[FileFormat.MOLFILE] + "\n"
UNTITLED = MOLFILE.removeprefix("ethanol")


def read(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return list(read_records(path))


def test_a_molfile_is_one_structure_called_by_its_title_or_its_file(tmp_path):
    (record,) = read(tmp_path, "sample 4.mol", MOLFILE)
    assert (record.id, record.error) == ("ethanol", None)
    (record,) = read(tmp_path, "sample 4.mol", UNTITLED)
    assert record.id == "sample 4" and record.structure.endswith("M  END\n")


def test_several_molfiles_with_dollars_between_are_an_sd_file_whatever_the_ending(tmp_path):
    text = f"{MOLFILE}$$$$\n{MOLFILE.replace('ethanol', 'other')}$$$$\n"
    for name in ("a.mol", "a.txt", "a.dat", "a"):
        assert [record.id for record in read(tmp_path, name, text)] == ["ethanol", "other"]


def test_a_table_is_recognised_whatever_its_ending(tmp_path):
    text = "Compound;SMILES;13C NMR\nA;CCO;58.3, 18.4\n"
    for name in ("a.dat", "a.asc", "a", "a.txt"):
        (record,) = read(tmp_path, name, text)
        assert (record.id, record.structure, len(record.peaks)) == ("A", "CCO", 2)


@pytest.mark.parametrize(
    "text",
    [
        "13C NMR (101 MHz, CDCl3) δ 190.8, 164.6, 131.9, 130.0, 114.3, 55.6.",
        "190.8, 164.6, 131.9, 130.0, 114.3, 55.6",
        "190.8\n164.6\n131.9\n130.0\n114.3\n55.6\n",
    ],
)
def test_a_peak_list_as_text_is_one_spectrum_called_by_its_file(tmp_path, text):
    (record,) = read(tmp_path, "anisaldehyde.txt", text)
    assert record.id == "anisaldehyde" and [p.ppm for p in record.peaks] == [
        190.8,
        164.6,
        131.9,
        130.0,
        114.3,
        55.6,
    ]


@pytest.mark.parametrize("name", ["mnova.txt", "mnova.csv"])
def test_a_peak_table_of_mnova_is_one_spectrum_called_by_its_file(tmp_path, name):
    header = "\tppm\tIntensity\tWidth\tArea\tType\n"
    text = f"{header}1\t190.8\t31.1\t1.2\t93.3\tCompound\n2\t55.6\t22.2\t1.2\t66.6\tCompound\n"
    (record,) = read(tmp_path, name, text)
    assert (record.id, [p.ppm for p in record.peaks]) == ("mnova", [190.8, 55.6])


def test_smiles_are_recognised_without_a_known_ending(tmp_path):
    records = read(tmp_path, "a.txt", "CCO ethanol\nc1ccccc1 benzene\n")
    assert [record.structure for record in records] == ["CCO", "c1ccccc1"]


def test_inchi_lines_with_names_before_or_behind_and_a_header(tmp_path):
    text = (
        "InChI name\nInChI=1S/CH4/h1H4 methane\nacid\tInChI=1S/CH2O2/c2-1-3/h1H,(H,2,3)\n\nInChI=1S/nothing\n"
    )
    first, second, third = read(tmp_path, "a.inchi", text)
    assert [(r.id, r.structure, r.row) for r in (first, second)] == [("methane", "C", 0), ("acid", "O=CO", 1)]
    assert third.error.code.value == "invalid_inchi" and third.row == 2


def test_named_columns_make_a_text_a_table(tmp_path):
    from kmaid_nodes.reading.table import TableColumns

    path = tmp_path / "a.txt"
    path.write_text("what\twhere\nCCO\tshelf 3\n")
    (record,) = read_records(path, TableColumns(structure="what"))
    assert record.structure == "CCO"


def test_an_sd_file_of_another_ending_may_begin_with_a_blank_line_and_have_carriage_returns(tmp_path):
    text = f"\n{MOLFILE}> <note>\n5\n\n$$$$\n".replace("\n", "\r\n")
    (record,) = read(tmp_path, "a.txt", text)
    assert record.structure and record.peaks is None


def test_text_that_is_called_an_excel_file_is_a_table(tmp_path):
    (record,) = read(tmp_path, "export.xls", "Compound\tSMILES\t13C NMR\nA\tCCO\t58.3, 18.4\n")
    assert (record.id, len(record.peaks)) == ("A", 2)


def test_smiles_with_commas_and_without_a_header(tmp_path):
    records = read(tmp_path, "a.txt", "CCO,ethanol\nc1ccccc1,benzene\n")
    assert [record.structure for record in records] == ["CCO", "c1ccccc1"]


@pytest.mark.parametrize("kind", [FileFormat.JCAMP_DX, FileFormat.NMR_STAR])
def test_comments_may_stand_before_the_first_word_of_a_file(tmp_path, kind):
    comment = {FileFormat.JCAMP_DX: "$$ exported\n", FileFormat.NMR_STAR: "# exported\n#\n"}[kind]
    (record,) = read(tmp_path, "a.txt", comment + EXAMPLES[kind] + "\n")
    assert len(record.peaks) == 2
