"""The 13C line of a paper in the styles of the ACS and the RSC."""

import math
from dataclasses import replace

import pytest

from kmaid_nodes import cli
from kmaid_nodes.chemistry.structure import parse_structure
from kmaid_nodes.codes.experiment import Experiment
from kmaid_nodes.codes.journal import JournalHouse
from kmaid_nodes.codes.peak_kind import PeakKind
from kmaid_nodes.codes.verdict import VerdictCode
from kmaid_nodes.errors import UserError
from kmaid_nodes.reading.files import read_records
from kmaid_nodes.reading.peak_list import parse_peak_list
from kmaid_nodes.reading.record import Peak, Record
from kmaid_nodes.results.assigned_molecule import AssignedCarbon, AssignedMolecule, UnassignedPeak
from kmaid_nodes.writing.acs_text import acs_text, journal_text
from kmaid_nodes.writing.assigned_spectra import assigned_spectrum_record
from kmaid_nodes.writing.journal_style import JournalStyle
from kmaid_nodes.writing.nmredata import input_molblock

PEAKS = (
    Peak(161.23, 0, (4,), 1, None, "d", (243.2,)),
    Peak(130.41, 1, (2, 7), 2, None, "d", (7.8,)),
    Peak(77.16),
    Peak(20.55, 3, (0,), 1),
)


def ethanol(structure: str = "CCO", **fields: object) -> AssignedMolecule:
    """Ethanol with the solvent's line in its list; the methyl's peak is listed as that of one carbon."""
    carbons = (
        AssignedCarbon(0, 0, 3, 2, 18.14, 18.0, 1.0, 0.9),
        AssignedCarbon(1, 1, 2, 1, 58.05, 58.0, 1.0, 0.9),
    )
    solvent = UnassignedPeak(0, 77.16, PeakKind.SOLVENT, "CDCl3", "CDCl3")
    record = Record("ethanol", structure, (Peak(77.16), Peak(58.05), Peak(18.14)), "chloroform-d", **fields)
    return AssignedMolecule(
        record, parse_structure(structure), carbons, (solvent,), VerdictCode.CONSISTENT, -3.0
    )


def test_the_acs_names_nucleus_frequency_and_solvent_before_the_shifts():
    style = JournalStyle(types=False, decimals=1)
    assert acs_text(PEAKS, "CDCl3", frequency_mhz=100.62, style=style) == (
        "13C NMR (101 MHz, CDCl3) δ 161.2 (d, J = 243.2 Hz, C-5), 130.4 (2C, d, J = 7.8 Hz, C-3, C-8), 77.2, "
        "20.6 (C-1)"
    )


def test_the_rsc_begins_with_delta_c_and_gives_kinds_of_carbons():
    style = JournalStyle(JournalHouse.RSC, numbers=False, decimals=1)
    assert acs_text(PEAKS, "CDCl3", frequency_mhz=100.62, style=style) == (
        "δC (101 MHz, CDCl3) 161.2 (C, d, J 243.2 Hz), 130.4 (2C, CH, d, J 7.8 Hz), 77.2, 20.6 (CH3)"
    )


@pytest.mark.parametrize(
    ("frequency", "solvent", "brackets"),
    [
        (None, None, ""),
        (None, "CDCl3", " (CDCl3)"),
        (125.77, None, " (126 MHz)"),
        (150.5, "D2O", " (151 MHz, D2O)"),
    ],
)
def test_what_is_not_known_of_the_spectrum_is_left_out(frequency, solvent, brackets):
    assert acs_text([Peak(20.5)], solvent, frequency_mhz=frequency) == f"13C NMR{brackets} δ 20.5"


def test_another_experiment_has_its_name_in_both_styles():
    peaks = [Peak(20.5)]
    assert acs_text(peaks, "CDCl3", experiment=Experiment.DEPT135) == "DEPT-135 (CDCl3) δ 20.5"
    rsc = JournalStyle(JournalHouse.RSC)
    assert acs_text(peaks, "CDCl3", experiment=Experiment.DEPT135, style=rsc) == "δC (DEPT-135, CDCl3) 20.5"


def test_peaks_that_would_read_alike_keep_a_second_digit():
    shifts = JournalStyle(decimals=1).shifts([128.54, 128.51, 128.4, 77.16, 20.0])
    assert shifts == ["128.54", "128.51", "128.4", "77.2", "20.0"]


