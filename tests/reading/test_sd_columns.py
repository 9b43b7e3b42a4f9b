"""Tables whose columns are the data fields of SD records, as KNIME's SDF Reader gives them."""

from pathlib import Path

import pyarrow as pa
import pytest
from sd_text import molblock, sd_record

from kmaid_nodes.codes.experiment import Experiment
from kmaid_nodes.codes.reading_note import NoteCode
from kmaid_nodes.codes.reason import ReasonCode
from kmaid_nodes.demo.spectra import SLICE
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.reading.files import read_records
from kmaid_nodes.reading.peak_list import parse_peak_list
from kmaid_nodes.reading.sd_file import read_sd_file
from kmaid_nodes.reading.table import TableColumns, WhichSpectra, records_from_table, records_of_batches

ETHANOL = molblock("ethanol", "CCO")
CARBON = "Larmor=100.6\\\nPulseprogram=zgpg30\\\n58.3, L=b, I=120.00\\\n18.4, L=a, I=99.5\\"
DEPT = "Larmor=100.6\\\nSequence=dept135\\\n58.3, L=b, I=-120.00\\\n18.4, L=a, I=130.00\\"
ASSIGNMENT = "a, 18.4, 1\\\nb, 58.3, 2\\"
TWO_SOLVENTS = "0:Chloroform-D1 (CDCl3) 1:Methanol-D4 (CD3OD)"
OF_NMRSHIFTDB2 = "18.4;0.0Q;0|58.3;0.0T;1|"


def batch_of(records, whole_cells=False):
    """What the SDF Reader gives: the molecules, and a column of text for each data field."""
    names = dict.fromkeys(name for record in records for name in record.fields)
    columns = {"Molecule": [cell(record, whole_cells) for record in records]}
    columns["Molecule name"] = [record.title or None for record in records]
    columns |= {name: [record.fields.get(name) or None for record in records] for name in names}
    cells = {name: pa.array(column, pa.string()) for name, column in columns.items()}
    return pa.RecordBatch.from_arrays(list(cells.values()), names=list(cells))


def cell(record, whole):
    fields = "".join(f"> <{name}>\n{value}\n\n" for name, value in record.fields.items()) if whole else ""
    return record.molblock.rstrip("\n") + "\n" + fields + "$$$$\n"


def row_of(**fields):
    """A row of one molecule, ethanol, with these data fields."""
    columns = {"Molecule": ETHANOL} | {name: value for name, value in fields.items()}
    arrays = [pa.array([value], pa.string()) for value in columns.values()]
    return pa.RecordBatch.from_arrays(arrays, names=list(columns))


def records_of(batch, **named):
    return list(records_of_batches(batch.schema, [batch], TableColumns(**named)))


def first_of(batch, peaks, which=WhichSpectra.FIRST):
    """The record of each row for a task that has one result for a row."""
    columns = TableColumns(structure="Molecule", peaks=peaks)
    return list(records_from_table([batch], columns, None, which))


def content(record):
    peaks = None if record.peaks is None else [(p.ppm, p.hydrogens, p.atoms) for p in record.peaks]
    reason = None if record.error is None else record.error.code
    return peaks, record.solvent, record.frequency_mhz, record.experiment, reason, record.row


def shifts(record):
    return [peak.ppm for peak in record.peaks or ()]


def test_240_records_of_nmrshiftdb2_are_read_alike_from_file_and_from_columns():
    of_file = list(read_records(SLICE))
    of_table = records_of(batch_of(list(read_sd_file(SLICE))))
    assert len(of_file) == 240
    assert [content(record) for record in of_table] == [content(record) for record in of_file]
    assert [record.id for record in of_table] == [record.id for record in of_file]


def test_spectra_that_stand_in_the_cells_of_the_molecules_alone_are_read_as_well():
    whole = batch_of(list(read_sd_file(SLICE)), whole_cells=True).select(["Molecule"])
    of_file = list(read_records(SLICE))
    assert [content(record) for record in records_of(whole)] == [content(record) for record in of_file]


def test_records_of_both_formats_stand_in_one_table(tmp_path: Path):
    path = tmp_path / "both.sdf"
    of_nmredata = {
        "NMREDATA_1D_13C": CARBON,
        "NMREDATA_1D_13C#2": DEPT,
        "NMREDATA_ASSIGNMENT": ASSIGNMENT,
        "NMREDATA_SOLVENT": "CDCl3\\",
    }
    of_nmrshiftdb2 = {
        "Spectrum 13C 0": OF_NMRSHIFTDB2,
        "Spectrum 13C 1": OF_NMRSHIFTDB2,
        "Solvent": TWO_SOLVENTS,
        "Field Strength [MHz]": "0:75.0 1:Unreported",
    }
    records = (of_nmredata, of_nmrshiftdb2, {"Remark": "no spectrum"})
    path.write_text("".join(sd_record("ethanol", "CCO", fields) for fields in records))
    of_table = records_of(batch_of(list(read_sd_file(path))))
    assert [content(record) for record in of_table] == [content(record) for record in read_records(path)]
    assert [record.experiment for record in of_table[:2]] == [Experiment.CARBON, Experiment.DEPT135]
    assert [record.solvent for record in of_table] == ["CDCl3", "CDCl3", "CDCl3", "CD3OD", None]


