"""SD files as people and programs leave them."""

import re

import pytest
from sd_text import molblock, sd_record

from kmaid_nodes.chemistry.structure import parse_structure
from kmaid_nodes.codes.reason import Reason, ReasonCode
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.reading.files import read_records

ETHANOL = sd_record("ethanol", "CCO", {"CAS": "64-17-5"})
PROPANOL = sd_record("propanol", "CCCO", {"CAS": "71-23-8"})
BOTH = ETHANOL + PROPANOL


def read(tmp_path, text):
    path = tmp_path / "file.sdf"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(read_records(path))


def collapsed(text):
    return "\n".join(re.sub(" +", " ", line).strip() for line in text.split("\n"))


@pytest.mark.parametrize(
    "content",
    [
        BOTH.replace("\n", "\r"),
        BOTH.replace("\n", "\r\r\n"),
        BOTH.encode("utf-16"),
        BOTH.encode("utf-16-le"),
        "\n" + BOTH,
        BOTH.replace("$$$$\n", "$$$$\n\n \n"),
        BOTH.replace("\n\n$$$$", "\n \n$$$$"),
        BOTH.replace("\n\n$$$$", "\n$$$$"),
        BOTH.removesuffix("\n$$$$\n"),
        BOTH.removesuffix("\n\n$$$$\n"),
        BOTH.replace("M  END\n", ""),
        BOTH.replace("M  END\n", "M  END\n\n"),
        BOTH.replace(" V2000", ""),
        BOTH.replace("    ", "\t"),
        BOTH.replace("  test\n", ""),
        collapsed(BOTH),
    ],
)
def test_the_two_alcohols_are_read_whatever_happened_to_their_file(tmp_path, content):
    records = read(tmp_path, content)
    assert [(record.id, record.row, record.error) for record in records] == [
        ("ethanol", 0, None),
        ("propanol", 1, None),
    ]
    assert [parse_structure(record.structure).smiles for record in records] == ["CCO", "CCCO"]
    assert [record.columns for record in records] == [(("CAS", "64-17-5"),), (("CAS", "71-23-8"),)]


def test_one_damaged_molblock_is_told_with_its_line_and_the_others_are_read(tmp_path):
    damaged = ETHANOL.replace("2.0000    0.0000", "2.0000    O.OOOO")
    first, second = read(tmp_path, damaged + PROPANOL)
    with pytest.raises(
        UnusableRow, match=r"line 7 of its molblock, '2.0000    O.OOOO .*, is not an atom line"
    ):
        parse_structure(first.structure)
    assert parse_structure(second.structure).smiles == "CCCO"


@pytest.mark.parametrize("cut", [ETHANOL[:120], molblock("ethanol", "CCO").replace("M  END\n", "")])
def test_a_structure_cut_off_at_the_end_is_told_not_completed(tmp_path, cut):
    first, last = read(tmp_path, PROPANOL + cut)
    assert first.error is None
    assert (last.structure, last.error) == (None, Reason(ReasonCode.TRUNCATED_RECORD))


@pytest.mark.parametrize("field", ["13C NMR", "Spectrum 13C 0", "NMREDATA_1D_13C"])
def test_a_spectrum_cut_off_at_the_end_is_told(tmp_path, field):
    text = sd_record("ethanol", "CCO", {field: "58.0;0.0T;1|18.1;0.0Q;0|"})
    (record,) = read(tmp_path, text[: text.index("8.1;")])
    assert (record.peaks, record.error) == (None, Reason(ReasonCode.TRUNCATED_RECORD))


def test_a_blank_line_in_a_value_does_not_end_it(tmp_path):
    (record,) = read(tmp_path, sd_record("e", "CCO", {"Note": "first\n\nsecond", "CAS": "64-17-5"}))
    assert record.columns == (("Note", "first\nsecond"), ("CAS", "64-17-5"))


def test_a_molblock_inside_a_field_is_not_the_records_own(tmp_path):
    text = "\n\n\n> <product>\n" + molblock("x", "CCO") + "\n> <ID>\n7\n\n$$$$\n"
    (record,) = read(tmp_path, text)
    assert (record.id, record.structure) == ("7", None)


def test_an_empty_file_has_no_records(tmp_path):
    assert read(tmp_path, "") == read(tmp_path, "\n\n$$$$\n") == []
