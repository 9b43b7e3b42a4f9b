"""Candidates ranked by how they explain a peak list."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from kmaid_nodes.assignment.calibration import HitProbability
from kmaid_nodes.assignment.costs import PeakList, PredictedCarbons
from kmaid_nodes.assignment.solution import solve_assignment
from kmaid_nodes.chemistry.structure import parse_structure
from kmaid_nodes.library_building.any_library import library_of_records
from kmaid_nodes.reading.record import Peak, Record
from kmaid_nodes.retrieval.filters import Filter
from kmaid_nodes.retrieval.library import load_library
from kmaid_nodes.retrieval.ranking import CandidateRanking, log_likelihood
from kmaid_nodes.tables.embeddings import embedding_batch
from kmaid_nodes.tables.hits import hit_batch
from kmaid_nodes.tasks import retrieve as retrieve_task
from kmaid_nodes.tasks.embed import embed_molecules
from kmaid_nodes.tasks.retrieve import Search, retrieve

# As fitted to the bundled model.
HITS = HitProbability(weight=0.41, fits=4.91, per_surprise=0.68)
# Butyl acetate and isomers of it, and strangers.
SMILES = ["CCCCOC(C)=O", "CC(=O)OCC(C)C", "CCCC(=O)OCC", "CCOC(=O)C(C)C", "Cc1ccccc1", "CCCCCC", "OCC(O)CO"]
BUTYL_ACETATE = tuple(Peak(p) for p in (171.2, 64.4, 30.7, 20.9, 19.1, 13.7))


def carbons(*ppm: float) -> PredictedCarbons:
    count = len(ppm)
    return PredictedCarbons(np.array(ppm), np.ones(count), np.zeros(count, int), np.arange(count))


def listed(*ppm: float) -> PeakList:
    return PeakList(np.array(ppm), np.full(len(ppm), 4), np.zeros(len(ppm), int))


def ranking_of(peaks: PeakList, known: dict[int, PredictedCarbons]) -> CandidateRanking:
    return CandidateRanking(list(known), [0.5] * len(known), list(known.values()), peaks, HITS)


@pytest.fixture(scope="module")
def library(bundled):
    records = [Record(str(n), text) for n, text in enumerate(SMILES)]
    return library_of_records(records, bundled)


def hits(bundled, library, peaks=BUTYL_ACETATE, formula=None, **options) -> list[dict]:
    query = Record("q", None, peaks, formula=formula)
    return hit_batch(retrieve([query], library, bundled, Search(**options))).to_pylist()


def test_the_molecule_whose_shifts_explain_the_list_comes_first():
    ranked = ranking_of(
        listed(20.1, 55.2), {7: carbons(20.0, 75.0), 8: carbons(20.2, 55.0), 9: carbons(20.0, 55.1, 90.0)}
    ).candidates()
    assert [c.position for c in ranked] == [8, 9, 7]
    assert [c.matched for c in ranked][:2] == [2, 2]
    assert ranked[0].probability > ranked[1].probability
    assert sum(c.probability for c in ranked) < 1


def test_without_constants_for_it_candidates_have_no_probability_and_are_ranked_the_same():
    peaks, known = listed(20.1, 55.2), {7: carbons(20.0, 75.0), 8: carbons(20.2, 55.0)}
    with_constants = ranking_of(peaks, known).candidates()
    without = CandidateRanking(list(known), [0.5] * 2, list(known.values()), peaks, None).candidates()
    assert without == [replace(candidate, probability=None) for candidate in with_constants]


def test_those_near_the_best_are_looked_at_closer_and_nobody_else_counts_for_more():
    known = {7: carbons(20.0, 55.0), 8: carbons(20.0, 54.0), 9: carbons(20.0, 90.0)}
    ranking = ranking_of(listed(20.0, 55.0), known)
    assert [c.position for c in ranking.candidates()] == [7, 8, 9]
    assert ranking.near == [7, 8]
    ranking.refine({7: carbons(20.0, 57.0)})  # nothing more is known of 8
    ranked = ranking.candidates()
    assert [c.position for c in ranked] == [8, 7, 9]
    assert ranked[2].likelihood <= ranked[1].likelihood < ranked[0].likelihood


def test_those_not_looked_at_keep_their_order_and_distances():
    known = {1: carbons(20.0, 55.0), 2: carbons(20.0, 80.0), 3: carbons(20.0, 85.0)}
    ranking = ranking_of(listed(20.0, 55.0), known)
    before = {c.position: c.likelihood for c in ranking.candidates()}
    assert ranking.near == [1]
    ranking.refine({1: carbons(58.0, 150.0)})  # the best turns out to be bad
    after = {c.position: c.likelihood for c in ranking.candidates()}
    assert after[2] - after[3] == pytest.approx(before[2] - before[3])
    assert after[1] < before[2] and after[2] <= after[1]


def test_what_is_looked_at_closer_has_its_new_assignment():
    ranking = ranking_of(listed(20.0, 55.0), {1: carbons(20.0, 54.0, 110.0)})
    (before,) = ranking.candidates()
    ranking.refine({1: carbons(20.0, 150.0, 110.0)})
    (after,) = ranking.candidates()
    assert (before.matched, after.matched) == (2, 1)


def test_a_list_that_repeats_shifts_is_compared_with_every_carbon_another_with_every_class():
    toluene = PredictedCarbons(
        np.array([21.4, 137.8, 129.1, 129.1, 128.3, 128.3, 125.4]),
        np.full(7, 1.0),
        np.zeros(7, int),
        np.array([0, 1, 2, 2, 3, 3, 4]),
    )
    every_carbon = listed(*toluene.ppm)
    every_class = listed(21.4, 137.8, 129.1, 128.3, 125.4)
    for peaks in (every_carbon, every_class):
        solution = solve_assignment(toluene, peaks)
        (only,) = ranking_of(peaks, {1: toluene}).candidates()
        assert only.likelihood == pytest.approx(log_likelihood(solution, toluene), abs=1e-4)


def test_without_candidates_there_is_nothing_to_look_at():
    nobody = ranking_of(listed(20.0), {})
    nobody.refine({})
    assert nobody.near == nobody.candidates() == []


def test_shifts_that_lie_elsewhere_on_the_whole_count_against_a_molecule():
    known = {1: carbons(20.0, 60.0), 2: carbons(23.0, 63.0)}
    here, there = ranking_of(listed(20.0, 60.0), known).candidates()
    solution = solve_assignment(known[2], listed(20.0, 60.0))
    assert here.position == 1
    assert there.likelihood == pytest.approx(log_likelihood(solution, known[2]) - 0.3 * 3.0, abs=1e-4)


def unique(*members: int) -> PredictedCarbons:
    """Classes at 20, 55 and 90 ppm of so many carbons each."""
    classes = np.repeat(np.arange(len(members)), members)
    ppm = np.array([20.0, 55.0, 90.0])[classes]
    return PredictedCarbons(ppm, np.ones(len(ppm)), np.zeros(len(ppm), int), classes)


@pytest.mark.parametrize(
    "ppm, likelier, other",
    [
        ((20.0, 55.0), unique(1, 1), unique(1, 1, 1)),  # as many shifts as peaks
        ((20.0, 20.0, 55.0), unique(2, 1), unique(2, 2)),  # repeated shifts: every carbon is listed
        ((20.0, 55.0), unique(2, 1), unique(2, 1, 1)),  # none repeated: every class may be listed once
    ],
)
def test_a_molecule_that_should_show_as_many_peaks_as_are_listed_is_likelier(ppm, likelier, other):
    def likelihood(expected: PredictedCarbons) -> float:
        solution = solve_assignment(expected, listed(*ppm))
        return log_likelihood(solution, expected) + solution.cost

    assert likelihood(likelier) == 0
    assert likelihood(other) == -2


def test_an_incomplete_list_costs_no_more_than_three_entries():
    expected = carbons(20.0, 55.0, 90.0, 110.0, 130.0, 150.0)
    solution = solve_assignment(expected, listed(20.0))
    assert log_likelihood(solution, expected) == pytest.approx(-solution.cost - 6)


def test_the_probability_says_when_nothing_fits():
    alone = np.array([-15.0])
    assert HITS.probabilities(alone, np.array([0.0]))[0] > 0.95
    assert HITS.probabilities(alone, np.array([12.0]))[0] < 0.05
    even = HITS.probabilities(np.array([-15.0, -15.0]), np.array([0.0, 0.0]))
    assert even == pytest.approx([0.5, 0.5], abs=0.02) and even.sum() < 1
    assert len(HITS.probabilities(np.zeros(0), np.zeros(0))) == 0


@pytest.mark.slow
def test_the_densities_of_all_members_decide_between_those_near_the_best(bundled, library, monkeypatch):
    refined: list[set[int]] = []
    as_predicted = retrieve_task.carbons_with_densities

    def mirrored(searched, positions, predictor):
        refined.append(set(positions))
        known = as_predicted(searched, positions, predictor)
        return {p: replace(c, log_density=c.log_density[:, ::-1]) if p == 0 else c for p, c in known.items()}

    as_it_is = hits(bundled, library, top=7)
    assert as_it_is[0]["smiles"] == SMILES[0]
    monkeypatch.setattr(retrieve_task, "carbons_with_densities", mirrored)
    otherwise = hits(bundled, library, top=7)
    assert 0 in refined[0] and len(refined[0]) < len(SMILES)
    assert otherwise[0]["match_score"] < as_it_is[0]["match_score"] - 10


def test_candidates_looked_at_closer_have_the_hydrogens_and_classes_of_their_structures(bundled, library):
    known = retrieve_task.carbons_with_densities(library, [0, 4], bundled)
    toluene = parse_structure(SMILES[4])
    assert known[4].hydrogens.tolist() == toluene.hydrogens.tolist()
    assert known[4].symmetry_class.tolist() == toluene.symmetry_class.tolist()
    unreadable = replace(library, smiles=pa.array(["no molecule"] * len(SMILES), pa.large_string()))
    assert retrieve_task.carbons_with_densities(unreadable, [0, 4], bundled) == {}


def test_a_library_without_the_molecule_says_so(bundled, library):
    butanone = tuple(Peak(p) for p in (209.3, 36.9, 29.4, 7.9))
    assert sum(row["probability"] for row in hits(bundled, library, butanone)) < 0.5


def test_isomers_are_told_apart(bundled, library):
    rows = hits(bundled, library, top=4)
    assert rows[0]["smiles"] == SMILES[0] and rows[0]["matched_peaks"] == 6 == rows[0]["peaks"]
    assert rows[0]["match_score"] > rows[1]["match_score"]
    assert rows[0]["probability"] > 0.5


def test_shifts_of_the_library_and_those_predicted_now_rank_alike(bundled, library):
    records = [Record(str(n), text) for n, text in enumerate(SMILES)]
    bare = embedding_batch(embed_molecules(records, bundled)).select(["id", "smiles", "embedding"])
    without = hits(bundled, load_library([bare], bundled.length), top=2)
    assert [row["smiles"] for row in without] == [row["smiles"] for row in hits(bundled, library, top=2)]


def test_without_ranking_the_order_is_that_of_the_embeddings(bundled, library):
    rows = hits(bundled, library, rerank=0)
    scores = [row["score"] for row in rows]
    assert scores == sorted(scores, reverse=True)
    assert {row["match_score"] for row in rows} == {row["probability"] for row in rows} == {None}


def test_filters_leave_out_what_cannot_be(bundled, library):
    assert {row["smiles"] for row in hits(bundled, library, only=Filter(formula="C6H12O2"))} == set(
        SMILES[:4]
    )
    assert [row["smiles"] for row in hits(bundled, library, only=Filter(required=("c1ccccc1",)))] == [
        SMILES[4]
    ]
    (nothing,) = hits(bundled, library, only=Filter(formula="C99H99"))
    assert nothing["error_code"] == "no_molecule_passes" and nothing["library_id"] is None


def test_the_querys_own_formula_can_be_asked_for(bundled, library):
    rows = hits(bundled, library, formula="C6H14", same_formula=True)
    assert [row["smiles"] for row in rows] == ["CCCCCC"]
    (garbled,) = hits(bundled, library, formula="six carbons", same_formula=True)
    assert "not a molecular formula" in garbled["error"]
    assert len(hits(bundled, library, same_formula=True)) == 7
