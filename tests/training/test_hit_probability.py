"""Fitting the probability of a retrieved molecule, so that it is well calibrated."""

from dataclasses import replace

import numpy as np
import pytest

from kmaid_nodes.assignment.calibration import HitProbability
from kmaid_nodes.errors import Cancelled
from kmaid_nodes.model.settings import HitProbabilitySettings
from kmaid_nodes.reading.record import Peak, Record
from kmaid_nodes.training.examples import RetrievalData
from kmaid_nodes.training.hit_probability import (
    LIST_FORMS,
    Case,
    Cases,
    as_listed,
    cases_of,
    fit_hit_probability,
    fitted,
    library_in_memory,
)

pytestmark = pytest.mark.slow  # it searches a library

# As fitted to the bundled model.
HITS = HitProbability(weight=0.41, fits=4.91, per_surprise=0.68)
# By name: SMILES and shifts.
KNOWN = {
    "anisole": ("COc1ccccc1", (159.6, 129.4, 129.4, 120.6, 113.9, 113.9, 55.1)),
    "toluene": ("Cc1ccccc1", (137.8, 129.0, 129.0, 128.2, 128.2, 125.3, 21.4)),
    "ethyl acetate": ("CCOC(C)=O", (171.1, 60.4, 21.0, 14.2)),
    "cyclohexanone": ("O=C1CCCCC1", (212.0, 41.9, 41.9, 27.0, 27.0, 25.0)),
}
DATA = RetrievalData(
    {name: smiles for name, (smiles, _) in KNOWN.items()},
    [Record(name, None, tuple(map(Peak, shifts))) for name, (_, shifts) in KNOWN.items()],
)


def test_equal_shifts_are_listed_once_and_multiplicities_left_out_where_wanted():
    toluene = Record("toluene", None, (Peak(21.4, 3), Peak(129.0, 1), Peak(129.0, 1)), "CDCl3")
    forms = {name: as_listed(toluene, *form) for name, form in LIST_FORMS.items()}
    assert forms["as recorded, with multiplicity"] == toluene
    assert [p.hydrogens for p in forms["as recorded, without"].peaks] == [None, None, None]
    assert [p.ppm for p in forms["distinct shifts, without"].peaks] == [21.4, 129.0]
    assert {form.solvent for form in forms.values()} == {"CDCl3"}


def test_every_query_is_searched_with_its_molecule_in_the_library_and_without(bundled):
    cases = cases_of(DATA.queries, library_in_memory(DATA.molecules, bundled), bundled, candidates=10)
    with_molecule = [case for case in cases if case.in_library]
    assert len(with_molecule) == len(KNOWN) * len(LIST_FORMS)
    # Cyclohexanone among the other three: none may explain a peak, and there is nothing to learn from that.
    assert len(with_molecule) / 2 < len(cases) - len(with_molecule) <= len(with_molecule)
    assert all(case.right == case.in_library for case in cases)
    most = max(len(case.likelihood) for case in with_molecule)
    assert most == 1 + max(len(case.likelihood) for case in cases if not case.in_library)


def test_the_probability_of_the_first_candidate_is_that_of_retrieval():
    likelihood, surprise = np.array([-3.0, -4.0, -9.0]), np.array([2.0, 1.0, 0.0])
    hits = HITS
    alone = Case(likelihood[:1], surprise[:1], True, True)
    searches = Cases([Case(likelihood, surprise, True, True), alone], missing=0.2)
    expected = [hits.probabilities(likelihood[:k], surprise[:k])[0] for k in (3, 1)]
    known = [hits.probabilities(likelihood[:k], surprise[:k], 1.0)[0] for k in (3, 1)]
    assert searches.first_probability(hits, 1.0) == pytest.approx(known) and known[1] == 1
    assert searches.first_probability(hits) == pytest.approx(expected)


def test_the_constants_and_how_they_were_fitted_are_reported(bundled):
    settings = HitProbabilitySettings(queries=2)
    hits, about = fit_hit_probability(DATA, bundled, settings)
    assert about["queries"] == 2 and about["library"] == 4 and about["right"] == 1.0
    assert (hits, about) == fit_hit_probability(DATA, bundled, settings)


def test_a_fit_is_likelier_than_the_constants_of_another_model_and_well_calibrated():
    rng = np.random.default_rng(0)
    cases = []
    for _ in range(1000):
        behind = rng.uniform(0, 20)
        right = bool(rng.random() < 1 / (1 + np.exp(-behind / 5)))
        cases.append(Case(np.array([0.0, -behind]), rng.normal(0, 1, 2), right, True))
        cases.append(Case(np.array([0.0, -rng.uniform(0, 20)]), rng.normal(9, 1, 2), False, False))
    searches = Cases(cases, missing=0.2)
    hits = fitted(searches)
    assert hits.weight == pytest.approx(1 / 5, abs=0.05)
    assert searches.loss(hits) < searches.loss(HITS)
    assert searches.calibration_error(hits) < 0.03 < searches.calibration_error(HITS)


def test_a_molecule_that_cannot_be_read_is_left_out_of_the_library(bundled):
    assert len(library_in_memory(DATA.molecules | {"broken": "C1CC"}, bundled)) == 4


def test_the_fit_can_be_stopped_in_each_of_its_parts(bundled):
    shares: list[float] = []
    fit_hit_probability(DATA, bundled, HitProbabilitySettings(), shares.append)
    assert shares == sorted(shares) and len({round(share, 1) for share in shares}) > 3
    for stop_at in (0.0, 0.4, 0.65):

        def stop(share: float, stop_at: float = stop_at) -> None:
            if share >= stop_at:
                raise Cancelled

        with pytest.raises(Cancelled):
            fit_hit_probability(DATA, bundled, HitProbabilitySettings(), stop)


def test_another_seed_chooses_other_queries(bundled):
    settings = HitProbabilitySettings(queries=1)
    chosen = {fit_hit_probability(DATA, bundled, replace(settings, seed=seed))[0] for seed in range(4)}
    assert len(chosen) > 1
