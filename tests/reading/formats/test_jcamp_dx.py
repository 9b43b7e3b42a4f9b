"""JCAMP-DX: peak tables and assignments, linked with a structure or alone."""

import pytest

from kmaid_nodes.codes.experiment import Experiment
from kmaid_nodes.codes.reading_note import NoteCode
from kmaid_nodes.codes.reason import ReasonCode
from kmaid_nodes.errors import UserError
from kmaid_nodes.reading.files import read_records

pytest.importorskip("nmrglue")

STRUCTURE = """\
##TITLE=N-methylformamide $$ Begin of the structure block
##JCAMP-CS=3.7
##BLOCK_ID=1
##ATOMLIST=
$$  AN  AS  NH
    1   C   3
    2   N
    3   C
    4   O
    5   H
##BONDLIST=
$$  AN1 AN2 BT
    1   2   S
    2   3   S
    3   4   D
    2   5   S
##CROSS REFERENCE=NMR PEAK ASSIGNMENTS: BLOCK_ID = 2
##END=$$ End of the structure block
"""
ASSIGNMENTS = """\
##TITLE=N-methylformamide
##JCAMP-DX=5.00
##CROSS REFERENCE=STRUCTURE: BLOCK_ID = 1
##BLOCK_ID=2
##.OBSERVE FREQUENCY=75.4
##.OBSERVE NUCLEUS=^13C
##DATA TYPE=NMR PEAK ASSIGNMENTS
##DATA CLASS=ASSIGNMENTS
##NPOINTS=2
##XUNITS=PPM
##PEAK ASSIGNMENTS=(XYMA)
(24.9,1.00, ,<1>)
(163.7,0.34, ,<3>)
##END=
"""
CURVE = """\
##TITLE=N-methylformamide
##JCAMP-DX=5.00
##BLOCK_ID=4
##DATA TYPE=NMR SPECTRUM
##.OBSERVE NUCLEUS=^13C
##.SOLVENT NAME=DMSO-d6
##XUNITS=HZ
##NPOINTS=16384
##XYDATA=(X++(Y..Y))
4194.6a492K82O96J326J486j364j953P28K8O9n69
##END=
"""


def block(nucleus="^13C", data="58.3, 95\n18.4, 100\n", form="(XY..XY)", **further):
    more = "".join(f"##{name.replace('_', ' ')}={value}\n" for name, value in further.items())
    label = "PEAK ASSIGNMENTS" if "A" in form else "PEAK TABLE"
    nuclei = f"##.OBSERVE NUCLEUS={nucleus}\n" if nucleus else ""
    head = "##TITLE=ethanol\n##JCAMP-DX=5.00\n##DATA TYPE=NMR PEAK TABLE\n"
    return f"{head}{nuclei}{more}##{label}={form}\n{data}##END=\n"


def linked(*blocks):
    return (
        f"##TITLE=all\n##JCAMP-DX=5.00\n##DATA TYPE=LINK\n##BLOCKS={len(blocks)}\n{''.join(blocks)}##END=\n"
    )