def test_the_same_shift_listed_twice_is_rounded_twice():
    assert JournalStyle(decimals=1).shifts([128.54, 128.54]) == ["128.5", "128.5"]


def test_a_five_is_rounded_up_as_people_do():
    assert JournalStyle(decimals=1).shifts([128.45, 0.05, -2.25]) == ["128.5", "0.1", "-2.3"]


def test_leftover_peaks_are_in_the_text_only_if_asked_for():
    molecule = ethanol(frequency_mhz=100.6)
    assert journal_text(molecule) == "13C NMR (101 MHz, CDCl3) δ 58.05 (CH2, C-2), 18.14 (CH3, C-1)"
    with_leftovers = journal_text(molecule, JournalStyle(leftovers=True))
    assert "77.16 (not assigned: solvent CDCl3), 58.05" in with_leftovers
    assert len(parse_peak_list(with_leftovers)) == 3


def test_the_count_of_carbons_is_that_of_the_list():
    molecule = ethanol()
    peaks = (*molecule.record.peaks[:2], Peak(18.14, carbons=2))
    listed = replace(molecule, record=replace(molecule.record, peaks=peaks))
    assert journal_text(listed).endswith("18.14 (2C, CH3, C-1)")


@pytest.mark.parametrize("house", list(JournalHouse))
@pytest.mark.parametrize("numbers", [True, False])
def test_both_styles_read_back(house, numbers):
    text = acs_text(PEAKS, "CDCl3", frequency_mhz=100.62, style=JournalStyle(house, numbers))
    read = parse_peak_list(text)
    assert [(p.ppm, p.hydrogens, p.carbons or 1, p.couplings_hz) for p in read] == [
        (p.ppm, p.hydrogens, p.carbons or 1, p.couplings_hz) for p in PEAKS
    ]


@pytest.mark.parametrize("structure", ["InChI=1S/C2H6O/c1-2-3/h3H,2H2,1H3", '"CCO"', "CCO ethanol"])
def test_whatever_form_a_structure_was_given_in_its_sd_record_is_written(structure, tmp_path):
    path = tmp_path / "one.sdf"
    path.write_text(assigned_spectrum_record(ethanol(structure)))
    (record,) = read_records(path)
    assert parse_structure(record.structure).smiles == "CCO"
    assert [peak.atoms for peak in record.peaks] == [(), (1,), (0,)]


def test_a_nitro_group_drawn_with_five_bonds_is_written_as_it_is_read():
    molblock = input_molblock("x", "CN(=O)=O")
    assert parse_structure(molblock).smiles == parse_structure("CN(=O)=O").smiles


@pytest.mark.slow
def test_the_command_writes_the_style_that_is_asked_for(tmp_path):
    table, sdf = tmp_path / "in.csv", tmp_path / "out.sdf"
    table.write_text('id,structure,peaks,solvent\nethanol,CCO,"77.16, 58.0, 18.1",CDCl3\n', "utf-8")
    begin = ["assign", str(table), "--out", str(tmp_path / "out.csv"), "--sdf", str(sdf)]
    for further, expected in (
        ([], "13C NMR (CDCl3) δ 58.0 (CH2, C-2), 18.1 (CH3, C-1)"),
        (["--journal", "rsc"], "δC (CDCl3) 58.0 (CH2, C-2), 18.1 (CH3, C-1)"),
        (["--journal-leftovers"], "13C NMR (CDCl3) δ 77.16 (not assigned: solvent CDCl3), 58.0 (CH2, C-2)"),
    ):
        cli.main([*begin, *further])
        assert expected in sdf.read_text("utf-8")


@pytest.mark.parametrize("mhz", [math.nan, math.inf, 0.0, -100.0])
def test_what_is_no_frequency_is_left_out(mhz):
    assert acs_text([Peak(77.16)], "CDCl3", frequency_mhz=mhz) == "13C NMR (CDCl3) δ 77.16"


def test_a_shift_that_is_rounded_to_zero_has_no_sign():
    assert acs_text([Peak(-0.04)], style=JournalStyle(decimals=1)) == "13C NMR δ 0.0"


@pytest.mark.parametrize("decimals", [-1, 7, 400])
def test_decimals_that_no_shift_has_are_refused(decimals):
    with pytest.raises(UserError, match="0 to 6 decimals"):
        JournalStyle(decimals=decimals)
