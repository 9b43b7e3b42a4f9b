"""Which columns of a table are taken, by their names and by what they hold."""

import pytest

from kmaid_nodes.codes.experiment import Experiment
from kmaid_nodes.codes.reading_note import NoteCode, ReadingNote
from kmaid_nodes.codes.reason import ReasonCode
from kmaid_nodes.errors import ColumnNotNamed, UserError
from kmaid_nodes.reading.table import TableColumns, usual_columns

LIST = '"58.3, 18.4"'


@pytest.mark.parametrize(
    "name",
    [
        "Intensity", "13C predicted", "predicted_ppm", "1H", "1H NMR", "HSQC", "HMBC", "m/z", "δH", "deltaH",
        "H shift", "peak count", "number of peaks", "peak_index", "Peak width", "peak area", "19F NMR",
        "31P shift", "shift error", "leftover_peaks", "13C calc", "Assignment Method", "ppm difference",
        "peak_id", "NMR frequency", "15N shifts",
    ],
)  # fmt: skip
def test_what_is_no_list_of_measured_carbon_shifts(name):
    assert usual_columns(["id", "smiles", name]).peaks is None


@pytest.mark.parametrize(
    "name",
    [
        "peaks", "13C NMR", "C NMR", "δC (ppm)", "δ", "delta_C", "ppm", "Exp 13C", "C shift",
        "13C shifts (CDCl3)",
        "v(F1) [ppm]", "Spectrum 13C 0", "shifts_in_atom_order", "Chemical Shift (ppm)", "1H and 13C NMR",
    ],
)  # fmt: skip
def test_a_column_of_13c_shifts_is_known_by_its_name(name):
    assert usual_columns(["id", "smiles", name]).peaks == name


@pytest.mark.parametrize(
    "name",
    [
        "chembl_id", "Molecule ChEMBL ID", "zinc_id", "lotus_id", "compound_name", "sample", "code",
        "Compound No.",
        "CAS", "Entry", "cmpd", "my_id", "InChIKey", "Catalog ID", "PUBCHEM_COMPOUND_CID", "DTXSID", "UUID",
    ],
)  # fmt: skip
def test_identifiers_are_found_under_their_usual_names(name):
    assert usual_columns(["smiles", name, "13C"]).id == name


def test_the_label_of_a_peak_is_no_identifier():
    assert usual_columns(["smiles", "label", "13C"]).id is None


def test_an_inchi_is_a_structure_and_an_inchikey_or_a_structure_id_is_not():
    assert usual_columns(["id", "inchi", "13C"]).structure == "inchi"
    assert usual_columns(["InChIKey", "structure_id", "13C"]).structure is None
    assert usual_columns(["InChI", "SMILES"]).structure == "SMILES"


def test_the_count_of_peaks_in_our_own_tables_is_no_peak_list(read_text):
    """A table of summaries, with the SMILES joined to it, has the assignment under another name."""
    names = "id,smiles,carbons,peaks,assigned,assigned_shifts"
    (record,) = read_text(f"{names}\na,CCO,2,2,2,58.3;0.0T;0|18.4;0.0Q;1|\n")
    assert [(p.ppm, p.atoms) for p in record.peaks] == [(58.3, (0,)), (18.4, (1,))]
    with pytest.raises(UserError, match='"peaks" holds whole numbers'):
        read_text("id,smiles,peaks\na,CCO,2\nb,CCCO,3\n")


def test_a_column_with_lists_goes_before_one_with_such_a_name(read_text):
    (record,) = read_text('id,smiles,peaks,from the paper\na,CCCO,3,"64.2, 25.8, 10.1"\n')
    assert [peak.ppm for peak in record.peaks] == [64.2, 25.8, 10.1]
    assert record.notes == (ReadingNote(NoteCode.COLUMN_TAKEN, '"from the paper"'),)


