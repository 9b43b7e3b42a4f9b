"""Peaks that no carbon was given, and the verdict on list and structure."""

import tracemalloc

import numpy as np
import pytest

from kmaid_nodes.assignment.assign import Assignment, assign_peaks
from kmaid_nodes.assignment.extraneous_peaks import extraneous_costs, named_signal
from kmaid_nodes.chemistry.extraneous_signals import extraneous_signals, solvents_in_table
from kmaid_nodes.chemistry.structure import parse_structure
from kmaid_nodes.codes.peak_kind import PeakKind
from kmaid_nodes.codes.verdict import VerdictCode
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.reading.record import Peak

ETHYL_BENZOATE = "CCOC(=O)c1ccccc1"
ITS_PEAKS = [Peak(ppm) for ppm in (166.6, 132.8, 130.5, 129.5, 128.3, 60.9, 14.3)]


def assigned(bundled: Predictor, smiles: str, peaks: list[Peak], solvent: str | None = None) -> Assignment:
    structure = parse_structure(smiles)
    (density,) = bundled.shift_densities([structure])
    calibration = bundled.trained.calibration.confidence
    return assign_peaks(structure, peaks, density.log_density, bundled.axis, calibration, solvent)


def test_the_lines_of_every_solvent_add_up_to_one_list():
    for solvent in (None, "unheard of", "CDCl3 + CD3OD", *solvents_in_table()):
        assert sum(signal.share for signal in extraneous_signals(solvent)) == pytest.approx(1)
    assert {signal.solvent for signal in extraneous_signals("CDCl3")} == {"CDCl3"}


def test_an_extraneous_peak_is_likeliest_at_a_known_line_and_with_its_multiplicity():
    ppm, unknown = np.array([77.16, 83.0]), np.array([4, 4])
    at_line, elsewhere = extraneous_costs(ppm, unknown, "CDCl3")
    assert at_line < elsewhere - 3
    ethyl = np.array([14.19, 14.19])
    methyl, quaternary = extraneous_costs(ethyl, np.array([3, 0]), "CDCl3")
    assert methyl < quaternary
    assert named_signal(150.0, None, "DMSO-d6").compound == "pyridine"
    assert named_signal(90.0, None, "DMSO-d6") is None


def test_solvent_impurity_and_unknown_peaks_are_told_apart(bundled):
    assignment = assigned(
        bundled, ETHYL_BENZOATE, [*ITS_PEAKS, Peak(77.2), Peak(53.5), Peak(95.3)], "Chloroform-D1 (CDCl3)"
    )
    assert [(entry.peak, entry.kind) for entry in assignment.unassigned] == [
        (7, PeakKind.SOLVENT),
        (8, PeakKind.IMPURITY),
        (9, PeakKind.UNEXPLAINED),
    ]
    assert [(entry.compound, entry.solvent) for entry in assignment.unassigned] == [
        ("CDCl3", "CDCl3"),
        ("dichloromethane", "CDCl3"),
        (None, None),
    ]
    assert all(entry.atom_index is None for entry in assignment.unassigned)
    assert (assignment.solution.peak >= 0).all()


def test_the_solvent_is_inferred_where_nobody_tells_it(bundled):
    assignment = assigned(bundled, ETHYL_BENZOATE, [*ITS_PEAKS, Peak(39.5)])
    assert [(entry.kind, entry.solvent) for entry in assignment.unassigned] == [(PeakKind.SOLVENT, "DMSO-d6")]


def test_both_lines_of_a_carbon_split_by_fluorine_belong_to_it(bundled):
    """4-Fluorotoluene, 75 MHz: C-F is a doublet of 243 Hz."""
    peaks = [Peak(p) for p in (162.9, 159.6, 133.4, 130.4, 114.9, 20.6)]
    assignment = assigned(bundled, "Cc1ccc(F)cc1", peaks)
    (entry,) = assignment.unassigned
    assert entry.kind is PeakKind.MULTIPLET_LINE and entry.atom_index == 4 and entry.peak in (0, 1)
    assert (assignment.solution.peak >= 0).all()


