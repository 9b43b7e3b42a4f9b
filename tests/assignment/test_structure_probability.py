"""The probability that a list and a structure belong together."""

from dataclasses import asdict, replace

import numpy as np
import pytest

from kmaid_nodes.assignment.structure_evidence import AGAINST, CONTEXT, Against
from kmaid_nodes.assignment.structure_probability import StructureProbability
from kmaid_nodes.codes.peak_kind import PeakKind
from kmaid_nodes.codes.verdict import VerdictCode
from kmaid_nodes.model.calibration import Calibration
from kmaid_nodes.model.model_file import load_model
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.reading.record import Peak, Record
from kmaid_nodes.tasks.assign import assign

BOC_PHENYLALANINE_METHYL_ESTER = "CC(C)(C)OC(=O)N[C@@H](Cc1ccccc1)C(=O)OC"
PHENYLALANINE_METHYL_ESTER = "N[C@@H](Cc1ccccc1)C(=O)OC"
OF_BOC = (172.4, 155.1, 136.0, 129.3, 128.6, 127.0, 79.9, 54.4, 52.2, 38.4, 28.3)
GLYCIDYL_METHACRYLATE = "C=C(C)C(=O)OCC1CO1"
OF_GLYCIDYL = (166.9, 135.9, 126.0, 65.1, 49.4, 44.6, 18.2)


@pytest.fixture(scope="module")
def predictor():
    return Predictor(load_model())


@pytest.fixture(scope="module")
def fitted(predictor):
    return predictor.trained.calibration.structure


def _assigned(predictor, smiles, shifts, solvent=None):
    (result,) = assign([Record("x", smiles, tuple(Peak(ppm) for ppm in shifts), solvent)], predictor)
    return result


def test_a_forgotten_protecting_group_is_not_consistent(predictor):
    right = _assigned(predictor, BOC_PHENYLALANINE_METHYL_ESTER, OF_BOC)
    wrong = _assigned(predictor, PHENYLALANINE_METHYL_ESTER, OF_BOC)
    assert right.verdict is VerdictCode.CONSISTENT
    assert wrong.verdict is not VerdictCode.CONSISTENT
    assert wrong.p_structure < 0.1 < right.p_structure


def test_a_cyclopropane_drawn_for_an_epoxide_is_not_consistent(predictor):
    right = _assigned(predictor, GLYCIDYL_METHACRYLATE, OF_GLYCIDYL)
    wrong = _assigned(predictor, "C=C(C)C(=O)OCC1CC1", OF_GLYCIDYL)
    assert right.verdict is VerdictCode.CONSISTENT
    assert wrong.verdict is not VerdictCode.CONSISTENT
    assert wrong.p_structure < right.p_structure


def test_a_list_that_shows_no_carbon_has_no_probability_left(predictor):
    result = _assigned(predictor, "Cc1ccccc1", (250.3, 240.1))
    assert result.verdict is VerdictCode.CONTRADICTED
    assert result.p_structure == 0.0


def test_one_more_unexplained_peak_lowers_the_probability(predictor):
    before = _assigned(predictor, BOC_PHENYLALANINE_METHYL_ESTER, OF_BOC).p_structure
    one = _assigned(predictor, BOC_PHENYLALANINE_METHYL_ESTER, (*OF_BOC, 202.3))
    two = _assigned(predictor, BOC_PHENYLALANINE_METHYL_ESTER, (*OF_BOC, 202.3, 96.1))
    assert [peak.kind for peak in two.unassigned] == [PeakKind.UNEXPLAINED] * 2
    assert before > one.p_structure > two.p_structure


def test_more_evidence_against_never_raises_the_probability(predictor, fitted):
    evidence = _assigned(predictor, BOC_PHENYLALANINE_METHYL_ESTER, OF_BOC).assignment.verdict.evidence
    before = fitted.probability(evidence)
    for name in AGAINST:
        for more in (1.0, 5.0):
            worse = replace(evidence.against, **{name: getattr(evidence.against, name) + more})
            assert fitted.probability(replace(evidence, against=worse)) <= before + 1e-12, name


def test_a_model_without_the_network_judges_without_a_probability(predictor):
    trained = predictor.trained
    without = replace(trained, calibration=replace(trained.calibration, structure=None))
    result = _assigned(Predictor(without), BOC_PHENYLALANINE_METHYL_ESTER, OF_BOC)
    assert result.p_structure is None
    assert result.verdict is VerdictCode.CONSISTENT
    wrong = _assigned(Predictor(without), PHENYLALANINE_METHYL_ESTER, (250.0, 240.0, 230.0))
    assert wrong.verdict is VerdictCode.CONTRADICTED


