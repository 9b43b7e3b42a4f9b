"""Excel workbooks."""

import datetime
import sys

import openpyxl
import pytest

from kmaid_nodes.codes.reading_note import NoteCode, ReadingNote
from kmaid_nodes.codes.reason import Reason, ReasonCode
from kmaid_nodes.errors import UserError
from kmaid_nodes.reading.files import read_records
from kmaid_nodes.reading.table import TableColumns

HEADER = ["id", "smiles", "13C", "batch"]


@pytest.fixture
def read_rows(tmp_path):
    def read(*rows, second=(), **columns):
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        other = book.create_sheet("Second")
        for row in second:
            other.append(row)
        book.save(tmp_path / "table.xlsx")
        return list(read_records(tmp_path / "table.xlsx", TableColumns(**columns), ["structure", "peaks"]))

    return read


def ppm(record):
    return [peak.ppm for peak in record.peaks or ()]


def test_the_first_sheet_below_a_title_is_read(read_rows):
    a, b = read_rows(["My data"], [], HEADER, ["a", "CCO", "58.3, 18.4", 7], ["b", "CC", 5.7, None])
    assert (a.id, a.structure, ppm(a), a.columns) == ("a", "CCO", [58.3, 18.4], (("batch", 7),))
    assert (ppm(b), b.row) == ([5.7], 1)
    assert a.notes == (ReadingNote(NoteCode.OTHER_LINES, "My data"),)


def test_another_sheet_is_read_if_it_is_named(read_rows):
    second = [HEADER, ["z", "CC", "5.7", 1]]
    (record,) = read_rows(["nothing"], second=second, sheet="Second")
    assert record.id == "z"
    with pytest.raises(UserError, match='no sheet "Third"; it has "Sheet", "Second"'):
        read_rows(HEADER, sheet="Third")


def test_a_number_that_excel_made_a_date_is_refused_by_name(read_rows):
    day = datetime.datetime(2024, 5, 12)
    (record,) = read_rows(HEADER, ["a", "CCO", day, 1])
    assert record.error == Reason.of(ReasonCode.CELL_IS_DATE, value="2024-05-12 00:00:00")
    (record,) = read_rows(["id", "smiles", "C1", "C2"], ["a", "CCO", 58.3, datetime.date(2024, 4, 18)])
    assert record.error.code == ReasonCode.CELL_IS_DATE and record.peaks is None
    rows = [["a", "CCO", 58.3], ["a", "CCO", day], ["b", "CC", 5.7]]
    refused, fine = read_rows(["id", "smiles", "shift"], *rows)
    assert refused.error.code == ReasonCode.CELL_IS_DATE and ppm(fine) == [5.7]


def test_a_formula_is_neither_a_shift_nor_a_structure(read_rows):
    shift, structure = read_rows(HEADER, ["a", "CCO", "=58+0.3", 1], ["b", "=B2", "58.3, 18.4", 1])
    assert shift.error == Reason.of(ReasonCode.CELL_IS_FORMULA, value="'=58+0.3'")
    assert structure.error.code == ReasonCode.CELL_IS_FORMULA and structure.peaks is None


def test_rows_of_peaks_under_merged_cells_are_one_spectrum(read_rows):
    ethanol, methanol = read_rows(
        ["compound", "smiles", "atom", "shift", "type"],
        ["EtOH", "CCO", "C1", 58.3, "CH2"],
        [None, None, "C2", 18.4, "CH3"],
        ["MeOH", "CO", "C1", 50.1, "CH3"],
    )
    assert [(p.ppm, p.hydrogens, p.label) for p in ethanol.peaks] == [(58.3, 2, "C1"), (18.4, 3, "C2")]
    assert (methanol.id, ppm(methanol)) == ("MeOH", [50.1])


def test_cells_beyond_the_header_are_not_dropped(read_rows):
    (record,) = read_rows(["id", "smiles", "13C"], ["a", "CCO", 58.3, 18.4])
    assert record.error == Reason.of(ReasonCode.TOO_MANY_CELLS, cells=4, header_cells=3)


@pytest.mark.parametrize("name", ["table", "table.dat", "table.csv"])
def test_a_workbook_is_read_whatever_it_is_called(tmp_path, name):
    book = openpyxl.Workbook()
    book.active.append(HEADER)
    book.active.append(["a", "CCO", "58.3, 18.4", 7])
    book.save(tmp_path / name)
    (record,) = read_records(tmp_path / name)
    assert (record.id, ppm(record)) == ("a", [58.3, 18.4])


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 cut off", b"\xd0\xcf\x11\xe0 an old .xls", b"id,smiles\n"]
)
def test_what_is_no_workbook_is_told(tmp_path, content):
    (tmp_path / "table.xlsx").write_bytes(content)
    with pytest.raises(UserError, match="as an Excel workbook"):
        list(read_records(tmp_path / "table.xlsx"))


def test_without_openpyxl_the_package_to_install_is_told(tmp_path, monkeypatch):
    (tmp_path / "table.xlsx").write_bytes(b"")
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(UserError, match=r"kmaid-nodes\[formats\]"):
        list(read_records(tmp_path / "table.xlsx"))
