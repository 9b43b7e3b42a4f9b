"""Edits of a chemist in files: read back as they were written, refused in one sentence where damaged."""

import csv
import io

import pytest

from kmaid_nodes.codes.peak_mark import PeakMark
from kmaid_nodes.errors import UserError
from kmaid_nodes.reading.edits.csv_edits import csv_of_edits
from kmaid_nodes.reading.edits.edits import (
    AtomNumber,
    Edits,
    FixedPair,
    ListedPeak,
    MarkedPeak,
    MoleculeEdits,
    RejectedPair,
)
from kmaid_nodes.reading.edits.edits_file import read_edits
from kmaid_nodes.reading.edits.edits_of_rows import EditsOfRows
from kmaid_nodes.reading.edits.json_edits import json_of_edits
from kmaid_nodes.reading.record import Peak, Record
from kmaid_nodes.writing.nmredata import nmredata_record

ASPIRIN = MoleculeEdits(
    "aspirin",
    3,
    "CC(=O)Oc1ccccc1C(=O)O",
    (FixedPair(4, ListedPeak(2, 131.5)), FixedPair(7, None)),
    (RejectedPair(4, ListedPeak(3, 128.4)),),
    (MarkedPeak(ListedPeak(5, 77.16), PeakMark.SOLVENT), MarkedPeak(ListedPeak(6, 30.9), PeakMark.IMPURITY)),
)
BY_SHIFT = MoleculeEdits("by shift", None, None, (FixedPair(0, ListedPeak(None, 21.0)),))


def saved(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["aspirin", "", "β-carotene <b>", "a,b", '"quoted"', "two\nlines"])
def test_edits_read_back_from_json_as_they_were(tmp_path, name):
    edits = Edits((MoleculeEdits(name, *(getattr(ASPIRIN, n) for n in FIELDS)), BY_SHIFT))
    assert read_edits(saved(tmp_path, "e.json", json_of_edits(edits))) == edits


FIELDS = ("row", "smiles", "fixed", "rejected", "marked")
FORMULAS = ["=1+1", "+x", "-x", "@x", "\tx", "'x", "''x", "=HYPERLINK(1)"]


@pytest.mark.parametrize("name", [*FORMULAS, "aspirin", "a,b", '"quoted"', "β"])
def test_edits_read_back_from_csv_as_they_were_and_names_are_no_formulas(tmp_path, name):
    edits = Edits((MoleculeEdits(name, 3, None, ASPIRIN.fixed, ASPIRIN.rejected, ASPIRIN.marked), BY_SHIFT))
    text = csv_of_edits(edits)
    assert read_edits(saved(tmp_path, "e.csv", text)) == edits
    assert not any(row[0].startswith(("=", "+", "-", "@", "\t")) for row in csv.reader(io.StringIO(text)))


def test_the_csv_is_the_documented_one():
    assert csv_of_edits(Edits((ASPIRIN,))).splitlines() == [
        "id,row,atom,peak,ppm,edit",
        "aspirin,3,4,2,131.5,fixed",
        "aspirin,3,7,,,fixed",
        "aspirin,3,4,3,128.4,rejected",
        "aspirin,3,,5,77.16,solvent",
        "aspirin,3,,6,30.9,impurity",
    ]


def test_all_pairs_of_an_assigned_spectrum_are_fixed(tmp_path):
    peaks = [Peak(57.8, 2, (1,)), Peak(18.2, 3, (0,)), Peak(77.2)]
    (molecule,) = read_edits(saved(tmp_path, "e.sdf", nmredata_record("ethanol", "CCO", peaks))).molecules
    assert molecule.id == "ethanol"
    assert molecule.fixed == (FixedPair(1, ListedPeak(None, 57.8)), FixedPair(0, ListedPeak(None, 18.2)))


def test_entries_of_one_shift_in_an_assigned_spectrum_keep_their_places(tmp_path):
    peaks = [Peak(128.5, atoms=(1,)), Peak(20.1, atoms=(0,)), Peak(128.5, atoms=(2,))]
    (molecule,) = read_edits(saved(tmp_path, "e.sdf", nmredata_record("x", "CC=C", peaks))).molecules
    assert {pair.atom: pair.peak.index for pair in molecule.fixed} == {1: 0, 0: None, 2: 2}


TABLE = [["id", "row", "atom", "peak", "ppm", "edit"], ["a", "0", "4", "2", "131.5", "fixed"]]
TABLE += [["a", "0", "7", "", "", "fixed"], ["a", "0", "", "5", "77.16", "solvent"]]
AS_TABLE = MoleculeEdits(
    "a",
    0,
    None,
    (FixedPair(4, ListedPeak(2, 131.5)), FixedPair(7, None)),
    (),
    (MarkedPeak(ListedPeak(5, 77.16), PeakMark.SOLVENT),),
)


def lines_of(rows, delimiter=",", end="\n"):
    return end.join(delimiter.join(row) for row in rows) + end


@pytest.mark.parametrize(
    "text",
    [
        lines_of(TABLE, ";"),
        lines_of(TABLE, "\t"),
        lines_of(TABLE, ";").replace(".", ","),  # Excel in Europe
        "\ufeff" + lines_of(TABLE, ";", "\r\n").replace(".", ","),
        "sep=;\r\n" + lines_of(TABLE, ";", "\r\n"),
        lines_of([*TABLE, [""] * 6]),
        lines_of([[f" {name.upper()} " for name in TABLE[0]], *TABLE[1:]]),
        lines_of([[f'"{cell}"' for cell in row] for row in TABLE]),
        lines_of([row[::-1] for row in TABLE]),
        lines_of([[*row, "a remark"] for row in TABLE]),
        lines_of(TABLE).replace("a,0,7,,,fixed", "a,0.0,7.0,,,FIXED"),  # pandas
    ],
)
def test_tables_are_read_as_spreadsheets_save_them(tmp_path, text):
    path = tmp_path / "e.csv"
    path.write_bytes(text.encode())
    assert read_edits(path).molecules == (AS_TABLE,)


