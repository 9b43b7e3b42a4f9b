"""TopSpin's peak lists, as XML and as text."""

import pytest

from kmaid_nodes.codes.experiment import Experiment
from kmaid_nodes.codes.reading_note import NoteCode
from kmaid_nodes.codes.reason import ReasonCode
from kmaid_nodes.errors import UserError
from kmaid_nodes.reading.files import read_records

ACQUS = (
    "##TITLE= Parameter file\n##JCAMPDX= 5.0\n##$NUC1= <{}>\n##$PULPROG= <{}>\n##$SFO1= 100.6228\n"
    "##$SOLVENT= <CDCl3>\n"
)


def peak_list(*shifts, picked="F1=230.0ppm, F2=-10.0ppm, MI=0.5cm"):
    peaks = "".join(f'<PeakList1D><Peak1D F1="{s}" intensity="1.0" type="0"/></PeakList1D>' for s in shifts)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<PeakList modified="2025-01-01T00:00:00"><PeakList1D>'
        f'<PeakList1DHeader name="HK-12" expNo="11" procNo="1"/><PeakPickDetails>{picked}</PeakPickDetails>'
        f"</PeakList1D>{peaks}</PeakList>"
    )


def experiment(folder, xml, nucleus="13C", program="zgpg30"):
    (folder / "pdata/1").mkdir(parents=True)
    (folder / "acqus").write_text(ACQUS.format(nucleus, program))
    (folder / "fid").write_bytes(b"\x00\x01")
    (folder / "pdata/1/peaklist.xml").write_text(xml)
    return folder / "pdata/1/peaklist.xml"


def only(path):
    (record,) = read_records(path)
    return record


def test_regions_of_a_peak_list_are_one_spectrum(tmp_path):
    path = tmp_path / "peaklist.xml"
    path.write_text(peak_list(190.8, 131.95, 55.6))
    record = only(path)
    assert (record.id, [peak.ppm for peak in record.peaks]) == ("HK-12/11", [190.8, 131.95, 55.6])
    assert record.structure is None and [n.code for n in record.notes] == [NoteCode.NUCLEUS_NOT_NAMED]


def test_the_parameters_of_the_experiment_tell_nucleus_frequency_and_solvent(tmp_path):
    record = only(experiment(tmp_path / "11", peak_list(190.8, 55.6)))
    assert (record.frequency_mhz, record.solvent, record.notes) == (100.6228, "CDCl3", ())


def test_a_dept_experiment_is_recognised(tmp_path):
    assert (
        only(experiment(tmp_path / "12", peak_list(131.9), program="dept135")).experiment
        is Experiment.DEPT135
    )
    assert only(experiment(tmp_path / "13", peak_list(131.9), program="jmod")).experiment is Experiment.APT


def test_peaks_of_protons_are_refused(tmp_path):
    record = only(experiment(tmp_path / "10", peak_list(7.8, 3.9), nucleus="1H"))
    assert record.error.code is ReasonCode.OTHER_NUCLEUS
    path = tmp_path / "peaklist.xml"
    path.write_text(peak_list(9.8, 7.8, 3.9, picked="F1=16.0ppm, F2=-4.0ppm"))
    assert only(path).error.code is ReasonCode.PERHAPS_PROTONS
    path.write_text(peak_list(9.8, 7.8, 3.9, picked=""))
    assert only(path).error.code is ReasonCode.PERHAPS_PROTONS


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        ("<PeakList/>", ReasonCode.EMPTY_SPECTRUM),
        (
            '<PeakList><PeakList2D><Peak2D F1="55.6" F2="3.9"/></PeakList2D></PeakList>',
            ReasonCode.TWO_DIMENSIONAL,
        ),
        (peak_list("abc"), ReasonCode.UNREADABLE_SHIFT),
        (peak_list(1900.8), ReasonCode.SHIFT_OUT_OF_RANGE),
    ],
)
def test_a_list_without_usable_peaks_is_told(tmp_path, xml, code):
    path = tmp_path / "peaklist.xml"
    path.write_text(xml)
    assert only(path).error.code is code


def test_a_cut_off_list_is_told_with_its_place(tmp_path):
    path = tmp_path / "peaklist.xml"
    path.write_text(peak_list(190.8, 55.6)[:-30])
    with pytest.raises(UserError, match="cut off: it stops being XML at line 2"):
        list(read_records(path))


def test_an_experiment_folder_is_read_by_its_peak_list(tmp_path):
    experiment(tmp_path / "11", peak_list(190.8, 55.6))
    assert len(only(tmp_path / "11").peaks) == 2


def test_an_experiment_folder_without_peaks_gets_the_advice_to_pick_them(tmp_path):
    (tmp_path / "fid").write_bytes(b"\x00\x01")
    with pytest.raises(
        UserError, match=r"pick the peaks in TopSpin, which writes them to pdata/1/peaklist\.xml"
    ):
        read_records(tmp_path)


def test_a_dataset_folder_gives_its_carbon_spectra_and_names_the_others(tmp_path):
    experiment(tmp_path / "10", peak_list(7.8, 3.9), nucleus="1H")
    experiment(tmp_path / "11", peak_list(190.8, 55.6))
    proton, carbon = read_records(tmp_path)
    assert proton.error.code is ReasonCode.OTHER_NUCLEUS and len(carbon.peaks) == 2


OLD = """\
 DU=C:/Bruker, USER=nmr, NAME=HK-12, EXPNO=11, PROCNO=1
 F1=230.000ppm, F2=-10.000ppm, MI=0.50cm, MAXI=10000.00cm, PC=1.400

#    ADDRESS   FREQUENCY               INTENSITY
                 [Hz]       [PPM]
1     5241.2    19198.83    190.8000      9.51
2     6120.8     5594.63     55.6000     10.00
"""
NEW = (
    "Peak\tν(F1) [ppm]\tIntensity [abs]\tAnnotation\t\n"
    "1\t190.8000\t12345.00\t\t\n2\t55.6000\t99345.00\tOMe\t\n"
)


@pytest.mark.parametrize(("text", "identifier"), [(OLD, "HK-12/11"), (NEW, "peak")])
def test_both_kinds_of_peak_tables_of_topspin_are_read(tmp_path, text, identifier):
    path = tmp_path / "peak.txt"
    path.write_text(text, "utf-8")
    record = only(path)
    assert (record.id, [peak.ppm for peak in record.peaks]) == (identifier, [190.8, 55.6])


def test_a_two_dimensional_table_is_refused(tmp_path):
    path = tmp_path / "peak.txt"
    path.write_text("Peak\tν(F2) [ppm]\tν(F1) [ppm]\tIntensity [abs]\n1\t3.9\t55.6\t12\n", "utf-8")
    assert only(path).error.code is ReasonCode.TWO_DIMENSIONAL


def test_a_line_that_is_no_peak_is_left_out_and_said(tmp_path):
    path = tmp_path / "peak.txt"
    path.write_text(OLD + "end of list\n")
    assert (NoteCode.OTHER_LINES, "end of list") in [(n.code, n.words) for n in only(path).notes]
