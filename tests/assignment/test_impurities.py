"""Lines of solvents and impurities cost no carbon its peak, and impurities are no cheap explanations."""

import numpy as np
import pytest
from test_unassigned_peaks import assigned

from kmaid_nodes.assignment.settings import ExtraneousSettings
from kmaid_nodes.assignment.sure_solvent import surely_solvent
from kmaid_nodes.codes.peak_kind import PeakKind
from kmaid_nodes.reading.record import Peak

ANISALDEHYDE, ITS_SHIFTS = "COc1ccc(C=O)cc1", (190.8, 164.6, 131.9, 130.0, 114.3, 55.6)
TRIPLET = (77.3, 77.0, 76.7)


def left_over(bundled, smiles, shifts, solvent=None) -> dict[float, str | None]:
    """The unassigned peaks: shift and what each comes from."""
    assignment = assigned(bundled, smiles, [Peak(ppm) for ppm in shifts], solvent)
    return {shifts[entry.peak]: entry.compound for entry in assignment.unassigned}


@pytest.mark.parametrize(
    ("compound", "smiles", "shifts"),
    [
        ("menthol", "CC(C)C1CCC(C)CC1O", (71.6, 50.1, 45.1, 34.5, 31.6, 25.8, 23.1, 22.2, 21.0, 16.1)),
        ("alpha-pinene", "CC1=CCC2CC1C2(C)C", (144.5, 116.1, 47.1, 40.8, 38.0, 31.5, 31.3, 26.4, 23.0, 20.8)),
        ("solketal", "CC1(C)OCC(CO)O1", (109.4, 76.2, 65.8, 63.0, 26.7, 25.3)),
        ("linalool", "CC(C)=CCCC(C)(O)C=C", (145.0, 131.9, 124.3, 111.7, 73.5, 42.0, 27.8, 25.7, 22.8, 17.7)),
        (
            "menthyl acetate",
            "CC(C)C1CCC(C)CC1OC(C)=O",
            (170.6, 74.1, 47.0, 40.9, 34.3, 31.4, 26.3, 23.5, 22.0, 21.3, 20.7, 16.3),
        ),
    ],
)
@pytest.mark.parametrize(("lines", "solvent"), [((77.16,), "CDCl3"), ((77.0,), "CDCl3"), (TRIPLET, None)])
def test_lines_of_the_solvent_leave_both_methyls_of_a_pair_their_peaks(
    bundled, compound, smiles, shifts, lines, solvent
):
    assert left_over(bundled, smiles, shifts + lines, solvent) == dict.fromkeys(lines, "CDCl3"), compound


def test_lines_of_the_solvent_are_left_out_where_peaks_and_carbons_are_counted():
    settings = ExtraneousSettings()
    assert surely_solvent(np.array([20.0, 77.0, 90.0]), "CDCl3", settings) == 1
    assert surely_solvent(np.array([20.0, *TRIPLET]), None, settings) == 3
    assert surely_solvent(np.array([20.0, 77.0]), None, settings) == 0
    assert surely_solvent(np.array([76.7, 77.2, 77.3]), None, settings) == 0
    assert surely_solvent(np.array([20.0, 77.0]), "D2O", settings) == 0
    assert surely_solvent(np.array([29.8, 206.3, 20.0]), "acetone-d6", settings) == 2
    assert surely_solvent(np.zeros(0), "CDCl3", settings) == 0


def test_a_carbon_far_from_its_expected_shift_keeps_its_peak_beside_the_solvent(bundled):
    """Verbenone: the model expects its CH2 7 ppm lower."""
    verbenone = (203.9, 170.1, 121.2, 57.6, 54.0, 49.7, 40.8, 26.6, 23.5, 22.0)
    smiles = "CC1=CC(=O)C2CC1C2(C)C"
    assert left_over(bundled, smiles, (*verbenone, 77.2), "CDCl3") == {77.2: "CDCl3"}


def test_an_artefact_beside_the_solvent_costs_no_carbon_its_peak(bundled):
    menthol = (71.56, 50.14, 45.05, 34.54, 31.64, 25.84, 23.12, 22.22, 21.02, 16.09)
    left = left_over(bundled, "CC(C)C1CCC(C)CC1O", (232.6, *TRIPLET, *menthol))
    assert left == {232.6: None} | dict.fromkeys(TRIPLET, "CDCl3")


def test_no_propane_in_the_place_of_a_methyl_of_an_isopropyl_group(bundled):
    benzoate = "CC(C)C1CCC(C)CC1OC(=O)c1ccccc1"
    shifts = (166.1, 132.7, 130.9, 129.5, 128.3, 74.8, 47.3, 41.0, 34.4, 31.5, 26.5, 23.7, 22.1, 20.8, 16.6)
    assert left_over(bundled, benzoate, shifts) == {}


@pytest.mark.parametrize("line", [67.9, 133.9, 26.0, 65.9, 14.1])
def test_one_line_of_several_names_no_impurity(bundled, line):
    """THF, propylene, pyrrolidine, diethyl ether and hexane have other lines that must show."""
    assert left_over(bundled, ANISALDEHYDE, (*ITS_SHIFTS, line), "CDCl3") == {line: None}


@pytest.mark.parametrize(
    ("compound", "lines"),
    [
        ("tetrahydrofuran", (67.9, 25.6)),
        ("ethyl acetate", (171.2, 60.4, 21.0, 14.2)),
        ("ethyl acetate", (60.4, 21.0, 14.2)),  # the carbonyl carbon may be too weak
        ("toluene", (137.9, 129.1, 128.3, 125.4, 21.4)),
        ("dichloromethane", (53.5,)),
        ("H grease", (29.7,)),
    ],
)
def test_an_impurity_is_named_where_every_carbon_with_hydrogens_shows(bundled, compound, lines):
    left = left_over(bundled, ANISALDEHYDE, ITS_SHIFTS + lines, "CDCl3")
    assert left == dict.fromkeys(lines, compound)


def test_the_carbonyl_carbon_alone_names_no_impurity(bundled):
    assert left_over(bundled, ANISALDEHYDE, (*ITS_SHIFTS, 207.0), "CDCl3") == {207.0: None}


def test_a_line_under_the_peak_of_a_carbon_counts_as_shown(bundled):
    """Ethylbenzene with toluene: its 128.3 and 125.6 cover lines of the impurity."""
    ethylbenzene = (144.2, 128.25, 127.8, 125.6, 28.9, 15.6)
    left = left_over(bundled, "CCc1ccccc1", (*ethylbenzene, 129.07, 125.3, 21.46), "CDCl3")
    assert left.get(21.46) == "toluene"


def test_the_reference_is_named_whatever_else_the_list_shows(bundled):
    assignment = assigned(bundled, ANISALDEHYDE, [Peak(ppm) for ppm in (*ITS_SHIFTS, 0.0)], "CDCl3")
    assert [entry.kind for entry in assignment.unassigned] == [PeakKind.REFERENCE]