def test_own_numbers_read_back_from_json_as_they_were(tmp_path):
    edits = Edits((MoleculeEdits("a", 0, numbers=(AtomNumber(3, "4a"), AtomNumber(0, None))), BY_SHIFT))
    text = json_of_edits(edits)
    assert '"numbers"' in text and read_edits(saved(tmp_path, "e.json", text)) == edits
    assert '"numbers"' not in json_of_edits(Edits((ASPIRIN,)))


HEAD = '{"format": "kmaid edits", "version": 1, "molecules":'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "damaged"),
        ("[1, 2]", "does not hold edits"),
        ('{"format": "other"}', "does not hold edits"),
        ('{"format": "kmaid edits", "version": 2, "molecules": []}', "newer version"),
        ('{"format": "kmaid edits", "version": 1}', "damaged"),
        ('{"format": "kmaid edits", "version": 1, "molecules": [{"id": 3}]}', "damaged"),
        ('{"format": "kmaid edits", "version": 1, "molecules": [{"id": "a", "fixed": [{}]}]}', "damaged"),
        (
            '{"format": "kmaid edits", "version": 1, "molecules": '
            '[{"id": "a", "fixed": [{"atom": -1, "peak": 0, "ppm": 1}]}]}',
            "damaged",
        ),
        (
            '{"format": "kmaid edits", "version": 1, "molecules": '
            '[{"id": "a", "fixed": [{"atom": 1, "peak": 0, "ppm": NaN}]}]}',
            "damaged",
        ),
        (
            '{"format": "kmaid edits", "version": 1, "molecules": '
            '[{"id": "a", "marked": [{"peak": 0, "ppm": 1, "as": "water"}]}]}',
            "damaged",
        ),
        (f'{HEAD} [{{"id": "a", "fixed": [{{"atom": 1, "peak": 0, "ppm": 1{"0" * 400}}}]}}]}}', "damaged"),
        (f'{HEAD} [{{"id": "a", "row": 1.5}}]}}', "damaged"),
        (f'{HEAD} [{{"id": "a", "numbers": [{{"atom": -1, "number": "4a"}}]}}]}}', "damaged"),
        (f'{HEAD} [{{"id": "a", "numbers": [{{"atom": 1, "number": 4}}]}}]}}', "damaged"),
        (f'{HEAD} [{{"id": "a", "numbers": [{{"atom": 1}}]}}]}}', "damaged"),
        (f'{HEAD} [{{"id": "a", "numbers": 4}}]}}', "damaged"),
        (f"{HEAD} {'[' * 100_000}", "damaged"),
        ("sep=;\nid;row;atom;peak;ppm;edit\na;0;1;1;20,0,1;fixed\n", "line 3"),
        ('id,row,atom,peak,ppm,edit\n"a,0,1,1,20.0,fixed\n', "line"),
        ("id,row,atom,peak,ppm,edit\na,0,1.5,1,20.0,fixed\n", "line 2"),
        ("id,row,atom,peak,ppm,edit\na,0,-1,1,20.0,fixed\n", "line 2"),
        (f"id,row,atom,peak,ppm,edit\na,0,{'9' * 5000},1,20.0,fixed\n", "line 2"),
        ("id,row,atom,peak,ppm,edit\na,0,1,1,18. Apr,fixed\n", "line 2"),
        ("", "no edits"),
        ("id,atom\na,1\n", "no edits"),
        ("id,row,atom,peak,ppm,edit\na,0,x,1,20.0,fixed\n", "line 2"),
        ("id,row,atom,peak,ppm,edit\na,0,1,1,20.0,fixed\na,0,1,1,banana,fixed\n", "line 3"),
        ("id,row,atom,peak,ppm,edit\na,0,1,1,20.0,moved\n", "line 2"),
        ("id,row,atom,peak,ppm,edit\na,0,1,,,rejected\n", "line 2"),
        ("id,row,atom,peak,ppm,edit\na,0,1,1,inf,fixed\n", "line 2"),
        ("id,row,atom,peak,ppm,edit\na,0\n", "line 2"),
    ],
)
def test_a_damaged_file_is_refused_in_one_sentence(tmp_path, text, words):
    with pytest.raises(UserError, match=words):
        read_edits(saved(tmp_path, "e.txt", text))


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(UserError, match="no file of edits"):
        read_edits(tmp_path / "none.json")


@pytest.mark.parametrize("name", ["x" * 5000, "a\0b", ".", ""])
def test_a_name_that_no_file_has_is_said(tmp_path, name):
    with pytest.raises(UserError, match="no file of edits"):
        read_edits(tmp_path / name)


def test_the_row_decides_between_equal_ids():
    first, second = MoleculeEdits("a", 0), MoleculeEdits("a", 1)
    rows = EditsOfRows(Edits((first, second, MoleculeEdits("b", 0), MoleculeEdits("gone", 7))))
    assert rows.of(Record("a", row=9)) == ([first, second], False)
    assert rows.of(Record("a", row=1)) == ([second], True)
    assert rows.of(Record("a", row=0)) == ([first], True)
    assert rows.of(Record("a", row=9)) == ([], False)  # both have their rows
    assert rows.of(Record("c", row=0)) == ([], False)
    assert rows.of(Record("b", row=0, set_label="major"))[1] is False
    assert rows.without_row == ["a", "b", "gone"]
