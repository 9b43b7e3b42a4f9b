"""The probability that a list and a structure belong together."""

from dataclasses import asdict, replace

import numpy as np
import pytest

from kmaid_nodes.assignment.structure_evidence import AGAINST, CONTEXT, Against
from kmaid_nodes.assignment.structure_probability import StructureProbability
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


def _assigned(predictor, smiles, shifts):
    (result,) = assign([Record("x", smiles, tuple(Peak(ppm) for ppm in shifts))], predictor)
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
