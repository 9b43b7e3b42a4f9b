"""NMR-STAR of the BMRB's small molecules."""

import pytest

from kmaid_nodes.chemistry.structure import parse_structure
from kmaid_nodes.codes.reading_note import NoteCode
from kmaid_nodes.codes.reason import ReasonCode
from kmaid_nodes.errors import UserError
from kmaid_nodes.reading.files import read_records

pytest.importorskip("pynmrstar")

ATOMS = """\
   loop_
      _Chem_comp_atom.Atom_ID
      _Chem_comp_atom.Type_symbol
      _Chem_comp_atom.Charge
      O1 O 0
      C1 C 0
      C2 C 0
      H1 H 0
   stop_
   loop_
      _Chem_comp_bond.ID
      _Chem_comp_bond.Value_order
      _Chem_comp_bond.Atom_ID_1
      _Chem_comp_bond.Atom_ID_2
      1 SING O1 C2
      2 SING C1 C2
      3 SING O1 H1
   stop_
"""
SMILES = """\
   loop_
      _Chem_comp_SMILES.Type
      _Chem_comp_SMILES.String
      canonical 'CCO'
   stop_
"""
SHIFTS = "1 C1 C 13 18.4 .\n2 C2 C 13 58.3 .\n3 H1 H 1 3.6 .\n"


def shift_loop(rows=SHIFTS, further="", category="_Atom_chem_shift"):
    tags = ["ID", *further.split(), "Atom_ID", "Atom_type", "Atom_isotope_number", "Val", "Val_err"]
    return "loop_\n" + "".join(f"{category}.{tag}\n" for tag in tags) + f"{rows}stop_\n"


def entry(structure=ATOMS, *lists):
    loops = lists or (shift_loop(),)
    frames = "".join(
        f"save_shifts_{k}\n   _Assigned_chem_shift_list.Sf_category assigned_chemical_shifts\n{loop}save_\n"
        for k, loop in enumerate(loops)
    )
    return (
        "data_bmse000297\nsave_entry_information\n   _Entry.Sf_category entry_information\n"
        "   _Entry.ID bmse000297\nsave_\n"
        "save_chem_comp_1\n   _Chem_comp.Sf_category chem_comp\n   _Chem_comp.Name ethanol\n"
        f"{structure}save_\n"
        "save_sample\n   _Sample.Sf_category sample\n   loop_\n      _Sample_component.Mol_common_name\n"
        "      _Sample_component.Type\n      D2O solvent\n      ethanol solute\n   stop_\nsave_\n" + frames
    )


def read(tmp_path, text):
    path = tmp_path / "bmse.str"
    path.write_text(text)
    return list(read_records(path))


def facts(record):
    return [(peak.ppm, peak.atoms, peak.label) for peak in record.peaks]


def test_shifts_find_their_atoms_by_name(tmp_path):
    (record,) = read(tmp_path, entry())
    assert facts(record) == [(18.4, (1,), "C1"), (58.3, (2,), "C2")]
    assert (record.id, record.solvent) == ("bmse000297", "D2O")
    assert parse_structure(record.structure).smiles == "CCO"
    assert [note.code for note in record.notes] == [NoteCode.PROTON_NMR]


@pytest.mark.parametrize(
    "structure",
    [SMILES, "   _Chem_comp.InChI_code 'InChI=1S/C2H6O/c1-2-3/h3H,2H2,1H3'\n"],
)
def test_a_smiles_or_inchi_is_the_structure_without_names_of_atoms(tmp_path, structure):
    (record,) = read(tmp_path, entry(structure))
    assert record.structure == "CCO" and facts(record) == [(18.4, (), "C1"), (58.3, (), "C2")]


def test_several_lists_are_several_spectra(tmp_path):
    records = read(tmp_path, entry(ATOMS, shift_loop(), shift_loop("1 C1 C 13 18.1 .\n")))
    assert [(r.id, r.row, len(r.peaks)) for r in records] == [("bmse000297/1", 0, 2), ("bmse000297/2", 1, 1)]


def test_a_frame_without_tags_and_a_loop_alone_are_read(tmp_path):
    bare = f"data_bmse\nsave_chem_shifts\n{shift_loop()}save_\n"
    for text in (bare, shift_loop(), f"data_bmse\n{shift_loop()}"):
        (record,) = read(tmp_path, text)
        assert facts(record) == [(18.4, (), "C1"), (58.3, (), "C2")]


def test_a_carbon_without_a_value_is_left_out_and_said(tmp_path):
    (record,) = read(tmp_path, entry(ATOMS, shift_loop("1 C1 C 13 18.4 .\n2 C2 C 13 . .\n")))
    assert facts(record) == [(18.4, (1,), "C1")]
    assert (NoteCode.PLACEHOLDER, "C2") in [(note.code, note.words) for note in record.notes]


def test_a_missing_isotope_number_is_the_usual_one(tmp_path):
    (record,) = read(tmp_path, entry(ATOMS, shift_loop("1 C1 C . 18.4 .\n2 H1 H . 3.6 .\n")))
    assert facts(record) == [(18.4, (1,), "C1")]


def test_a_name_that_is_no_atom_takes_all_assignments_away(tmp_path):
    (record,) = read(tmp_path, entry(ATOMS, shift_loop("1 C1 C 13 18.4 .\n2 C9 C 13 58.3 .\n")))
    assert [peak.atoms for peak in record.peaks] == [(), ()]
    assert NoteCode.ASSIGNMENT_TO_NO_CARBON in [note.code for note in record.notes]


@pytest.mark.parametrize(
    ("rows", "further", "code"),
    [
        ("1 H1 H 1 3.6 .\n", "", ReasonCode.OTHER_NUCLEUS),
        ("1 C1 C 13 eighteen .\n", "", ReasonCode.UNREADABLE_SHIFT),
        ("1 C1 C 13 1840 .\n", "", ReasonCode.SHIFT_OUT_OF_RANGE),
        ("1 1 ALA C 13 18.4 . .\n2 2 GLY C 13 45.2 . .\n", "Comp_index_ID", ReasonCode.POLYMER),
    ],
)
def test_shifts_that_are_none_of_one_small_molecule_are_told(tmp_path, rows, further, code):
    if further:
        rows = "1 1 CA C 13 52.4 .\n2 2 CA C 13 45.2 .\n"
    (record,) = read(tmp_path, entry(ATOMS, shift_loop(rows, further)))
    assert record.error.code is code


def test_an_entry_without_shifts_has_its_structure(tmp_path):
    (record,) = read(tmp_path, entry(ATOMS, shift_loop(category="_Peak_char")))
    assert record.error.code is ReasonCode.NO_13C_SPECTRUM and record.structure


@pytest.mark.parametrize("cut", [-12, -60, 300])
def test_a_cut_off_file_is_told(tmp_path, cut):
    with pytest.raises(UserError, match=r"cut off|cut-off"):
        read(tmp_path, entry()[:cut])


def test_a_double_bond_to_no_atom_is_told(tmp_path):
    (record,) = read(tmp_path, entry(ATOMS.replace("2 SING C1 C2", "2 SING C1 C7")))
    assert record.error.code is ReasonCode.UNKNOWN_BOND


def test_a_file_of_version_2_is_named(tmp_path):
    loop = " loop_\n _Atom_name\n _Chem_shift_value\n C 5\n stop_\n"
    with pytest.raises(UserError, match="NMR-STAR of version 2"):
        read(tmp_path, f"data_4\nsave_shifts\n _Saveframe_category x\n{loop}save_\n")
