import gzip

import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet
import pytest

from kmaid_nodes.codes.reason import Reason, ReasonCode
from kmaid_nodes.errors import UserError
from kmaid_nodes.reading.files import read_records
from kmaid_nodes.reading.record import Peak
from kmaid_nodes.reading.table import TableColumns, records_from_table, resolved_columns


def read(tmp_path, text, name="table.csv", columns=None):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(read_records(path, columns))


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_told_from_the_header(tmp_path, separator):
    rows = [["Name", "SMILES", "Peaks"], ["ethanol", "CCO", '"58.0, 18.1"']]
    (record,) = read(tmp_path, "\n".join(separator.join(row) for row in rows))
    assert (record.id, record.structure, [p.ppm for p in record.peaks]) == ("ethanol", "CCO", [58.0, 18.1])


def test_gzip_crlf_byte_order_mark_and_latin_1(tmp_path):
    text = "name,smiles,peaks\r\nméthanol,CO,50.0\r\n"
    expected = read(tmp_path, text)
    assert expected[0].id == "méthanol"
    assert read(tmp_path, gzip.compress(text.encode()), "table.csv.gz") == expected
    assert read(tmp_path, b"\xef\xbb\xbf" + text.encode()) == expected
    assert read(tmp_path, text.encode("latin-1")) == expected
    assert read(tmp_path, text.replace(",", "\t").encode("utf-16"), "excel.txt") == expected


def test_solvent_split_and_multiplicity_columns(tmp_path):
    text = "id;smiles;shifts;multiplicity;solvent;split\n1;CCO;58.0, 18.1;T,Q;[D6]DMSO;Valid\n"
    (record,) = read(tmp_path, text)
    assert record.peaks == (Peak(58.0, 2), Peak(18.1, 3))
    assert (record.solvent, record.split) == ("DMSO-d6", "validation")


def test_the_multiplicity_column_goes_with_each_labelled_set_of_a_cell(tmp_path):
    text = "id,smiles,peaks,multiplicity\n1,CCO,{},{}\n"
    sets = '"major: 58.0, 18.1; minor: 57.2, 17.5"'
    records = read(tmp_path, text.format(sets, '"CH2, CH3"'))
    assert [record.id for record in records] == ["1/major", "1/minor"]
    assert all([peak.hydrogens for peak in record.peaks] == [2, 3] for record in records)
    (refused,) = read(tmp_path, text.format(sets, '"CH2, CH3, CH2, CH3"'))
    assert refused.error == Reason.of(ReasonCode.MULTIPLICITY_COUNT_MISMATCH, entries=4, peaks=2)


def test_rows_without_an_id_are_numbered_from_0_and_blank_lines_skipped(tmp_path):
    assert [r.id for r in read(tmp_path, "smiles\nCCO\n\nCC\n")] == ["0", "1"]


def test_a_row_keeps_what_could_be_read(tmp_path):
    text = 'id,smiles,peaks\na,,"58.0, 18.1"\nb,CCO,garbage\nc,CCO,\nd,,\n'
    a, b, c, d = read(tmp_path, text)
    assert a.structure is None and len(a.peaks) == 2 and a.error is None
    assert b.structure == "CCO" and b.error == Reason.of(ReasonCode.UNREADABLE_VALUE, value="'garbage'")
    assert c.structure == "CCO" and c.peaks is None and c.error is None
    assert d.error == Reason(ReasonCode.NO_STRUCTURE_OR_PEAK_LIST)


def test_an_unquoted_peak_list_is_told_and_not_cut_to_its_first_shift(tmp_path):
    (record,) = read(tmp_path, "id,smiles,peaks\na,CCO,58.0, 18.1\n")
    assert record.peaks is None
    assert record.error == Reason.of(ReasonCode.TOO_MANY_CELLS, cells=4, header_cells=3)


def test_a_molblock_in_a_quoted_cell(tmp_path):
    block = "\n  test\n\n  1  0  0  0  0  0  0  0  0  0999 V2000\n    0.0 0.0 0.0 C\nM  END"
    (record,) = read(tmp_path, f'molblock,peaks\n"{block}",-2.3\n')
    assert record.structure == block


def test_an_open_quote_is_told_by_its_line_and_the_other_lines_are_read(tmp_path):
    text = 'id,smiles,peaks\na,CCO,"58.0, 18.1"\nb,"CCO,58.0\nc,CC,"5.7"\nd,C,-2.3\n'
    a, b, c, d = read(tmp_path, text)
    assert b.error == Reason.of(ReasonCode.UNCLOSED_QUOTE, line=3)
    assert [(r.id, [p.ppm for p in r.peaks]) for r in (a, c, d)] == [
        ("a", [58.0, 18.1]),
        ("c", [5.7]),
        ("d", [-2.3]),
    ]


