import time

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet
import pytest
from rdkit import Chem
from rdkit.Chem import rdDepictor

from kmaid_nodes.chemistry.structure import parse_structure
from kmaid_nodes.codes.reading_note import NoteCode
from kmaid_nodes.reading.files import read_records
from kmaid_nodes.reading.own_numbers import numbered, numbers_cell, numbers_text
from kmaid_nodes.reading.record import Record
from kmaid_nodes.reading.table import TableColumns
from kmaid_nodes.tasks.rows import read_rows

ASPIRIN = "CC(=O)Oc1ccccc1C(=O)O"
MAPPED_ANISOLE = "[CH3:7][O:8][c:1]1[cH:2][cH:3][cH:4][cH:5][cH:6]1"


def molblock(smiles: str, v3000: bool = False) -> str:
    mol = Chem.MolFromSmiles(smiles)
    rdDepictor.Compute2DCoords(mol)
    return Chem.MolToV3KMolBlock(mol) if v3000 else Chem.MolToMolBlock(mol)


def left_out(structure) -> list[str]:
    return [note.words for note in structure.notes if note.code is NoteCode.NUMBERS]


def numbers(text: str) -> dict[int, str]:
    return dict(parse_structure(text).atom_numbers)


def test_atom_maps_that_number_the_atoms_are_own_numbers():
    assert numbers(MAPPED_ANISOLE) == {0: "7", 1: "8", 2: "1", 3: "2", 4: "3", 5: "4", 6: "5", 7: "6"}


def test_atom_maps_of_some_atoms_number_these():
    assert numbers("[CH3:12][CH2:11]CO") == {0: "12", 1: "11"}


@pytest.mark.parametrize("smiles", ["[CH3:1]CO", "[CH3:1][CH2:1]O"])
def test_atom_maps_that_are_no_numbering_are_left_out_and_said(smiles):
    structure = parse_structure(smiles)
    assert not structure.atom_numbers and len(left_out(structure)) == 1


def test_a_structure_is_the_same_with_its_numbers_and_without():
    plain, mapped = parse_structure("COc1ccccc1"), parse_structure(MAPPED_ANISOLE)
    assert mapped.smiles == plain.smiles
    assert mapped.symmetry_class.tolist() == plain.symmetry_class.tolist()
    assert not any(atom.GetAtomMapNum() for atom in mapped.mol.GetAtoms())


def test_labels_and_values_of_a_cxsmiles_are_own_numbers():
    assert numbers("CC(C)=O |$3;2;1a;$|") == {0: "3", 1: "2", 2: "1a"}
    assert numbers("CCO |$_AV:2;1;$|") == {0: "2", 1: "1"}


def test_an_r_group_is_no_number():
    assert not numbers("*CC |$R1;;$|")


@pytest.mark.parametrize("v3000", [False, True])
def test_the_atom_mapping_column_of_a_molblock_numbers_its_atoms(v3000):
    assert numbers(molblock(MAPPED_ANISOLE, v3000))[2] == "1"


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        ("A    1\nC-4a\nA    2\n5'\n", {0: "4a", 1: "5'"}),
        ("V    1 10\nV    2 9b\n", {0: "10", 1: "9b"}),
        ("A    1\nOMe\nA    2\nPh\n", {}),
        ("V    1 0.25\nV    2 -0.31\n", {}),
    ],
    ids=["aliases", "values", "abbreviations", "partial charges"],
)
def test_aliases_and_values_of_a_molblock_number_its_atoms_if_they_are_numbers(lines, wanted):
    structure = parse_structure(molblock("CCO").replace("M  END", lines + "M  END"))
    assert dict(structure.atom_numbers) == wanted and not left_out(structure)


@pytest.mark.parametrize(
    "cell",
    [
        "Me,1,,,2,3,4,5,6,7,8,,",
        "Me,1,,,2,3,4,5,6,7,8,,,",
        "Me; 1; -; -; 2; 3; 4; 5; 6; 7; 8; -; -",
        "Me 1 - - 2 3 4 5 6 7 8 - -",
        "Me 1 2 3 4 5 6 7 8",
        "0:Me; 1:C1; 4:C-2; 5:3; 6:4; 7:5; 8:6; 9:7; 10:8",
        "0=Me,1=1,4=2,5=3,6=4,7=5,8=6,9=7,10=8",
    ],
)
def test_a_cell_numbers_the_atoms_in_their_order_or_in_pairs(cell):
    structure = numbered(parse_structure(ASPIRIN), cell)
    wanted = {0: "Me", 1: "1", 4: "2", 5: "3", 6: "4", 7: "5", 8: "6", 9: "7", 10: "8"}
    assert dict(structure.atom_numbers) == wanted and not left_out(structure)


def test_primes_are_read_however_they_are_written():
    structure = numbered(parse_structure("CCC"), "1′, 2’, 3″")
    assert list(structure.atom_numbers.values()) == ["1'", "2'", "3''"]


def test_explicit_hydrogens_count_where_the_cell_numbers_all_atoms():
    structure = parse_structure("[H]C([H])([H])O[H]")
    assert dict(numbered(structure, "-,1,-,-,2,-").atom_numbers) == {1: "1", 4: "2"}
    assert dict(numbered(structure, "1,2").atom_numbers) == {1: "1", 4: "2"}


