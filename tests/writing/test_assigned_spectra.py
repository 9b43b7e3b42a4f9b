"""Assigned spectra written as text and as files are read back the same."""

from dataclasses import replace

import pytest

from kmaid_nodes.chemistry.structure import parse_structure
from kmaid_nodes.codes.experiment import Experiment
from kmaid_nodes.reading.acs.string import parse_acs_string
from kmaid_nodes.reading.files import read_records
from kmaid_nodes.reading.nmrshiftdb2_spectrum import parse_nmrshiftdb2_spectrum
from kmaid_nodes.reading.record import Peak
from kmaid_nodes.writing.acs_text import acs_text
from kmaid_nodes.writing.assigned_shifts import assigned_shifts_text
from kmaid_nodes.writing.nmredata import nmredata_record

# p-Methoxytoluene in CDCl3: two classes of two carbons each, one solvent peak.
SMILES = "COc1ccc(C)cc1"
PEAKS = (
    Peak(157.61, 0, (2,), 1),
    Peak(129.93, 1, (4, 7), 2),
    Peak(77.16, None, (), None),
    Peak(113.75, 1, (3, 8), 2),
    Peak(55.27, 3, (0,), 1),
    Peak(20.5, 3, (6,), 1),
)


def written(tmp_path, *arguments, **options):
    file = tmp_path / "assigned.sdf"
    file.write_text(nmredata_record(*arguments, **options))
    return list(read_records(file))


def unlabelled(peaks):
    return tuple(replace(peak, label=None) for peak in peaks)


def test_nmredata_gives_structure_peaks_and_atoms_back(tmp_path):
    (record,) = written(
        tmp_path, "anisole 4", SMILES, PEAKS, "CDCl3", further={"KMAID_VERDICT": "consistent"}
    )
    assert (record.id, record.solvent, record.error) == ("anisole 4", "CDCl3", None)
    assert unlabelled(record.peaks) == PEAKS
    assert parse_structure(record.structure).smiles == parse_structure(SMILES).smiles


def test_nmredata_keeps_the_atom_order_of_a_molblock_and_of_explicit_hydrogens(tmp_path):
    (record,) = written(tmp_path, "a", "[H]C([H])([H])O", [Peak(49.9, 3, (1,), 1)])
    assert record.peaks == (Peak(49.9, 3, (1,), 1, label="C2"),)
    (again,) = written(tmp_path, "b", record.structure, record.peaks)
    assert again.peaks == record.peaks
    assert parse_structure(again.structure).carbon_atom_index.tolist() == [1]


def test_nmredata_keeps_labels_couplings_frequency_and_experiment(tmp_path):
    peaks = (
        Peak(123.4, 0, (0,), 1, "CF3", "q", (272.4,)),
        Peak(55.27, 3, (3,), 1, "C-1 (OMe), a'"),
    )
    (record,) = written(tmp_path, "a", "C(F)OC", peaks, experiment=Experiment.HSQC, frequency_mhz=125.77)
    assert record.peaks == peaks
    assert (record.experiment, record.frequency_mhz) == (Experiment.HSQC, 125.77)


def test_the_number_of_another_atom_is_no_label(tmp_path):
    (record,) = written(tmp_path, "a", SMILES, (Peak(55.2, 3, (0,), 1, "21"), Peak(20.5, 3, (6,), 1, "C-1")))
    assert [(peak.atoms, peak.label) for peak in record.peaks] == [((0,), "C1"), ((6,), "C7")]


def test_labels_that_two_peaks_share_give_way_to_atom_numbers(tmp_path):
    peaks = (Peak(129.9, 1, (4,), 1, "ortho"), Peak(129.8, 1, (7,), 1, "ortho"))
    (record,) = written(tmp_path, "a", SMILES, peaks)
    assert [(peak.atoms, peak.label) for peak in record.peaks] == [((4,), "C5"), ((7,), "C8")]


def test_a_hostile_name_stays_one_line(tmp_path):
    records = written(tmp_path, "a\n$$$$\n> <X>", "C", [Peak(1.0, 3, (0,))])
    assert [record.id for record in records] == ["a $$$$ > <X>"]


def test_equivalent_carbons_listed_one_by_one_come_back_one_by_one(tmp_path):
    peaks = (Peak(129.9, 1, (4,), 1), Peak(129.9, 1, (7,), 1))
    (record,) = written(tmp_path, "a", SMILES, peaks)
    assert unlabelled(record.peaks) == peaks


def test_the_journals_string_gives_shifts_multiplicities_and_numbers_of_carbons_back():
    text = acs_text(PEAKS, "CDCl3")
    assert text == (
        "13C NMR (CDCl3) δ 157.61 (Cq, C-3), 129.93 (2C, CH, C-5, C-8), 113.75 (2C, CH, C-4, C-9), 77.16, "
        "55.27 (CH3, C-1), 20.5 (CH3, C-7)"
    )
    parsed = parse_acs_string(text)
    assert parsed.solvent == "CDCl3"
    expected = sorted(PEAKS, key=lambda peak: -peak.ppm)
    assert [(p.ppm, p.hydrogens, p.carbons or 1) for p in parsed.peaks] == [
        (p.ppm, p.hydrogens, p.carbons or 1) for p in expected
    ]


def test_nmrshiftdb2_syntax_gives_shifts_multiplicities_and_atoms_back():
    peaks = parse_nmrshiftdb2_spectrum(assigned_shifts_text(PEAKS))
    assert [(p.ppm, p.hydrogens, p.atoms) for p in peaks] == [(p.ppm, p.hydrogens, p.atoms) for p in PEAKS]


@pytest.mark.parametrize("text", [acs_text([]), acs_text([Peak(-2.5)])])
def test_lists_without_assignments_are_written_too(text):
    assert text in ("13C NMR δ ", "13C NMR δ -2.5")
