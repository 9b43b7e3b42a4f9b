"""SMILES files in the forms that programs and people write."""

import pytest

from kmaid_nodes.codes.reason import ReasonCode
from kmaid_nodes.errors import UserError
from kmaid_nodes.reading.files import read_records
from kmaid_nodes.reading.smiles_line import looks_like_smiles
from kmaid_nodes.reading.table import TableColumns


def read(tmp_path, text, columns=None):
    path = tmp_path / "library.smi"
    path.write_text(text, encoding="utf-8")
    return list(read_records(path, columns))


def pairs(tmp_path, text, columns=None):
    return [(record.structure, record.id) for record in read(tmp_path, text, columns)]


ALCOHOLS = [("CCO", "ethanol"), ("CCCO", "propan-1-ol, dry")]


@pytest.mark.parametrize(
    "text",
    [
        "CCO ethanol\nCCCO propan-1-ol, dry\n",
        "  CCO   ethanol \n\n\tCCCO\tpropan-1-ol, dry\n\n",
        "CCO,ethanol\nCCCO,propan-1-ol, dry\n",
        "CCO;ethanol\nCCCO;propan-1-ol, dry\n",
        '"CCO" "ethanol"\n"CCCO" "propan-1-ol, dry"\n',
        'smiles,name\nCCO,ethanol\nCCCO,"propan-1-ol, dry"\n',
        "SMILES Name \nCCO ethanol\nCCCO propan-1-ol, dry\n",
        "#SMILES name\nCCO ethanol\n# a comment\nCCCO propan-1-ol, dry\n",
        "# made by hand\n\nsmiles zinc_id\nCCO ethanol\nCCCO propan-1-ol, dry\n",
        "name\tcanonical_smiles\nethanol\tCCO\npropan-1-ol, dry\tCCCO\n",
        "ethanol CCO\npropan-1-ol, dry CCCO\n",
        "ethanol\tCCO\npropan-1-ol, dry\tCCCO\n",
        "ethanol,CCO\npropan-1-ol, dry,CCCO\n",
        "Name SMILES\nethanol CCO\npropan-1-ol, dry CCCO\n",
    ],
)
def test_structure_and_name_are_found_in_every_form(tmp_path, text):
    assert pairs(tmp_path, text) == ALCOHOLS


def test_a_cxsmiles_block_is_not_part_of_the_name(tmp_path):
    text = "CCO |c:1| eth x\nCC* |$;;R 1$|\tattached\nCCO |c:1,2|,ethanol\nCCO |r|\nCCO a|b|\n"
    assert pairs(tmp_path, text) == [
        ("CCO |c:1|", "eth x"),
        ("CC* |$;;R 1$|", "attached"),
        ("CCO |c:1,2|", "ethanol"),
        ("CCO |r|", "3"),
        ("CCO", "a|b|"),
    ]
    assert pairs(tmp_path, "smiles name\nCCO |c:1,2| eth x\n") == [("CCO |c:1,2|", "eth x")]
    assert pairs(tmp_path, "ethanol CCO |c:1|\n") == [("CCO |c:1|", "ethanol")]


def test_the_order_is_not_turned_where_both_words_could_be_smiles(tmp_path):
    assert pairs(tmp_path, "CO CCO\n") == [("CO", "CCO")]
    assert pairs(tmp_path, "CCO ethanol\npropanol CCCO\n") == [("CCO", "ethanol"), ("propanol", "CCCO")]


def test_rows_tell_equal_and_missing_names_apart(tmp_path):
    records = read(tmp_path, "smiles name\nCCO A\n\nCCCO A\n# x\nCC\n")
    assert [(record.id, record.row) for record in records] == [("A", 0), ("A", 1), ("2", 2)]


def test_further_columns_are_the_records(tmp_path):
    (record,) = read(tmp_path, "CCO\tethanol\t-0.3\tdry\n")
    assert (record.id, record.columns) == ("ethanol", (("column 3", "-0.3"), ("column 4", "dry")))
    (record,) = read(tmp_path, "CCO\t\t-0.3\n")
    assert (record.id, record.columns) == ("0", (("column 3", "-0.3"),))
    (record,) = read(tmp_path, "logP,smiles,chembl_id\n-0.3,CCO,CHEMBL545\n")
    assert (record.id, record.columns) == ("CHEMBL545", (("logP", "-0.3"),))


def test_the_id_column_is_a_column_of_the_header(tmp_path):
    text = "smiles zinc_id code\nCCO Z1 A\n"
    assert pairs(tmp_path, text) == [("CCO", "Z1")]
    assert pairs(tmp_path, text, TableColumns(id="Code")) == [("CCO", "A")]
    with pytest.raises(UserError, match='There is no column "name"; the header has smiles, zinc_id, code'):
        read(tmp_path, text, TableColumns(id="name"))
    with pytest.raises(UserError, match="has no header line, so it has no column"):
        read(tmp_path, "CCO Z1\n", TableColumns(id="name"))
    with pytest.raises(UserError, match="holds structures only"):
        read(tmp_path, text, TableColumns(peaks="code"))


def test_a_row_with_more_cells_than_the_header_is_told(tmp_path):
    long, good = read(tmp_path, "smiles,id,mw\nCCCO,A,60,1\nCCO,B,46.07\n")
    assert (long.error.code, long.row) == (ReasonCode.TOO_MANY_CELLS, 0)
    assert (good.id, good.columns) == ("B", (("mw", "46.07"),))


def test_inchi_is_not_parted_at_its_commas(tmp_path):
    inchi = "InChI=1S/C2H6O/c1-2-3/h3H,2H2,1H3"
    assert pairs(tmp_path, f"{inchi} ethanol\n") == [(inchi, "ethanol")]


def test_a_file_without_data_gives_no_record(tmp_path):
    assert (
        read(tmp_path, "") == read(tmp_path, "# only\n\n#comments\n") == read(tmp_path, "smiles name\n") == []
    )


def test_lines_of_marks_alone_are_rows_without_structure(tmp_path):
    for text in ('""', ",", '"', '","', "|", ";;"):
        assert len(read(tmp_path, f"{text}\nCCO ethanol\n")) == 2


def test_words_are_told_from_smiles():
    assert all(map(looks_like_smiles, ["C", "c1ccccc1", "[Na+].[Cl-]", r"F/C=C\F", "C%12CC%12", "*C", "CCO"]))
    assert not any(map(looks_like_smiles, ["ethanol", "12", "Glc-1", "A1", "", "[]", "C O"]))