def test_each_line_is_told_of_the_carbon_whose_splitting_it_fits_best(bundled):
    """Triphenylphosphine, 101 MHz: doublets of the ipso, ortho and meta carbons."""
    peaks = [Peak(p) for p in (137.3, 137.1, 133.8, 133.6, 128.7, 128.5, 128.4)]
    structure = parse_structure("c1ccccc1P(c1ccccc1)c1ccccc1")
    assignment = assigned(bundled, "c1ccccc1P(c1ccccc1)c1ccccc1", peaks)
    of_line = {entry.peak: entry.atom_index for entry in assignment.unassigned}
    ipso, ortho = (137.3, 137.1), (133.8, 133.6)
    for line, atom in of_line.items():
        carbon = int(np.flatnonzero(structure.carbon_atom_index == atom)[0])
        assert assignment.solution.peaks.ppm[assignment.solution.peak[carbon]] in (
            ipso if peaks[line].ppm in ipso else ortho if peaks[line].ppm in ortho else (128.7, 128.5, 128.4)
        )
    assert {entry.kind for entry in assignment.unassigned} == {PeakKind.MULTIPLET_LINE}


def test_equivalent_carbons_without_a_peak_are_told_the_same(bundled):
    assignment = assigned(bundled, "c1ccc2ccccc2c1", [Peak(128.0)])
    classes = parse_structure("c1ccc2ccccc2c1").symmetry_class
    for number in set(classes.tolist()):
        assert len(set(assignment.solution.lies_under[classes == number].tolist())) == 1
    assert assignment.verdict.code is VerdictCode.TOO_FEW_PEAKS  # one peak for three classes


def test_a_long_list_of_a_large_molecule_needs_no_gigabytes(bundled):
    dendrimer = "CC(C)CC(C)CCC(C)CCCC(C)C" * 12
    peaks = [Peak(10 + 0.1 * k, carbons=99 if k % 50 == 0 else None) for k in range(490)]
    tracemalloc.start()
    assert len(assigned(bundled, dendrimer, peaks).solution.peak) == 192
    assert tracemalloc.get_traced_memory()[1] < 300e6
    tracemalloc.stop()


def test_a_carbon_is_as_sure_of_its_doublet_as_of_both_lines_together(bundled):
    assignment = assigned(
        bundled, "Cc1ccc(F)cc1", [Peak(p) for p in (162.9, 159.6, 133.4, 130.4, 114.9, 20.6)]
    )
    assert assignment.confidence[4] > 0.9
    assert 162.9 not in [assignment.solution.peaks.ppm[peak] for peak, _ in assignment.alternatives[4]]


def test_without_the_solvent_only_close_lines_are_named(bundled):
    far = assigned(bundled, ETHYL_BENZOATE, [*ITS_PEAKS, Peak(73.4)])  # 0.35 ppm from the nearest line
    assert far.unassigned[0].kind is PeakKind.UNEXPLAINED
    referenced_otherwise = assigned(bundled, ETHYL_BENZOATE, [*ITS_PEAKS, Peak(76.8)])
    (entry,) = referenced_otherwise.unassigned
    assert (entry.kind, entry.solvent) == (PeakKind.SOLVENT, "CDCl3")


def test_a_list_that_shows_no_carbon_of_the_structure_contradicts_it(bundled):
    assert assigned(bundled, "CCO", [Peak(150.2)], "CDCl3").verdict.code is VerdictCode.CONTRADICTED


def test_a_list_that_lacks_much_of_the_structure_has_too_few_peaks_to_judge(bundled):
    assert assigned(bundled, ETHYL_BENZOATE, ITS_PEAKS[:3]).verdict.code is VerdictCode.TOO_FEW_PEAKS


