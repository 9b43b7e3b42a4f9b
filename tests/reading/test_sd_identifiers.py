"""What records of SD files are called, and the user's fields that go with them."""

import pytest
from sd_text import molblock, sd_record

from kmaid_nodes.codes.reading_note import NoteCode
from kmaid_nodes.errors import UserError
from kmaid_nodes.reading.files import read_records
from kmaid_nodes.reading.identifier_names import clearest_identifier, named_among
from kmaid_nodes.reading.table import TableColumns


def read(tmp_path, text, columns=None):
    path = tmp_path / "library.sdf"
    path.write_text(text, encoding="utf-8")
    return list(read_records(path, columns))


def ids(tmp_path, text, columns=None):
    return [record.id for record in read(tmp_path, text, columns)]


@pytest.mark.parametrize(
    "fields, name",
    [
        ({"Name": "benzaldehyde", "CAS": "100-52-7", "ID": "35"}, "35"),
        ({"pref_name": "ETHANOL", "chembl_id": "CHEMBL545"}, "CHEMBL545"),
        ({"DOI": "10.1/a", "lotus_id": "LTS0000001"}, "LTS0000001"),
        ({"zinc_id": "ZINC000000000001", "smiles": "CCO"}, "ZINC000000000001"),
        ({"GENERIC_NAME": "Lepirudin", "DATABASE_ID": "DB00001"}, "DB00001"),
        ({"PUBCHEM_IUPAC_NAME": "ethanol", "PUBCHEM_COMPOUND_CID": "702"}, "702"),
        ({"Cluster_ID": "7", "CAS Number": "64-17-5"}, "64-17-5"),
        ({"PUBCHEM_CONFORMER_ID": "1", "My Lib ID": "L-1", "CAS": "64-17-5"}, "L-1"),
        ({"Catalogue No.": "E 12", "compound": "ethanol"}, "E 12"),
        ({"Acid": "yes", "Lipid": "no", "compound": "ethanol"}, "ethanol"),
        ({"Name": "", "IUPAC name": "ethan-\n1-ol"}, "ethan- 1-ol"),
        ({"logP": "-0.3"}, "0"),
    ],
)
def test_a_record_without_title_is_called_by_its_clearest_identifier(tmp_path, fields, name):
    assert ids(tmp_path, sd_record("", "CCO", fields)) == [name]


def test_the_title_goes_before_the_fields_unless_it_says_that_there_is_none(tmp_path):
    assert ids(tmp_path, sd_record("ethanol", "CCO", {"ID": "7"})) == ["ethanol"]
    assert ids(tmp_path, sd_record("Untitled", "CCO", {"ID": "7"})) == ["7"]
    assert ids(tmp_path, sd_record("Untitled", "CCO")) == ["Untitled"]


def test_the_id_column_is_any_data_field_in_any_case(tmp_path):
    text = sd_record("t", "CCO", {"CAS": "64-17-5", "Name": "ethanol"}) + sd_record("u", "CC", {"Name": "e"})
    assert ids(tmp_path, text, TableColumns(id="cas")) == ["64-17-5", "1"]
    assert ids(tmp_path, text, TableColumns(id="Name")) == ["ethanol", "e"]


def test_the_id_column_may_be_missing_in_the_first_records(tmp_path):
    text = sd_record("t", "CCO") + sd_record("u", "CC", {"CAS": "74-84-0"})
    assert ids(tmp_path, text, TableColumns(id="CAS")) == ["0", "74-84-0"]


def test_an_unknown_id_column_is_told_with_the_fields_that_there_are(tmp_path):
    with pytest.raises(UserError, match='no data field "Nme"; the SD records have "CAS", "Name"'):
        ids(tmp_path, sd_record("", "CCO", {"CAS": "64-17-5", "Name": "e"}), TableColumns(id="Nme"))
    with pytest.raises(UserError, match="have no data fields"):
        ids(tmp_path, sd_record("", "CCO"), TableColumns(id="Name"))


def test_the_id_column_goes_before_the_identifiers_of_nmrshiftdb2_and_nmredata(tmp_path):
    shifts = {"nmrshiftdb2 ID": "5", "Spectrum 13C 0": "58.0;0.0T;1|", "Spectrum 13C 1": "58.1;0.0T;1|"}
    text = sd_record("t", "CCO", shifts | {"key": "K1"})
    assert ids(tmp_path, text, TableColumns(id="key")) == ["K1/0", "K1/1"]
    nmredata = {
        "NMREDATA_1D_13C": "58.0, L=a",
        "NMREDATA_1D_13C#2": "58.1, L=a",
        "key": "K2",
        "Name": "ethanol",
    }
    assert ids(tmp_path, sd_record("t", "CCO", nmredata), TableColumns(id="key")) == ["K2/1", "K2/2"]
    assert ids(tmp_path, sd_record("", "CCO", nmredata)) == ["K2/1", "K2/2"]


def test_rows_tell_equal_and_empty_ids_apart_and_empty_records_count(tmp_path):
    text = sd_record("A", "CCO") + "\n$$$$\n$$$$\n" + sd_record("A", "CC") + sd_record("", "C")
    assert [(record.id, record.row) for record in read(tmp_path, text)] == [("A", 0), ("A", 3), ("4", 4)]


def test_other_fields_are_the_records_columns(tmp_path):
    fields = {"CAS": "64-17-5", "13C NMR": "58.0, 18.1", "Solvent": "CDCl3", "Note": "line 1\nline 2"}
    (record,) = read(tmp_path, sd_record("ethanol", "CCO", fields))
    assert record.columns == (("CAS", "64-17-5"), ("Note", "line 1\nline 2"))


def test_fields_of_one_name_are_all_kept(tmp_path):
    text = molblock("", "CCO") + "> <DOI>\n10.1/a\n\n> <DOI>\n10.1/b\n\n> <lotus_id>\nLTS1\n\n$$$$\n"
    (record,) = read(tmp_path, text)
    assert (record.id, record.columns) == ("LTS1", (("DOI", "10.1/a"), ("DOI#2", "10.1/b")))


def test_a_field_too_long_to_be_carried_is_told(tmp_path):
    (record,) = read(tmp_path, sd_record("e", "CCO", {"log": "x" * 2001, "CAS": "64-17-5"}))
    assert record.columns == (("CAS", "64-17-5"),)
    assert [(note.code, note.words) for note in record.notes] == [(NoteCode.OTHER_COLUMNS, "log: too long")]


def test_the_number_of_a_database_is_a_clearer_identifier_than_a_name():
    assert clearest_identifier(["Name", "molecule_chembl_id"]) == "molecule_chembl_id"
    assert clearest_identifier(["weight", "target_id", "Acid"]) is None
    assert named_among(["Name", "NAME"], "NAME") == "NAME"
    assert named_among(["Compound Name"], "compound_name") == "Compound Name"
    assert named_among(["Name"], "--") is None