def test_frequency_intensities_and_labels_are_no_shifts():
    (record,) = first_of(row_of(NMREDATA_1D_13C=CARBON, NMREDATA_ASSIGNMENT=ASSIGNMENT), "NMREDATA_1D_13C")
    assert shifts(record) == [58.3, 18.4] and record.frequency_mhz == 100.6
    assert [peak.atoms for peak in record.peaks] == [(1,), (0,)]


def test_the_second_spectrum_is_taken_where_it_is_the_only_one():
    columns = {"NMREDATA_1D_13C": None, "NMREDATA_1D_13C#2": CARBON}
    (record,) = first_of(row_of(**columns), "NMREDATA_1D_13C")
    assert shifts(record) == [58.3, 18.4]
    assert NoteCode.COLUMN_TAKEN in {note.code for note in record.notes}


def test_a_13c_spectrum_goes_before_a_dept_of_the_same_sample():
    columns = {"NMREDATA_1D_13C": DEPT, "NMREDATA_1D_13C#2": CARBON}
    (record,) = first_of(row_of(**columns), "NMREDATA_1D_13C")
    assert record.experiment is Experiment.CARBON
    (left_out,) = [note for note in record.notes if note.code is NoteCode.OTHER_SPECTRUM]
    assert left_out.words == "NMREDATA_1D_13C"


def test_a_spectrum_of_nmrshiftdb2_is_found_where_number_0_is_empty():
    columns = {"Spectrum 13C 0": None, "Spectrum 13C 1": OF_NMRSHIFTDB2, "Solvent": TWO_SOLVENTS}
    (record,) = first_of(row_of(**columns), "Spectrum 13C 0")
    assert shifts(record) == [18.4, 58.3] and record.solvent == "CD3OD"
    (record,) = records_of(row_of(**columns))
    assert shifts(record) == [18.4, 58.3]


def test_each_spectrum_has_its_own_solvent():
    columns = {"Spectrum 13C 0": OF_NMRSHIFTDB2, "Spectrum 13C 1": OF_NMRSHIFTDB2, "Solvent": TWO_SOLVENTS}
    assert [record.solvent for record in records_of(row_of(**columns))] == ["CDCl3", "CD3OD"]
    (first,) = first_of(row_of(**columns), "Spectrum 13C 0")
    (second,) = first_of(row_of(**columns), "Spectrum 13C 1")
    assert (first.solvent, second.solvent) == ("CDCl3", "CD3OD")


def test_of_several_spectra_the_user_may_name_one():
    columns = {"Spectrum 13C 0": OF_NMRSHIFTDB2, "Spectrum 13C 1": "17.0;0.0Q;0|57.0;0.0T;1|"}
    (record,) = records_of(row_of(**columns), peaks="Spectrum 13C 1")
    assert shifts(record) == [17.0, 57.0]


def test_predicted_spectra_are_no_measured_ones():
    columns = {"Spectrum 13C 0": OF_NMRSHIFTDB2, "Program": "0:HOSE code"}
    (record,) = records_of(row_of(**columns))
    assert record.error.code is ReasonCode.ONLY_PREDICTED_SPECTRA and record.peaks is None


def test_atoms_that_are_no_carbons_of_the_molecule_are_left_out():
    (record,) = first_of(row_of(**{"Spectrum 13C 0": "18.4;0.0Q;0|58.3;0.0T;2|"}), "Spectrum 13C 0")
    assert [peak.atoms for peak in record.peaks] == [(), ()]


def test_a_list_under_such_a_name_is_read_as_a_list():
    (record,) = first_of(row_of(**{"Spectrum 13C 0": "58.3, 18.4"}), "Spectrum 13C 0")
    assert shifts(record) == [58.3, 18.4]


def test_the_shifts_of_an_assignment_serve_where_there_is_no_spectrum():
    (record,) = records_of(row_of(NMREDATA_ASSIGNMENT=ASSIGNMENT, NMREDATA_SOLVENT="CDCl3\\"))
    assert sorted(shifts(record)) == [18.4, 58.3] and record.solvent == "CDCl3"


def test_the_molecules_go_before_a_smiles_whose_atoms_have_other_numbers():
    columns = {"NMREDATA_SMILES": "OCC", "NMREDATA_1D_13C": CARBON, "NMREDATA_ASSIGNMENT": ASSIGNMENT}
    (record,) = records_of(row_of(**columns))
    assert "M  END" in record.structure and [peak.atoms for peak in record.peaks] == [(1,), (0,)]


def test_a_record_that_cannot_be_read_keeps_its_row():
    columns = {"NMREDATA_1D_13C": "58.3, L=b\\\n1840, L=a\\"}
    (record,) = first_of(row_of(**columns), "NMREDATA_1D_13C")
    assert record.error.code is ReasonCode.SHIFT_OUT_OF_RANGE and record.structure is not None


def test_a_tag_of_nmredata_is_known_by_its_text_under_any_name():
    assert [peak.ppm for peak in parse_peak_list(CARBON)] == [58.3, 18.4]
    assert [peak.label for peak in parse_peak_list("58.3, L=b\n18.4, L=a")] == ["b", "a"]


@pytest.mark.parametrize("text", ["Larmor=400\\\n3.83, L=a\\\n1.24, L=b\\", "1.24, L=b\n3.83, L=a"])
def test_a_tag_of_protons_is_no_13c_spectrum(text):
    with pytest.raises(UnusableRow) as refusal:
        parse_peak_list(text)
    assert refusal.value.reason.code is ReasonCode.PROTON_SPECTRUM