def read(tmp_path, text, name="spectrum.jdx"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(read_records(path))


def shifts(record):
    return [peak.ppm for peak in record.peaks]


def codes(record):
    return [note.code for note in record.notes]


def test_linked_assignments_have_the_atoms_of_the_structure_block(tmp_path):
    (record,) = read(tmp_path, linked(STRUCTURE, ASSIGNMENTS, CURVE))
    assert [(peak.ppm, peak.atoms) for peak in record.peaks] == [(24.9, (0,)), (163.7, (2,))]
    assert (record.id, record.frequency_mhz, record.solvent) == ("N-methylformamide", 75.4, "DMSO-d6")
    assert record.structure.split("\n")[3].startswith("  5  4") and " H " in record.structure


def test_an_embedded_molfile_is_the_structure(tmp_path):
    molfile = (
        "##$MOLFILE=  $$ Empty String\n  some program\n  $$ Empty String\n"
        "  2  1  0  0  0  0  0  0  0  0 18 V2000\n"
        "    0.0000    0.0000    0.0000 C   0  0\n    1.0000    0.0000    0.0000 O   0  0\n  1  2  1  0\n"
    )
    text = linked(f"##TITLE=methanol\n##JCAMP-CS=3.7\n{molfile}##END=\n", block(data="49.9, 1\n"))
    (record,) = read(tmp_path, text)
    assert record.structure.split("\n")[3] == "  2  1  0  0  0  0  0  0  0  0 18 V2000"
    assert record.structure.endswith("M  END\n") and shifts(record) == [49.9]


def test_atom_numbers_without_a_structure_are_left_out_and_said(tmp_path):
    (record,) = read(tmp_path, block(form="(XYA)", data="(58.3, 0.9, <1>)\n(18.4, 1.0, <2>)\n"))
    assert shifts(record) == [58.3, 18.4] and not any(peak.atoms for peak in record.peaks)
    assert codes(record) == [NoteCode.ASSIGNMENT_WITHOUT_STRUCTURE]


def test_two_atoms_of_one_shift_are_one_peak(tmp_path):
    data = "(24.9,1.00, ,<1>)\n(24.9,1.00, ,<3>)\n"
    text = linked(STRUCTURE, ASSIGNMENTS.replace("(24.9,1.00, ,<1>)\n(163.7,0.34, ,<3>)\n", data))
    (record,) = read(tmp_path, text)
    assert [(peak.ppm, peak.atoms) for peak in record.peaks] == [(24.9, (0, 2))]


def test_assignments_go_before_the_peak_table_of_the_same_spectrum(tmp_path):
    table = block(data="24.91, 1\n40.0, 3\n163.69, 1\n").replace("ethanol", "N-methylformamide")
    (record,) = read(tmp_path, linked(table, ASSIGNMENTS))
    assert shifts(record) == [24.9, 163.7] and NoteCode.OTHER_PEAK_LIST in codes(record)


def test_what_a_person_picked_goes_before_what_the_program_picked(tmp_path):
    text = linked(
        "$$ === CHEMSPECTRA PEAK ASSIGNMENTS AUTO ===\n" + block(data="58.0, 1\n"),
        "$$ === CHEMSPECTRA PEAK ASSIGNMENTS EDIT ===\n" + block(),
    )
    (record,) = read(tmp_path, text)
    assert shifts(record) == [58.3, 18.4]


@pytest.mark.parametrize("data", ["58.3, 95; 18.4, 100\n", "58.3 95\n18.4 100\n", "58.3,95 18.4,100\n"])
def test_pairs_may_stand_in_any_usual_way(tmp_path, data):
    (record,) = read(tmp_path, block(data=data))
    assert shifts(record) == [58.3, 18.4]


def test_a_proton_spectrum_beside_it_is_left_out_and_said(tmp_path):
    proton = block("^1H", "3.6, 1\n1.2, 2\n")
    (record,) = read(tmp_path, linked(proton, block()))
    assert shifts(record) == [58.3, 18.4] and codes(record) == [NoteCode.PROTON_NMR]


def test_a_proton_spectrum_alone_is_refused(tmp_path):
    (record,) = read(tmp_path, block("^1H", "3.6, 1\n1.2, 2\n"))
    assert record.peaks is None and record.error.code is ReasonCode.OTHER_NUCLEUS


def test_without_a_nucleus_low_shifts_may_be_protons_and_others_are_said(tmp_path):
    (record,) = read(tmp_path, block(None, "3.6, 1\n1.2, 2\n"))
    assert record.error.code is ReasonCode.PERHAPS_PROTONS
    (record,) = read(tmp_path, block(None))
    assert shifts(record) == [58.3, 18.4] and codes(record) == [NoteCode.NUCLEUS_NOT_NAMED]


def test_hertz_become_ppm_by_the_frequency(tmp_path):
    further = {"XUNITS": "HZ", ".OBSERVE_FREQUENCY": "100.0"}
    (record,) = read(tmp_path, block(data="5830.0, 1\n1840.0, 1\n", **further))
    assert shifts(record) == [58.3, 18.4] and codes(record) == [NoteCode.SHIFTS_FROM]
    (record,) = read(tmp_path, block(data="5830.0, 1\n1840.0, 1\n", XUNITS="HZ"))
    assert record.error.code is ReasonCode.NO_FREQUENCY


def test_an_infrared_or_mass_spectrum_is_no_peak_list(tmp_path):
    text = block(None).replace("NMR PEAK TABLE", "INFRARED PEAK TABLE")
    (record,) = read(tmp_path, text)
    assert record.error.code is ReasonCode.NO_13C_SPECTRUM and codes(record) == [NoteCode.OTHER_SPECTRUM]


def test_a_curve_without_picked_peaks_is_told(tmp_path):
    (record,) = read(tmp_path, CURVE)
    assert record.error.code is ReasonCode.NO_PEAKS_PICKED


def test_a_dept_spectrum_is_recognised_by_its_pulse_program(tmp_path):
    (record,) = read(tmp_path, block(**{".PULSE_SEQUENCE": "deptsp135"}))
    assert record.experiment is Experiment.DEPT135


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("58.3, 95\n18.4\n", ReasonCode.UNREADABLE_SPECTRUM_LINE),
        ("58.3, 95\nabc, 100\n", ReasonCode.UNREADABLE_SHIFT),
        ("580.3, 95\n", ReasonCode.SHIFT_OUT_OF_RANGE),
        (" \n", ReasonCode.EMPTY_SPECTRUM),
    ],
)
def test_a_damaged_table_is_refused(tmp_path, data, code):
    (record,) = read(tmp_path, block(data=data))
    assert record.peaks is None and record.error.code is code


def test_a_file_that_stops_in_the_table_is_cut_off(tmp_path):
    with pytest.raises(UserError, match="cut off"):
        read(tmp_path, block().removesuffix("100\n##END=\n"))


def test_labels_in_small_letters_carriage_returns_and_umlauts_are_read(tmp_path):
    text = block().replace("##PEAK TABLE", "##peak table").replace("ethanol", "Äthanol").replace("\n", "\r")
    (record,) = read(tmp_path, text.encode("cp1252"), "spectrum.txt")
    assert (record.id, shifts(record)) == ("Äthanol", [58.3, 18.4])


def test_values_may_begin_behind_the_form_of_the_table(tmp_path):
    (record,) = read(tmp_path, block(form="(XY..XY) 58.3, 95;", data="18.4, 100\n"))
    assert shifts(record) == [58.3, 18.4]