@pytest.mark.parametrize(
    "names, expected",
    [
        (("id", "smiles", "spectrum", "source"), TableColumns("id", "smiles", "spectrum")),
        (
            ("Compound Name", "Canonical SMILES", "13C NMR"),
            TableColumns("Compound Name", "Canonical SMILES", "13C NMR"),
        ),
        (
            ("RowID", "Structure", "Peak_List", "Solvent"),
            TableColumns("RowID", "Structure", "Peak_List", solvent="Solvent"),
        ),
        (("13C shifts (ppm)",), TableColumns(peaks="13C shifts (ppm)")),
        (("Mol", "weight"), TableColumns(structure="Mol")),
        (
            (
                "id",
                "structure",
                "ppm",
                "hydrogens",
                "atoms",
                "carbons",
                "solvent",
                "split",
                "error",
                "formula",
            ),
            TableColumns("id", "structure", "ppm", "hydrogens", "solvent", "split", "formula"),
        ),
    ],
)
def test_columns_are_guessed_by_their_usual_names(names, expected):
    assert resolved_columns(None, list(names), ()) == expected


def test_columns_that_are_missing_are_told_with_those_present():
    with pytest.raises(UserError, match='the table has "weight", "colour"'):
        resolved_columns(None, ["weight", "colour"], ())
    with pytest.raises(UserError, match='no column "nmr"; the table has "smiles"'):
        list(records_from_table(pa.table({"smiles": ["C"]}).to_batches(), TableColumns(peaks="nmr")))


@pytest.mark.parametrize(
    "peaks",
    [
        pa.array([[58.0, 18.0], None], pa.list_(pa.float64())),
        pa.array([[58, 18], None], pa.list_(pa.int32())),
        pa.array([[58, 18], None], pa.large_list(pa.float32())),
        pa.array(["58; 18", None], pa.large_string()),
        pa.array(["58; 18", ""], pa.string()),
        pa.array(["58; 18", None], pa.string()).dictionary_encode(),
    ],
)
def test_peak_columns_of_every_arrow_type(peaks):
    structures = pa.array(["CCO", "CC"]).dictionary_encode()
    table = pa.table({"smiles": structures, "peaks": peaks})
    records = list(records_from_table(table.to_batches(), resolved_columns(None, table.schema.names, ())))
    assert [p.ppm for p in records[0].peaks] == [58.0, 18.0]
    assert (records[1].peaks, records[1].structure, records[1].error) == (None, "CC", None)


def test_row_numbers_run_on_over_batches():
    batches = pa.table({"smiles": ["C"] * 5}).to_batches(max_chunksize=2)
    assert [r.id for r in records_from_table(batches, TableColumns(structure="smiles"))] == list("01234")


@pytest.mark.parametrize("name", ["table.parquet", "table.feather", "table.arrow"])
def test_binary_tables(tmp_path, name):
    table = pa.table({"id": [1, 2], "smiles": ["CCO", "C"], "peaks": [[58.0, 18.1], [float("nan")]]})
    path = tmp_path / name
    if name.endswith("parquet"):
        pa.parquet.write_table(table, path)
    elif name.endswith("feather"):
        pa.feather.write_feather(table, path)
    else:
        with pa.ipc.new_stream(path, table.schema) as stream:
            stream.write_table(table)
    first, second = read_records(path)
    assert (first.id, len(first.peaks)) == ("1", 2)
    assert second.error == Reason(ReasonCode.NOT_A_NUMBER)


@pytest.mark.parametrize("name", ["broken.parquet", "broken.arrow", "broken.feather"])
@pytest.mark.parametrize("content", [b"", b"no table at all"])
def test_a_damaged_table_is_told(tmp_path, name, content):
    with pytest.raises(UserError, match="Cannot read the table"):
        read(tmp_path, content, name)


def test_smiles_files(tmp_path):
    lines = "SMILES Name\nCCO ethanol\n\nCC\nC\tmethane gas\n"
    for name, content in (("a.smi", lines.encode()), ("a.smi.gz", gzip.compress(lines.encode()))):
        records = [(r.id, r.structure) for r in read(tmp_path, content, name)]
        assert records == [("ethanol", "CCO"), ("1", "CC"), ("methane gas", "C")]


def test_paths_that_cannot_be_read(tmp_path):
    with pytest.raises(UserError, match="There is no file"):
        read_records(tmp_path / "nothing.sd")
    with pytest.raises(UserError, match="The table is empty"):
        read(tmp_path, "", "empty.csv")