def test_of_two_likely_columns_it_is_said_which_was_taken(read_text):
    (record,) = read_text(f'id,smiles,13C NMR,13C shifts\na,CCO,{LIST},"57.9, 18.0"\n')
    (note,) = record.notes
    assert note.code == NoteCode.COLUMN_TAKEN and note.words == '"13C shifts", not "13C NMR"'
    assert [peak.ppm for peak in record.peaks] == [57.9, 18.0]


def test_a_column_that_the_user_names_is_never_changed(read_text):
    (record,) = read_text(f"id,smiles,peaks,13C\na,CCO,{LIST},12\n", peaks="13C", id="peaks")
    assert record.id == "58.3, 18.4" and [peak.ppm for peak in record.peaks] == [12.0]


def test_proton_shifts_alone_are_not_taken(read_text):
    with pytest.raises(ColumnNotNamed, match="13C peak lists"):
        read_text("compound,smiles,H shift\ne,CCO,3.6\ne,CCO,1.2\n")


def test_an_unreadable_list_does_not_matter_where_structures_are_asked_for(read_text):
    (record,) = read_text("id,smiles,shift of IC50\na,CCO,strong\n", ("structure",))
    assert record.structure == "CCO" and record.error is None


@pytest.mark.parametrize("columns", ["peak1,peak2,C1,C2", "13C first,13C second,x,y", "peaks,a,b,c"])
def test_shifts_that_cannot_be_told_do_not_matter_where_structures_are_asked_for(read_text, columns):
    text = f"id,smiles,{columns}\na,CCO,58.3,18.4,58,18\nb,CCC,16.3,15.9,16,15\n"
    assert [(r.structure, r.error) for r in read_text(text, ("structure",))] == [("CCO", None), ("CCC", None)]


ETHANOL = """ethanol


  3  2  0  0  0  0  0  0  0  0999 V2000
    0.0000    0.0000    0.0000 C   0  0
    1.5000    0.0000    0.0000 C   0  0
    2.2500    1.3000    0.0000 O   0  0
  1  2  1  0
  2  3  1  0
M  END"""
TAG = "Larmor=100.6\\\nSequence=dept135\\\n58.3, L=b\\\n18.4, L=a"


@pytest.mark.parametrize("name", ["NMREDATA_1D_13C", "nmredata_1d_13c", "NMREDATA_1D_13C#1", "NMREDATA_1D_C"])
def test_a_column_of_nmredata_spectra_is_read_as_such(read_text, name):
    (record,) = read_text(f'smiles;{name};NMREDATA_2D_13C_1J_1H\nCCO;"{TAG}";"a/Ha"\n')
    assert [(p.ppm, p.label, p.atoms) for p in record.peaks] == [(58.3, "b", ()), (18.4, "a", ())]
    assert (record.experiment, record.frequency_mhz) == (Experiment.DEPT135, 100.6)


def test_the_assignment_column_of_nmredata_gives_the_atoms_of_a_molblock(read_text):
    assignment = "a, 18.4, 1\\\nb, 58.3, 2\\"
    table = 'Molecule,NMREDATA_1D_13C,NMREDATA_ASSIGNMENT\n"{}","{}","{}"\n'
    (record,) = read_text(table.format(ETHANOL, TAG, assignment), structure="Molecule")
    assert [(p.ppm, p.atoms) for p in record.peaks] == [(58.3, (1,)), (18.4, (0,))]
    (record,) = read_text(table.format("CCO", TAG, assignment), structure="Molecule")
    assert [(p.ppm, p.atoms) for p in record.peaks] == [(58.3, ()), (18.4, ())]


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("58.3, L=b\\\n1840, L=a", ReasonCode.SHIFT_OUT_OF_RANGE),
        ("58.3 L=b 18.4 L=a", ReasonCode.UNREADABLE_SPECTRUM_LINE),
        ("Larmor=100.6", ReasonCode.EMPTY_SPECTRUM),
    ],
)
def test_an_implausible_nmredata_spectrum_is_refused(read_text, tag, code):
    (record, good) = read_text(f'smiles;NMREDATA_1D_13C\nCCO;"{tag}"\nCCO;"{TAG}"\n')
    assert record.error.code == code and record.peaks is None
    assert good.error is None


