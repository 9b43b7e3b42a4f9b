"""13C spectra in data fields of SD files, under the names that are in use."""

import pytest
from sd_text import molblock, sd_record

from kmaid_nodes.codes.experiment import Experiment
from kmaid_nodes.codes.reading_note import NoteCode
from kmaid_nodes.codes.reason import Reason, ReasonCode
from kmaid_nodes.reading.files import read_records
from kmaid_nodes.reading.spectrum_field import Holds, what_holds
from kmaid_nodes.reading.table import TableColumns
from kmaid_nodes.wording.reading import notes_text
from kmaid_nodes.wording.reason import error_text

ACETAL = "CCOCO"  # atoms in a row
ENTRIES = "0:1|15.20;1:2|63.10;2:4|95.40"
LINES = "1, 15.20 \\\n2, 63.10 \\\n4, 95.40 \\"
ASSIGNED = [(15.2, (0,)), (63.1, (1,)), (95.4, (3,))]


def read(tmp_path, text, columns=None):
    path = tmp_path / "spectra.sdf"
    path.write_text(text, encoding="utf-8")
    return list(read_records(path, columns))


def peaks(record):
    return [(peak.ppm, peak.atoms) for peak in record.peaks]


@pytest.mark.parametrize(
    "field, value",
    [
        ("CNMR_SHIFTS", ENTRIES),
        ("CNMR_SHIFTS", ENTRIES.replace(";", "\n")),
        ("CNMR_SHIFTS", ENTRIES[:12] + "\n" + ENTRIES[12:]),  # wrapped
        ("13C shifts", ENTRIES.replace(":1|", ":0|").replace(":2|", ":1|").replace(":4|", ":3|")),
        ("NMRSHIFTDB2_ASSIGNMENT", LINES),
        ("NMRSHIFTDB2_ASSIGNMENT", LINES.replace(" \\", "")),
        ("13C NMR", "15.20;0.0Q;0|63.10;0.0T;1|95.40;0.0T;3|"),
    ],
)
def test_shifts_beside_atoms_are_assigned_counted_from_1_or_from_0(tmp_path, field, value):
    (record,) = read(tmp_path, sd_record("acetal", ACETAL, {field: value}))
    assert (record.error, record.notes, peaks(record)) == (None, (), ASSIGNED)


@pytest.mark.parametrize(
    "symbols, value, why",
    [
        ("CCCC", "0:1|15.2;1:2|25.0", "its atoms could be counted from 0 or from 1"),
        ("CCOC", "0:2|15.2;1:7|63.0", "its atoms are not all carbons of the structure"),
    ],
)
def test_an_assignment_that_cannot_be_placed_is_left_out_and_told(tmp_path, symbols, value, why):
    (record,) = read(tmp_path, sd_record("x", symbols, {"CNMR_SHIFTS": value}))
    assert [peak.atoms for peak in record.peaks] == [(), ()]
    assert notes_text(record.notes) == [f"left out: assignment ({why})"]


def test_the_lost_assignment_of_nmrshiftdb2_is_told(tmp_path):
    (record,) = read(tmp_path, sd_record("x", "CCO", {"Spectrum 13C 0": "58.0;0.0T;2|18.1;0.0Q;0|"}))
    assert [note.code for note in record.notes] == [NoteCode.ASSIGNMENT_TO_NO_CARBON]


@pytest.mark.parametrize(
    "field", ["13C NMR", "13C_NMR", "13CNMR", "CNMR", "C13", "C-13 NMR", "Carbon NMR", "δC (ppm)"]
)
def test_a_peak_list_is_found_under_its_usual_names(tmp_path, field):
    fields = {
        "1H NMR": "3.65, 1.20",
        field: "58.0, 18.1",
        "NMR_SOLVENT": "chloroform-d",
        "13C Frequency [MHz]": "100.6",
    }
    (record,) = read(tmp_path, sd_record("ethanol", "CCO", fields))
    assert peaks(record) == [(58.0, ()), (18.1, ())]
    assert (record.solvent, record.frequency_mhz) == ("CDCl3", 100.6)
    assert record.columns == (("1H NMR", "3.65, 1.20"),)


def test_nmrshiftdb2_tells_its_frequency(tmp_path):
    fields = {
        "Spectrum 13C 0": "58.0;0.0T;1|",
        "Spectrum 13C 1": "58.1;0.0T;1|",
        "Field Strength [MHz]": "0:125 1:?",
    }
    assert [r.frequency_mhz for r in read(tmp_path, sd_record("ethanol", "CCO", fields))] == [125.0, None]


@pytest.mark.parametrize(
    "fields",
    [
        {"1H NMR": "3.65, 1.20"},
        {"CNMR_CALC_SHIFTS": "0:1|18.0;1:2|58.0"},
        {"13C predicted": "58.0, 18.1"},
        {"13C NMR": "yes"},
        {"13C NMR date": "2021-03-04"},
        {"NMR": "1H NMR (400 MHz) δ 3.65 (q, J = 7 Hz, 2H)"},
        {"Spectrum": "3.65, 1.20"},
        {"Formula": "C13H20"},
    ],
)
def test_protons_predictions_and_remarks_are_no_13c_spectra(tmp_path, fields):
    (record,) = read(tmp_path, sd_record("ethanol", "CCO", fields))
    assert (record.peaks, record.error) == (None, None)
    assert record.columns == tuple(fields.items())