def test_quaternary_carbons_too_weak_to_be_seen_leave_a_list_consistent(bundled):
    with_hydrogens = [Peak(ppm) for ppm in (132.8, 129.5, 128.3, 60.9, 14.3)]
    assert assigned(bundled, ETHYL_BENZOATE, with_hydrogens).verdict.code is VerdictCode.CONSISTENT


def test_multiplicities_that_had_to_be_left_aside_make_a_doubtful_verdict(bundled):
    letters = [(157.6, 3), (129.9, 0), (113.7, 2), (55.3, 1), (20.5, 2)]
    assignment = assigned(bundled, "COc1ccc(C)cc1", [Peak(ppm, hydrogens) for ppm, hydrogens in letters])
    assert not assignment.solution.multiplicities_believed
    assert assignment.verdict.code is VerdictCode.DOUBTFUL


def test_a_chain_lies_under_the_peak_that_counts_its_carbons(bundled):
    """Stearic acid as papers list it: `29.7-29.1 (12C)`."""
    peaks = [Peak(180.4), Peak(34.1), Peak(31.9), Peak(29.4, carbons=12), Peak(24.7), Peak(22.7), Peak(14.1)]
    assignment = assigned(bundled, "CCCCCCCCCCCCCCCCCC(=O)O", peaks)
    assert (assignment.solution.peak == 3).sum() == 12
    assert (assignment.solution.peak >= 0).all() and assignment.verdict.code is VerdictCode.CONSISTENT


def test_carbons_of_a_chain_that_nothing_tells_apart_share_peaks(bundled):
    """Methyl palmitate: 17 carbons in 13 peaks."""
    shifts = (174.3, 51.4, 34.1, 31.9, 29.7, 29.6, 29.5, 29.4, 29.3, 29.2, 25.0, 22.7, 14.1)
    assignment = assigned(bundled, "CCCCCCCCCCCCCCCC(=O)OC", [Peak(ppm) for ppm in shifts])
    assert (assignment.solution.peak >= 0).all()


def test_nothing_impossible_is_told_of_a_carbon_without_a_peak(bundled):
    assignment = assigned(bundled, ETHYL_BENZOATE, ITS_PEAKS[1:])  # no carbonyl
    (carbonyl,) = np.flatnonzero(assignment.solution.peak < 0)
    assert assignment.solution.lies_under[carbonyl] == -1 and assignment.alternatives[carbonyl] == []


def test_alternatives_that_nothing_speaks_for_are_not_told(bundled):
    shifts = (157.6, 129.9, 129.9, 129.7, 113.7, 113.7, 55.3, 20.5)
    assignment = assigned(bundled, "COc1ccc(C)cc1", [Peak(ppm) for ppm in shifts])
    assert assignment.alternatives[0] == [] and assignment.confidence[0] > 0.9  # methoxyl


def test_a_right_structure_is_consistent_and_a_wrong_one_is_contradicted(bundled):
    right = assigned(bundled, ETHYL_BENZOATE, ITS_PEAKS).verdict
    wrong = assigned(bundled, "CC(=O)C(C)(C)CCC1CC1C#N", ITS_PEAKS).verdict
    assert right.code is VerdictCode.CONSISTENT and right.carbons == []
    assert wrong.code is VerdictCode.CONTRADICTED and wrong.carbons
    isomer = assigned(bundled, "CC(=O)CCc1ccccc1O", [*ITS_PEAKS]).verdict
    assert isomer.score < right.score


def test_alternatives_share_what_the_confidence_leaves(bundled):
    assignment = assigned(bundled, ETHYL_BENZOATE, ITS_PEAKS)
    for options, confidence in zip(assignment.alternatives, assignment.confidence):
        shares = [share for _, share in options]
        assert shares == sorted(shares, reverse=True)
        assert sum(shares) <= 1 - confidence + 1e-9