def test_another_field_of_nmredata_is_no_spectrum(read_text):
    name = "NMREDATA_2D_13C_1J_1H"
    (record,) = read_text(f"smiles;{name}\nCCO;a/Ha\n", peaks=name)
    assert record.error.code == ReasonCode.NMREDATA_CELL and record.peaks is None


def test_a_spectrum_as_the_sdf_reader_of_knime_gives_it_keeps_its_atoms(read_text):
    (record,) = read_text("SMILES,Spectrum 13C 0\nCCO,18.4;0.0Q;0|58.3;0.0T;1|\n")
    assert [(p.ppm, p.hydrogens, p.atoms) for p in record.peaks] == [(18.4, 3, (0,)), (58.3, 2, (1,))]


def test_columns_of_the_user_are_carried_along(read_text):
    rows = "B,badsmiles(,6.1,\nA,CCN,4.4,x\n"
    first, second = read_text("cmpd,smiles,pIC50,remark\n" + rows, ("structure",))
    assert first.columns == (("pIC50", "6.1"), ("remark", None))
    assert (second.id, second.row, second.columns) == ("A", 1, (("pIC50", "4.4"), ("remark", "x")))


def test_equal_and_empty_ids_are_told_apart_by_their_row(read_text):
    rows = f"A,CCO,{LIST}\nA,CCO,{LIST}\n,CCO,{LIST}\n2,CCO,{LIST}\n001,CCO,{LIST}\n1.0,CCO,{LIST}\n"
    records = read_text("id,smiles,peaks\n" + rows)
    assert [r.id for r in records] == ["A", "A", "2", "2", "001", "1.0"]
    assert [r.row for r in records] == [0, 1, 2, 3, 4, 5]


def test_the_first_of_two_columns_of_one_name_is_taken_and_a_needed_one_refused(read_text):
    (record,) = read_text(f"id,smiles,peaks,note,note\na,CCO,{LIST},x,y\n")
    assert record.columns == (("note", "x"), ("note (2)", "y"))
    assert record.notes == (ReadingNote(NoteCode.REPEATED_COLUMN, '"note"'),)
    with pytest.raises(UserError, match="more than one column '13C'"):
        read_text(f'id,smiles,13C,13C\na,CCO,{LIST},"58.0, 18.0"\n')


def test_settings_of_a_table_are_no_columns():
    columns = TableColumns(id="a", atoms="b", first_atom=1, in_atom_order=True, sheet="c")
    assert columns.names() == ["a", "b"]


def test_a_column_of_nuclei_tells_which_rows_are_carbon_spectra(read_text):
    rows = f'a,CCO,13C,{LIST}\na,CCO,1H,"3.6, 1.2"\na,CCO,DEPT-135,{LIST}\na,CCO,19F,-63.1\n'
    carbon, proton, dept, fluorine = read_text("id,smiles,nucleus,peaks\n" + rows)
    assert [peak.ppm for peak in carbon.peaks] == [58.3, 18.4]
    assert proton.error.code == ReasonCode.PROTON_SPECTRUM and proton.peaks is None
    assert dept.experiment == Experiment.DEPT135 and len(dept.peaks) == 2
    assert fluorine.error.code == ReasonCode.NO_13C_SPECTRUM


def test_the_axes_of_an_hsqc_are_no_list_of_carbons(read_text):
    with pytest.raises(ColumnNotNamed):
        read_text("id,smiles,F2 (ppm),F1 (ppm)\na,CCO,3.6,58.3\na,CCO,1.2,18.4\n")


def test_shifts_as_small_as_those_of_protons_are_refused(read_text):
    rows = "".join(f"vanillin,{ppm}\n" for ppm in (9.83, 7.42, 7.41, 7.03, 3.96))
    with pytest.raises(UserError, match="look like 1H"):
        read_text("compound,shift\n" + rows, ("peaks",))


