"""Fitting the probability that a list and a structure belong together."""

from dataclasses import replace

import numpy as np
import pytest

from kmaid_nodes.assignment.structure_evidence import AGAINST, CONTEXT
from kmaid_nodes.chemistry.structure import parse_structure
from kmaid_nodes.codes.verdict import VerdictCode
from kmaid_nodes.errors import Cancelled
from kmaid_nodes.model.model_file import load_model
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.model.settings import StructureProbabilitySettings
from kmaid_nodes.reading.record import Peak, Record
from kmaid_nodes.training.examples import RetrievalData
from kmaid_nodes.training.structure_pairs import (
    NEIGHBOUR,
    UNRELATED,
    Neighbours,
    StructurePairs,
    candidates_of,
    structure_pairs,
)
from kmaid_nodes.training.structure_probability import (
    calibration_error,
    fit_structure_probability,
)

QUICK = StructureProbabilitySettings(units=4, epochs=60, folds=2, contradicted=0.05, doubtful=0.1)
ISOMERS = {
    "ethyl acetate": "CCOC(C)=O",
    "methyl propionate": "CCC(=O)OC",
    "butyric acid": "CCCC(=O)O",
    "toluene": "Cc1ccccc1",
}


def _pairs(spectra=2000, seed=0):
    """Pairs of which the wrong ones have more unexplained peaks."""
    generator = np.random.default_rng(seed)
    right = np.tile([True, False], spectra)
    vectors = generator.normal(0, 1, (2 * spectra, len(AGAINST) + len(CONTEXT)))
    unexplained = AGAINST.index("unexplained")
    vectors[:, unexplained] = np.log1p(generator.poisson(np.where(right, 0.3, 3.0)))
    number = np.repeat(np.arange(spectra), 2)
    return StructurePairs(vectors, right, np.ones(2 * spectra), number, number, np.ones(2 * spectra, bool))


def test_the_probability_falls_with_unexplained_peaks_and_is_calibrated():
    fitted, about = fit_structure_probability(_pairs(), QUICK)
    vectors = np.zeros((4, len(AGAINST) + len(CONTEXT)))
    vectors[:, AGAINST.index("unexplained")] = np.log1p([0, 1, 3, 10])
    probabilities = fitted.probabilities(vectors)
    assert (np.diff(probabilities) < 0).all() and probabilities[0] > 0.7 > 0.3 > probabilities[3]
    other = _pairs(seed=1)
    assert calibration_error(fitted.probabilities(other.vectors), other.right, other.weight) < 0.1
    assert about["spectra"] == 2000 and about["pairs"] == 4000


def test_the_limits_leave_the_wanted_shares_of_right_structures():
    pairs = _pairs()
    fitted, _ = fit_structure_probability(pairs, QUICK)
    verdicts = [fitted.verdict(p) for p in fitted.probabilities(pairs.vectors[pairs.right])]
    contradicted = verdicts.count(VerdictCode.CONTRADICTED) / len(verdicts)
    doubtful = verdicts.count(VerdictCode.DOUBTFUL) / len(verdicts)
    assert contradicted < 0.12 and 0.03 < doubtful < 0.25


def test_the_same_pairs_give_the_same_network():
    assert fit_structure_probability(_pairs(), QUICK) == fit_structure_probability(_pairs(), QUICK)


def test_a_fit_can_be_cancelled():
    def stop():
        raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        fit_structure_probability(_pairs(), QUICK, stop)


def test_calibration_error_is_the_distance_of_probabilities_from_shares():
    right = np.array([True] * 6 + [False] * 4)
    assert calibration_error(np.full(10, 0.6), right, np.ones(10)) == pytest.approx(0.0)
    assert calibration_error(np.full(10, 0.9), right, np.ones(10)) == pytest.approx(0.3)


def test_the_neighbour_of_an_ester_is_another_ester_of_its_formula():
    own = parse_structure(ISOMERS["ethyl acetate"])
    neighbour = Neighbours(ISOMERS).nearest(own, "ethyl acetate")
    assert neighbour.smiles == parse_structure(ISOMERS["methyl propionate"]).smiles
    assert Neighbours(ISOMERS).nearest(parse_structure(ISOMERS["toluene"]), "toluene") is None


def test_candidates_are_of_every_kind_and_never_the_compound_itself():
    own = parse_structure(ISOMERS["ethyl acetate"])
    found = candidates_of(own, "ethyl acetate", Neighbours(ISOMERS), np.random.default_rng(0))
    assert {NEIGHBOUR, UNRELATED, "group_too_few", "homologue"} <= set(found)
    assert own.smiles not in {each.smiles for each in found.values()}
    assert (
        candidates_of(own, "x", Neighbours({}), np.random.default_rng(0))
        .keys()
        .isdisjoint({NEIGHBOUR, UNRELATED})
    )


def test_pairs_of_a_spectrum_are_its_own_structure_and_wrong_ones():
    predictor = Predictor(load_model())
    query = Record("ethyl acetate", ISOMERS["ethyl acetate"], tuple(map(Peak, (171.1, 60.4, 21.0, 14.2))))
    broken = replace(query, id="broken", structure="C1CC")
    data = RetrievalData(ISOMERS, [query, broken])
    pairs = structure_pairs(data, predictor, [query, broken], seed=0)
    assert set(pairs.spectrum.tolist()) == {0}
    for listed in np.split(np.arange(len(pairs.right)), 2):
        assert pairs.right[listed].sum() == 1
        assert pairs.weight[listed][~pairs.right[listed]].sum() == pytest.approx(1.0)
    assert np.isfinite(pairs.vectors).all()


def test_without_usable_spectra_there_are_no_pairs():
    pairs = structure_pairs(RetrievalData({}, []), Predictor(load_model()), [], seed=0)
    assert len(pairs.right) == 0 and pairs.vectors.shape == (0, len(AGAINST) + len(CONTEXT))
