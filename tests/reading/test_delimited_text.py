"""Delimited text as spreadsheets and people write it."""

import pytest

from kmaid_nodes.codes.reading_note import NoteCode, ReadingNote
from kmaid_nodes.codes.reason import Reason, ReasonCode
from kmaid_nodes.errors import UserError

TABLE = 'id,smiles,13C\nethanol,CCO,"58.3, 18.4"\n'


def ppm(record):
    return [peak.ppm for peak in record.peaks or ()]


@pytest.mark.parametrize(
    "above",
    [
        "\n\n",
        "# 13C shifts, in ppm\n#second line\n",
        '"# exported"\n\n',
        "\ufeff\n",
    ],
)
def test_blank_lines_and_comments_may_stand_above_the_header(read_text, above):
    (record,) = read_text(above + TABLE)
    assert (record.id, ppm(record), record.notes) == ("ethanol", [58.3, 18.4], ())


@pytest.mark.parametrize("title", ["Table 1. 13C NMR data of my compounds", "My results,,"])
def test_a_title_above_the_header_is_left_out_and_said(read_text, title):
    (record,) = read_text(f"{title}\n\n{TABLE}")
    assert ppm(record) == [58.3, 18.4]
    assert record.notes == (ReadingNote(NoteCode.OTHER_LINES, title.rstrip(",")),)


@pytest.mark.parametrize("line", ["sep=;", '"sep=;"', "SEP=;", "\ufeffsep=;"])
def test_the_line_by_which_excel_is_told_the_separator(read_text, line):
    (record,) = read_text(f"{line}\nid;smiles;13C\nethanol;CCO;58,3 18,4\n")
    assert ppm(record) == [58.3, 18.4]


def test_a_comment_between_the_rows_is_left_out_but_an_id_may_begin_so(read_text):
    records = read_text(TABLE + "# the next one is old\n#7,CC,5.7\n")
    assert [(r.id, r.row) for r in records] == [("ethanol", 0), ("#7", 1)]


def test_decimal_commas_of_the_column_hold_for_a_single_shift_too(read_text):
    lists, single = read_text("id;smiles;13C\na;CCO;58,3; 18,4\n".replace("; ", " ") + "b;CC;5,7\n")
    assert ppm(lists) == [58.3, 18.4]
    assert ppm(single) == [5.7] and single.notes == (ReadingNote(NoteCode.DECIMAL_COMMA, "5,7"),)


def test_empty_columns_at_the_end_are_no_columns_but_their_cells_are_not_dropped(read_text):
    good, bad = read_text("id;smiles;13C;;\na;CCO;58.3, 18.4;;\nb;CCO;58.3;18.4;\n")
    assert ppm(good) == [58.3, 18.4] and good.columns == ()
    assert bad.error == Reason.of(ReasonCode.TOO_MANY_CELLS, cells=4, header_cells=3)


def test_short_rows_have_empty_cells(read_text):
    (record,) = read_text("id,smiles,13C,solvent,batch\na,CCO,58.3\n")
    assert (ppm(record), record.solvent, record.columns) == ([58.3], None, (("batch", None),))


def test_open_quotes_cost_their_own_lines(read_text):
    rows = ['a,CCO,"58.3, 18.4', 'b,CC,"5.7"', 'c,CCO,"58.3 "or" 18.4"', 'd,C,"-2.3"', 'e,"CCC']
    records = read_text("id,smiles,13C\n" + "\n".join(rows))
    told = {r.id: r.error.details[0][1] for r in records if r.error and r.error.code == "unclosed_quote"}
    assert told == {"a": "2", "c": "4", "e": "6"}
    assert [(r.id, ppm(r)) for r in records if r.error is None] == [("b", [5.7]), ("d", [-2.3])]


def test_many_open_quotes_are_read_in_linear_time(read_text):
    records = read_text("id,smiles,13C\n" + "".join(f'{n},CCO,"58.3\n' for n in range(20_001)))
    assert len(records) > 10_000
    assert all(record.error is not None or len(record.peaks) >= 1 for record in records)


def test_a_peak_list_may_take_several_lines_of_its_cell(read_text):
    a, b = read_text('id,smiles,13C,solvent\na,CCO,"58.3\n18.4"\nb,CCO,"58.3\n\n18.4\n",CDCl3\n')
    assert ppm(a) == ppm(b) == [58.3, 18.4] and b.solvent == "CDCl3"


def test_the_name_of_a_column_may_take_two_lines(read_text):
    (record,) = read_text('id,smiles,"13C\nNMR"\na,CCO,"58.3, 18.4"\n')
    assert ppm(record) == [58.3, 18.4]


def test_one_column_of_lists_needs_no_quotes(read_text):
    records = read_text("peaks\n58.3, 18.4\n64.2, 25.8, 10.1\n", ("peaks",))
    assert [ppm(record) for record in records] == [[58.3, 18.4], [64.2, 25.8, 10.1]]


@pytest.mark.parametrize("text", ["", "\n\n", "sep=;\n", "# nothing\n"])
def test_a_file_without_a_table_is_told(read_text, text):
    with pytest.raises(UserError, match="The table is empty"):
        read_text(text)


def test_a_header_alone_has_no_rows(read_text):
    assert read_text("id,smiles,13C\n") == []


def test_a_table_of_data_without_a_header_is_told(read_text):
    with pytest.raises(UserError, match="No column looks like"):
        read_text('a,CCO,"58.3, 18.4"\nb,CC,5.7\n')


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252", "utf-8-sig"])
def test_the_encodings_of_spreadsheets_are_read(read_text, encoding):
    text = "Name\tSMILES\t13C\nméthanol\tCO\t50.1\n"
    (record,) = read_text(text.encode(encoding), name="excel.txt")
    assert (record.id, ppm(record)) == ("méthanol", [50.1])