def test_equivalent_carbons_may_share_a_number_and_others_may_not():
    benzyl = parse_structure("OCc1ccccc1")
    shared = numbered(benzyl, "-,7,1,2,3,4,3,2")
    assert shared.atom_numbers[3] == shared.atom_numbers[7] == "2"
    assert left_out(numbered(benzyl, "-,7,1,2,3,4,3,1")) == ["1 stands at different atoms"]


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("1,2,3", "3 labels for 13 atoms"),
        ("0:C1; 99:C2", "there is no atom 99"),
        ("=cmd(),1,2,3,4,5,6,7,8", "=cmd() cannot be"),
        ("0:1; 0:2", "1 and 2 stand at one atom"),
        ("x" * 30_000, "cannot be the number"),
        ("12.5", "1 label for 13 atoms"),
    ],
)
def test_numbers_that_cannot_be_read_are_left_out_as_a_whole_and_the_note_says_why(cell, words):
    structure = numbered(parse_structure(ASPIRIN), cell)
    assert not structure.atom_numbers
    (said,) = left_out(structure)
    assert words in said and len(said) < 120


def test_numbers_of_a_column_go_before_those_of_the_structure():
    structure = numbered(parse_structure(MAPPED_ANISOLE), "1,2,3,4,5,6,7,8")
    assert structure.atom_numbers[0] == "1"
    assert numbered(structure, None) is structure and numbered(structure, " ") is structure


def test_numbers_come_back_from_the_text_that_is_written():
    structure = numbered(parse_structure(ASPIRIN), "Me,1,,,2,3,4,5,6,7,8,,")
    again = numbered(parse_structure(ASPIRIN), numbers_text(structure.atom_numbers))
    assert again.atom_numbers == structure.atom_numbers


@pytest.mark.parametrize("name", ["atom_numbers", "Numbering", "Carbon numbers"])
def test_a_column_of_numbers_is_recognised_by_its_name(tmp_path, name):
    path = tmp_path / "a.csv"
    path.write_text(f'smiles,peaks,{name}\nCCO,"58.0, 18.1","2,1,-"\n')
    (record,) = read_records(path)
    assert record.numbers == "2,1,-" and record.columns == ()


def test_another_column_is_read_if_it_is_named(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('smiles,peaks,mine\nCCO,"58.0, 18.1","2,1,-"\n')
    (record,) = read_records(path, TableColumns(numbers="mine"))
    assert record.numbers == "2,1,-"


def test_a_list_column_of_numbers_is_read(tmp_path):
    table = pa.table({"smiles": ["CCO"], "atom_numbers": [["2", "1", None]]})
    path = tmp_path / "a.parquet"
    pa.parquet.write_table(table, path)
    (record,) = read_records(path)
    assert record.numbers == "2,1,-"


def test_a_smiles_file_may_have_a_column_of_numbers(tmp_path):
    path = tmp_path / "a.smi"
    path.write_text("smiles\tname\tnumbering\nCCO\tethanol\t2 1 -\n")
    (record,) = read_records(path)
    assert (record.id, record.numbers, record.columns) == ("ethanol", "2 1 -", ())


@pytest.mark.parametrize("field", ["atom_numbers", "KMAID_ATOM_NUMBERS", "mine"])
def test_a_data_field_of_an_sd_file_may_hold_the_numbers(tmp_path, field):
    path = tmp_path / "a.sdf"
    spectrum = ">  <Spectrum 13C 0>\n58.0;0.0T;1|18.1;0.0Q;0|\n\n"
    path.write_text(f"{molblock('CCO')}{spectrum}>  <{field}>\n2,1,-\n\n>  <note>\nx\n\n$$$$\n")
    (record,) = read_records(path, TableColumns(numbers="mine") if field == "mine" else None)
    assert record.numbers == "2,1,-" and ("note", "x") in record.columns
    assert all(name != field for name, _ in record.columns)


def test_a_row_with_unreadable_numbers_is_used_without_them_and_says_so():
    (rows,) = read_rows([Record("a", "CCO", numbers="1,2,3,4,5")], structures=True, peaks=False)
    (row,) = rows
    assert row.reason is None and not row.structure.atom_numbers
    assert [note.code for note in row.record.notes] == [NoteCode.NUMBERS]


@pytest.mark.parametrize(
    "cell",
    [
        [1, None, 3],
        (1.0, float("nan"), 3.0),
        np.array([1, np.nan, 3]),
        pd.Series([1, None, 3]),
        pd.Series([1, pd.NA, 3], dtype="Int64"),
        ["1", "-", "3"],
        {0: "1", 2: "3"},
        "0:1; 2:3",
    ],
)
def test_labels_in_the_order_of_the_atoms_come_in_any_sequence(cell):
    assert dict(numbered(parse_structure("CCO"), numbers_cell(cell)).atom_numbers) == {0: "1", 2: "3"}


@pytest.mark.parametrize("cell", [None, "", float("nan"), pd.NA, [], {}])
def test_an_empty_cell_holds_no_numbers(cell):
    assert numbers_cell(cell) is None


def test_a_cell_of_blanks_is_read_at_once():
    start = time.perf_counter()
    numbered(parse_structure("CCO"), "1" + " " * 19_000 + "x")
    assert time.perf_counter() - start < 5
