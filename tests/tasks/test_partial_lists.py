"""Lists that hold a part of the spectrum: too few peaks to judge, and no contradiction."""

import pytest

from kmaid_nodes.codes.experiment import Experiment
from kmaid_nodes.codes.flag import CarbonFlag
from kmaid_nodes.codes.verdict import VerdictCode
from kmaid_nodes.reading.record import Peak, Record
from kmaid_nodes.tables.summary import summary_batch
from kmaid_nodes.tasks.assign import assign

QUININE = "COc1ccc2nccc(C(O)C3CC4CCN3CC4C=C)c2c1"
VANILLIN = "O=Cc1ccc(O)c(OC)c1"
# Recorded in CDCl3, with the hydrogens of each carbon.
CARVONE = "CC1=CCC(CC1=O)C(C)=C"
OF_CARVONE = [
    *((199.9, 0), (146.7, 0), (144.5, 1), (135.4, 0), (110.5, 2)),
    *((43.2, 2), (42.6, 1), (31.4, 2), (20.6, 3), (15.8, 3)),
]
PEPTIDE = "CC(C)CC(NC(=O)C(Cc1ccccc1)NC(=O)CNC(=O)CNC(=O)C(N)Cc1ccc(O)cc1)C(=O)O"


def assigned(bundled, smiles, shifts, experiment=Experiment.CARBON, hydrogens=None):
    peaks = tuple(Peak(ppm, h) for ppm, h in zip(shifts, hydrogens or [None] * len(shifts)))
    (result,) = assign([Record("a", smiles, peaks, experiment=experiment)], bundled)
    return result


def test_the_aromatic_part_alone_is_too_little_and_each_peak_is_on_its_carbon(bundled):
    shifts = [157.7, 148.5, 147.5, 144.2, 131.4, 126.7, 121.5, 118.5, 101.4]
    result = assigned(bundled, QUININE, shifts)
    assert result.verdict is VerdictCode.TOO_FEW_PEAKS and not result.unassigned
    of_atom = {carbon.atom_index: carbon.ppm for carbon in result.carbons if carbon.ppm is not None}
    assert len(of_atom) == 9 and (of_atom[2], of_atom[5], of_atom[4]) == (157.7, 144.2, 131.4)
    assert {of_atom[7], of_atom[9]} == {148.5, 147.5} and (of_atom[22], of_atom[23]) == (126.7, 101.4)
    assert summary_batch([result]).column("verdict").to_pylist() == ["too few peaks to judge"]


def test_one_peak_of_a_large_molecule_is_too_little(bundled):
    result = assigned(bundled, PEPTIDE, [128.8])
    assert result.verdict is VerdictCode.TOO_FEW_PEAKS
    assert {c.atom_index for c in result.carbons if c.ppm == 128.8} <= {9, 10, 11, 12, 13, 14}
    assert assigned(bundled, VANILLIN, [191.0]).verdict is VerdictCode.TOO_FEW_PEAKS


def test_what_is_missing_from_a_part_does_not_speak_against_the_structure(bundled):
    result = assigned(bundled, VANILLIN, [191.0])
    assert not any(CarbonFlag.AGAINST_STRUCTURE in carbon.flags for carbon in result.carbons)


@pytest.mark.parametrize("kept", [{0}, {1}, {3}, {2}])
def test_carbons_of_one_kind_are_no_contradiction(bundled, kept):
    shifts = [ppm for ppm, hydrogens in OF_CARVONE if hydrogens in kept]
    assert assigned(bundled, CARVONE, shifts).verdict is VerdictCode.TOO_FEW_PEAKS


def test_a_dept_that_is_told_is_judged(bundled):
    shifts = [ppm for ppm, hydrogens in OF_CARVONE if hydrogens == 1]
    assert assigned(bundled, CARVONE, shifts, Experiment.DEPT90).verdict is VerdictCode.CONSISTENT


def test_a_peak_that_fits_no_carbon_is_a_contradiction(bundled):
    assert assigned(bundled, PEPTIDE, [95.8]).verdict is VerdictCode.CONTRADICTED
    assert assigned(bundled, CARVONE, [95.0]).verdict is VerdictCode.CONTRADICTED


def test_a_part_with_peaks_that_do_not_fit_is_judged(bundled):
    shifts = [157.7, 148.5, 147.5, 144.2, 131.4, 126.7, 101.4, 88.1, 217.0]
    assert assigned(bundled, QUININE, shifts).verdict in (VerdictCode.DOUBTFUL, VerdictCode.CONTRADICTED)


def test_a_part_with_wrong_multiplicities_is_judged(bundled):
    result = assigned(bundled, CARVONE, [110.5, 144.5, 20.6], hydrogens=[3, 2, 1])
    assert result.verdict in (VerdictCode.DOUBTFUL, VerdictCode.CONTRADICTED)


@pytest.mark.parametrize(
    "smiles, shifts", [("CO", [49.9]), ("c1ccccc1", [128.4]), ("CCO", [58.3]), ("CC(C)=O", [206.7, 30.9])]
)
def test_small_molecules_are_judged_by_their_few_peaks(bundled, smiles, shifts):
    assert assigned(bundled, smiles, shifts).verdict is VerdictCode.CONSISTENT


def test_a_list_that_shows_most_carbons_is_judged(bundled):
    shifts = [ppm for ppm, _ in OF_CARVONE]
    assert assigned(bundled, CARVONE, shifts).verdict is VerdictCode.CONSISTENT
    lacks_three = [ppm for ppm in shifts if ppm not in (144.5, 110.5, 20.6)]
    assert assigned(bundled, CARVONE, lacks_three).verdict is not VerdictCode.TOO_FEW_PEAKS