def test_single_shifts_in_columns_whose_names_do_not_say_that_they_belong_together(read_text):
    with pytest.raises(UserError, match="one shift in several columns"):
        read_text("id,smiles,13C first,13C second\na,CCO,58.3,18.4\nb,CCC,16.3,15.9\n")


@pytest.mark.parametrize("name", ["#", "No.", "Nr"])
def test_the_number_of_a_compound_is_its_id_but_that_of_a_position_is_not(read_text, name):
    (record,) = read_text(f"{name},SMILES,13C\n7,CCO,{LIST}\n")
    assert record.id == "7"
    (record,) = read_text(f"{name},SMILES,13C\n1,CCO,58.3\n2,CCO,18.4\n")
    assert (record.id, [peak.label for peak in record.peaks]) == ("0", ["1", "2"])


@pytest.mark.parametrize("name", ["Molecule", "compound"])
def test_a_column_of_molecules_holds_the_structures_where_it_can_be_read_so(read_text, name):
    (record,) = read_text(f"{name},13C,nmrshiftdb2 ID\nCCO,{LIST},10\n")
    assert (record.id, record.structure) == ("10", "CCO")
    assert record.notes == (ReadingNote(NoteCode.STRUCTURE_FROM, f'the column "{name}"'),)
    with pytest.raises(ColumnNotNamed, match="structures"):
        read_text(f"{name},13C\nethanol,{LIST}\nCCO,{LIST}\n")
    (record,) = read_text(f"{name},SMILES,13C\nethanol,CCO,{LIST}\n")
    assert (record.id, record.structure, record.notes) == ("ethanol", "CCO", ())


@pytest.mark.parametrize(
    ("word", "experiment"),
    [
        ("13c", Experiment.CARBON), ("13C{1H}", Experiment.CARBON), ("zgpg30", Experiment.CARBON),
        ("dept135", Experiment.DEPT135), ("DEPT-90", Experiment.DEPT90), ("13C DEPT45", Experiment.DEPT45),
        ("HSQC", Experiment.HSQC), ("APT", Experiment.APT), ("DEPTQ", Experiment.DEPTQ),
    ],
)  # fmt: skip
def test_a_column_names_the_experiment_of_each_spectrum(read_text, word, experiment):
    records = read_text(f"id,smiles,13C,Experiment\na,CCO,{LIST},{word}\nb,CCO,{LIST},\n")
    assert [r.experiment for r in records] == [experiment, Experiment.CARBON]
    assert [r.notes for r in records] == [(), ()]


def test_rows_of_another_experiment_are_another_spectrum(read_text):
    rows = ["13C,58.3", "13C,18.4", "DEPT-135,58.3", "DEPT-135,18.4"]
    table = "id,smiles,experiment,shift\n" + "".join(f"a,CCO,{row}\n" for row in rows)
    records = read_text(table)
    assert [(r.experiment, len(r.peaks)) for r in records] == [
        (Experiment.CARBON, 2),
        (Experiment.DEPT135, 2),
    ]
    mixed = read_text("id,smiles,experiment,shift\n" + "".join(f"a,CCO,{rows[n]}\n" for n in (0, 2, 1, 3)))
    assert ReasonCode.ROWS_APART in {record.error.code for record in mixed if record.error}


def test_an_experiment_that_is_not_known_is_said(read_text):
    more = "".join(f"{n},CCO,{LIST},13C\n" for n in range(100))  # the first rows tell what the column is
    last = read_text(f"id,smiles,13C,Experiment\n{more}z,CCO,{LIST},ED-HMXC\n")[-1]
    assert last.notes == (ReadingNote(NoteCode.UNKNOWN_EXPERIMENT, "ED-HMXC"),)
    assert last.experiment is Experiment.CARBON and last.error is None