def test_the_network_comes_back_from_a_model_file(fitted):
    calibration = replace(Calibration(), structure=fitted)
    assert Calibration.from_json(calibration.to_json()).structure == fitted


def test_models_of_earlier_versions_have_no_network():
    data = Calibration().to_json()
    del data["structure"]
    assert Calibration.from_json(data).structure is None


@pytest.mark.parametrize(
    "changed",
    [
        {"centre": (0.0,)},
        {"scale": (0.0,) * (len(AGAINST) + len(CONTEXT))},
        {"consistent_from": 0.1, "doubtful_from": 0.2},
        {"consistent_from": float("nan")},
        {"output": (1.0,)},
    ],
)
def test_a_damaged_network_is_refused(fitted, changed):
    with pytest.raises(ValueError):
        StructureProbability(**(asdict(fitted) | changed))


def test_a_network_that_rewards_what_speaks_against_a_structure_is_refused(fitted):
    first = (-1.0, *fitted.hidden[0][1:])
    with pytest.raises(ValueError, match="must not be below 0"):
        StructureProbability(**(asdict(fitted) | {"hidden": (first, *fitted.hidden[1:])}))


def test_every_number_of_the_evidence_is_finite_for_a_list_without_any_match(predictor):
    result = _assigned(predictor, "CCO", (199.0,))
    vector = result.assignment.verdict.evidence.vector()
    assert len(vector) == len(AGAINST) + len(CONTEXT)
    assert np.isfinite(vector).all()
    assert isinstance(result.assignment.verdict.evidence.against, Against)


def test_a_list_of_solvent_lines_and_tms_alone_says_nothing(predictor):
    result = _assigned(predictor, "CCO", (77.48, 77.16, 76.84, 0.0), "CDCl3")
    assert result.verdict is VerdictCode.TOO_FEW_PEAKS and result.p_structure is None


PARACETAMOL = (167.6, 153.2, 131.1, 120.9, 115.1, 23.8)
SEPTET_OF_DMSO = (40.15, 39.94, 39.73, 39.52, 39.31, 39.10, 38.89)
LIDOCAINE = (170.6, 136.7, 135.2, 129.0, 128.3, 58.2, 49.9, 18.6, 12.4)
SEPTET_OF_METHANOL = (49.64, 49.43, 49.21, 49.00, 48.79, 48.57, 48.36)
QUININE = (157.7, 147.5, 147.4, 144.1, 141.7, 131.4, 126.6, 121.4, 118.4, 114.3)
QUININE += (101.3, 71.8, 59.9, 57.0, 55.6, 43.1, 39.9, 27.9, 27.6, 21.6)


def test_the_septet_of_dmso_is_one_line_of_the_solvent(predictor):
    alone = _assigned(predictor, "CC(=O)Nc1ccc(O)cc1", PARACETAMOL, "DMSO-d6")
    with_septet = _assigned(predictor, "CC(=O)Nc1ccc(O)cc1", PARACETAMOL + SEPTET_OF_DMSO, "DMSO-d6")
    assert [peak.kind for peak in with_septet.unassigned] == [PeakKind.SOLVENT] * 7
    assert with_septet.verdict is alone.verdict is VerdictCode.CONSISTENT
    assert with_septet.p_structure == pytest.approx(alone.p_structure, abs=0.1)


def test_a_carbon_beside_the_septet_of_methanol_keeps_its_peak(predictor):
    shifts = LIDOCAINE + SEPTET_OF_METHANOL
    result = _assigned(predictor, "CCN(CC)CC(=O)Nc1c(C)cccc1C", shifts, "CD3OD")
    assert {peak.ppm for peak in result.unassigned} == set(SEPTET_OF_METHANOL)


def test_a_ketone_drawn_for_an_alcohol_is_not_consistent(predictor):
    quinine, quininone = (f"COc1ccc2nccc({group}C3CC4CCN3CC4C=C)c2c1" for group in ("C(O)", "C(=O)"))
    assert _assigned(predictor, quinine, QUININE, "CDCl3").verdict is VerdictCode.CONSISTENT
    assert _assigned(predictor, quininone, QUININE, "CDCl3").verdict is not VerdictCode.CONSISTENT


@pytest.mark.parametrize("smiles, ppm", [("C", 150.0), ("C", -2.3), ("S=C=S", 20.0)])
def test_of_what_the_model_was_not_taught_nothing_is_judged(predictor, smiles, ppm):
    result = _assigned(predictor, smiles, (ppm,))
    assert result.verdict is VerdictCode.DOUBTFUL and result.p_structure is None