def test_a_13c_field_that_cannot_be_read_is_told_and_the_structure_stays(tmp_path):
    for field, value in (("13C NMR", "58.0, banana"), ("CNMR_SHIFTS", "0:1|18.1;1:2|x")):
        (record,) = read(tmp_path, sd_record("ethanol", "CCO", {field: value}))
        assert record.error and record.structure == molblock("ethanol", "CCO")
    assert error_text(record.error) == "cannot read the spectrum entry '1:2|x'"


def test_two_fields_with_the_same_shifts_are_one_spectrum_the_assigned_one(tmp_path):
    (record,) = read(
        tmp_path, sd_record("acetal", ACETAL, {"13C NMR": "95.4, 63.1, 15.2", "CNMR_SHIFTS": ENTRIES})
    )
    assert (record.id, peaks(record)) == ("acetal", ASSIGNED)


def test_two_fields_with_different_shifts_are_two_spectra(tmp_path):
    fields = {"13C NMR": "95.0, 63.1, 15.2", "DEPT-135": "95.0, 63.1, 15.2", "1H NMR": "4.6"}
    records = read(tmp_path, sd_record("acetal", ACETAL, fields))
    assert [(r.id, r.experiment) for r in records] == [
        ("acetal/13C NMR", Experiment.CARBON),
        ("acetal/DEPT-135", Experiment.DEPT135),
    ]


def test_the_user_can_name_the_fields(tmp_path):
    text = sd_record(
        "e", "CCO", {"mine": "58.0, 18.1", "types": "CH2, CH3", "S": "chloroform", "13C NMR": "1, 2"}
    )
    (record,) = read(tmp_path, text, TableColumns(peaks="Mine", multiplicity="types", solvent="S"))
    assert [(peak.ppm, peak.hydrogens) for peak in record.peaks] == [(58.0, 2), (18.1, 3)]
    assert (record.solvent, record.columns) == ("CDCl3", (("13C NMR", "1, 2"),))
    (record,) = read(tmp_path, sd_record("e", "CCO", {"drawn": "CCN"}), TableColumns(structure="drawn"))
    assert record.structure == "CCN"


@pytest.mark.parametrize("spectrum", ["Spectrum 13C 0", "NMREDATA_1D_13C"])
def test_split_formula_and_solvent_can_be_named_beside_a_known_spectrum(tmp_path, spectrum):
    value = "58.0;0.0T;1|18.1;0.0Q;0|" if spectrum.startswith("Spectrum") else "58.0, L=a\n18.1, L=b"
    text = sd_record("e", "CCO", {spectrum: value, "part": "test", "sum": "C2H6O", "in": "DMSO", "own": "1"})
    (record,) = read(tmp_path, text, TableColumns(split="part", formula="sum", solvent="in"))
    assert (record.split, record.formula, record.solvent) == ("test", "C2H6O", "DMSO-d6")
    assert record.columns == (("own", "1"),) and len(record.peaks) == 2


@pytest.mark.parametrize("block", ["\n\n\n", "\n  test\n\n  0  0  0  0  0  0  0  0  0  0999 V2000\nM  END\n"])
def test_a_smiles_or_inchi_field_stands_in_for_an_empty_molblock(tmp_path, block):
    inchi = "InChI=1S/C2H6O/c1-2-3/h3H,2H2,1H3"
    for fields, structure in (
        ({"SMILES": "CCO", "InChI": inchi}, "CCO"),
        ({"InChI": inchi, "InChIKey": "x"}, inchi),
    ):
        text = block + "".join(f"> <{name}>\n{value}\n\n" for name, value in fields.items()) + "$$$$\n"
        (record,) = read(tmp_path, text)
        assert (record.structure, record.error) == (structure, None)
        assert [note.code for note in record.notes] == [NoteCode.STRUCTURE_FROM]


def test_a_record_may_hold_a_spectrum_without_a_structure_but_not_nothing(tmp_path):
    spectrum, nothing = read(tmp_path, "a\n\n\n> <13C NMR>\n58.0, 18.1\n\n$$$$\nb\n> <X>\n1\n\n$$$$\n")
    assert (spectrum.id, spectrum.structure, len(spectrum.peaks)) == ("a", None, 2)
    assert nothing.error == Reason(ReasonCode.NO_STRUCTURE_OR_PEAK_LIST)


def test_the_name_of_a_field_tells_what_it_holds():
    assert what_holds("13C NMR (101 MHz, CDCl3)") is Holds.SPECTRUM
    assert what_holds("13C NMR Bruker") is Holds.PERHAPS
    assert what_holds("Solvent accessible surface") is Holds.OTHER
    assert what_holds("Field Strength [MHz]") is Holds.FREQUENCY
    assert what_holds("1H,13C-HSQC") is Holds.OTHER
