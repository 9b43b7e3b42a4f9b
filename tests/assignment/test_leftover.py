"""Peaks that no carbon was given, and the verdict on list and structure."""

import numpy as np
import pytest

from kmaid_nodes.assignment.assign import Assignment, assign_peaks
from kmaid_nodes.assignment.foreign_peaks import foreign_costs, named_signal
from kmaid_nodes.assignment.leftover import Kind
from kmaid_nodes.assignment.verdict import CONSISTENT, CONTRADICTS
from kmaid_nodes.chemistry.foreign_signals import foreign_signals, solvents_in_table
from kmaid_nodes.chemistry.structure import parse_structure
from kmaid_nodes.model.model_file import load_model
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.reading.record import Peak

ETHYL_BENZOATE = "CCOC(=O)c1ccccc1"
ITS_PEAKS = [Peak(ppm) for ppm in (166.6, 132.8, 130.5, 129.5, 128.3, 60.9, 14.3)]


@pytest.fixture(scope="module")
def bundled() -> Predictor:
    return Predictor(load_model())


def assigned(bundled: Predictor, smiles: str, peaks: list[Peak], solvent: str | None = None) -> Assignment:
    structure = parse_structure(smiles)
    (density,) = bundled.shift_densities([structure])
    calibration = bundled.trained.calibration
    return assign_peaks(structure, peaks, density.log_density, bundled.axis, calibration, solvent)


def test_the_lines_of_every_solvent_add_up_to_one_list():
    for solvent in (None, "unheard of", "CDCl3 + CD3OD", *solvents_in_table()):
        assert sum(signal.share for signal in foreign_signals(solvent)) == pytest.approx(1)
    assert {signal.solvent for signal in foreign_signals("CDCl3")} == {"CDCl3"}


def test_a_foreign_peak_is_likeliest_at_a_known_line_and_with_its_multiplicity():
    ppm, unknown = np.array([77.16, 83.0]), np.array([4, 4])
    at_line, elsewhere = foreign_costs(ppm, unknown, "CDCl3")
    assert at_line < elsewhere - 3
    ethyl = np.array([14.19, 14.19])
    methyl, quaternary = foreign_costs(ethyl, np.array([3, 0]), "CDCl3")
    assert methyl < quaternary
    assert named_signal(150.0, None, "DMSO-d6").compound == "pyridine"
    assert named_signal(90.0, None, "DMSO-d6") is None


def test_solvent_impurity_and_unknown_peaks_are_told_apart(bundled):
    found = assigned(
        bundled, ETHYL_BENZOATE, [*ITS_PEAKS, Peak(77.2), Peak(53.5), Peak(95.3)], "Chloroform-D1 (CDCl3)"
    )
    assert [(left.peak, left.kind) for left in found.leftover] == [
        (7, Kind.SOLVENT),
        (8, Kind.IMPURITY),
        (9, Kind.UNEXPLAINED),
    ]
    assert found.leftover[0].reason == "solvent CDCl3"
    assert "dichloromethane" in found.leftover[1].reason
    assert (found.interpretation.peak >= 0).all()


def test_the_solvent_is_inferred_where_nobody_tells_it(bundled):
    found = assigned(bundled, ETHYL_BENZOATE, [*ITS_PEAKS, Peak(39.5)])
    assert [left.reason for left in found.leftover] == ["solvent DMSO-d6"]


def test_both_lines_of_a_carbon_split_by_fluorine_belong_to_it(bundled):
    """4-Fluorotoluene, 75 MHz: C-F is a doublet of 243 Hz."""
    peaks = [Peak(p) for p in (162.9, 159.6, 133.4, 130.4, 114.9, 20.6)]
    found = assigned(bundled, "Cc1ccc(F)cc1", peaks)
    (left,) = found.leftover
    assert left.kind is Kind.MULTIPLET and left.atom_index == 4 and left.peak in (0, 1)
    assert (found.interpretation.peak >= 0).all()


def test_a_right_structure_is_consistent_and_a_wrong_one_is_contradicted(bundled):
    right = assigned(bundled, ETHYL_BENZOATE, ITS_PEAKS).verdict
    wrong = assigned(bundled, "CC(=O)C(C)(C)CCC1CC1C#N", ITS_PEAKS).verdict
    assert right.word == CONSISTENT and right.carbons == []
    assert wrong.word == CONTRADICTS and wrong.carbons
    isomer = assigned(bundled, "CC(=O)CCc1ccccc1O", [*ITS_PEAKS]).verdict
    assert isomer.score < right.score


def test_alternatives_share_what_the_confidence_leaves(bundled):
    found = assigned(bundled, ETHYL_BENZOATE, ITS_PEAKS)
    for options, confidence in zip(found.alternatives, found.confidence):
        shares = [share for _, share in options]
        assert shares == sorted(shares, reverse=True)
        assert sum(shares) <= 1 - confidence + 1e-9
