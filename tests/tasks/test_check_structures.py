"""Does the spectrum fit the registered structure? Verdict, reasons, and other structures of the formula."""

from dataclasses import replace

import pytest

from kmaid_nodes.codes.experiment import Experiment
from kmaid_nodes.codes.finding import FindingCode
from kmaid_nodes.codes.traffic_light import TrafficLight
from kmaid_nodes.codes.verdict import VerdictCode
from kmaid_nodes.errors import Cancelled, UserError
from kmaid_nodes.library_building.any_library import library_of_records
from kmaid_nodes.reading.record import Peak, Record
from kmaid_nodes.results.failed_row import FailedRow
from kmaid_nodes.tables.checks import CHECK_SCHEMA, check_batch
from kmaid_nodes.tasks.check_structures import check_structures
from kmaid_nodes.tasks.compared_isomers import CheckSettings
from kmaid_nodes.tasks.retrieve import Search, retrieve
from kmaid_nodes.wording.check import findings_text

PARA, META, ORTHO = "COc1ccc(C=O)cc1", "COc1cccc(C=O)c1", "COc1ccccc1C=O"
# Measured in CDCl3 (SDBS).
OF_PARA = (190.8, 164.6, 131.9, 130.0, 114.3, 55.6)
OF_META = (192.1, 160.1, 137.8, 130.0, 123.4, 121.4, 112.1, 55.4)
ANISALDEHYDES = {"para": PARA, "meta": META, "ortho": ORTHO, "methyl benzoate": "COC(=O)c1ccccc1"}
DIFFERENT = {"ethanol": "CCO", "toluene": "Cc1ccccc1"}
CAMPHOR = (219.7, 57.7, 46.8, 43.3, 43.1, 29.9, 27.1, 19.8, 19.2, 9.3)


def record(structure, *ppm, solvent="CDCl3", hydrogens=None, id="x"):
    counts = hydrogens or [None] * len(ppm)
    return Record(id, structure, tuple(map(Peak, ppm, counts)), solvent, row=0)


def candidates_of(bundled, molecules):
    return library_of_records([Record(name, smiles) for name, smiles in molecules.items()], bundled)


def checked(bundled, one, molecules=None, **settings):
    library = None if molecules is None else candidates_of(bundled, molecules)
    (result,) = check_structures([one], bundled, library, settings=CheckSettings(**settings))
    return result


def codes(result):
    return [finding.code for finding in result.findings]


def test_a_right_structure_is_green_and_says_that_all_is_explained(bundled):
    result = checked(bundled, record(PARA, *OF_PARA, 77.16))
    assert result.light is TrafficLight.GREEN and codes(result) == [FindingCode.ALL_EXPLAINED]
    assert findings_text(result.findings) == "every carbon has a peak and every peak is explained"
    assert (result.foreign_peaks, result.unexplained_ppm, result.missing) == (1, (), ())
    assert result.comparison is None


def test_the_spectrum_of_an_isomer_is_red_and_the_isomer_is_named(bundled):
    result = checked(bundled, record(PARA, *OF_META), ANISALDEHYDES)
    assert result.light is TrafficLight.RED
    best = result.comparison.best
    assert (best.candidate_id, best.smiles) == ("meta", META) and best.better_by > 10
    assert best.probability > 0.9 > result.comparison.probability
    assert result.comparison.rank > 1 and FindingCode.BETTER_ISOMER in codes(result)
    assert "meta, of the same formula, fits better by" in findings_text(result.findings)


def test_the_registered_structure_is_the_best_of_all_of_its_formula(bundled):
    comparison = checked(bundled, record(PARA, *OF_PARA), ANISALDEHYDES | DIFFERENT).comparison
    assert (comparison.others, comparison.rank) == (3, 1)  # its copy among them does not count
    assert comparison.best.better_by < -5 and comparison.probability > 0.9
    assert not comparison.is_clearly_better


def test_it_makes_no_difference_whether_the_structure_is_among_the_candidates(bundled):
    others = {name: smiles for name, smiles in ANISALDEHYDES.items() if smiles != PARA}
    with_it, without = (
        checked(bundled, record(PARA, *OF_META), molecules).comparison
        for molecules in (ANISALDEHYDES, others)
    )
    assert (with_it.rank, with_it.others) == (without.rank, without.others)
    assert with_it.best.better_by == pytest.approx(without.best.better_by, abs=1e-3)
    assert with_it.best.probability == pytest.approx(without.best.probability)


def test_the_comparison_is_that_of_the_ranking_of_isomers(bundled):
    one = record(PARA, *OF_META)
    others = {name: smiles for name, smiles in ANISALDEHYDES.items() if smiles != PARA}
    comparison, library = checked(bundled, one, others).comparison, candidates_of(bundled, others)
    (ranked,) = retrieve([one], library, bundled, Search(10, len(library)))
    scores = {hit.library_id: hit.match_score for hit in ranked.hits}
    assert comparison.best.match_score == pytest.approx(scores["meta"], abs=1e-3)
    assert comparison.rank == ranked.given_rank
    assert comparison.best.better_by == pytest.approx(ranked.hits[0].better_than_given, abs=1e-3)


def test_probabilities_of_structure_and_candidates_are_at_most_one(bundled):
    comparison = checked(bundled, record(PARA, *OF_PARA), {"meta": META}, prior=1.0).comparison
    assert comparison.probability + comparison.best.probability == pytest.approx(1)
    with pytest.raises(UserError, match="prior must be from 0 to 1"):
        CheckSettings(prior=2.0)


def test_stereoisomers_of_the_structure_are_the_structure_itself(bundled):
    flat, right = "CC12CCC(CC1=O)C2(C)C", "CC1(C)[C@@H]2CC[C@@]1(C)C(=O)C2"
    comparison = checked(
        bundled, record(flat, *CAMPHOR), {"R": right, "fenchone": "CC1(C)C(=O)C2(C)CCC1C2"}
    ).comparison
    assert (comparison.others, comparison.rank, comparison.best.candidate_id) == (1, 1, "fenchone")


def test_without_a_candidate_of_the_formula_nothing_is_compared(bundled):
    result = checked(bundled, record(PARA, *OF_PARA), DIFFERENT)
    assert result.comparison.others == 0 and result.comparison.best is None
    (row,) = check_batch([result]).to_pylist()
    assert row["comparison"] == "no other structure of the formula among the candidates"
    assert (row["isomers"], row["rank"], row["best_isomer_id"]) == (0, None, None)


def test_a_consistent_structure_is_yellow_where_an_isomer_fits_clearly_better(bundled):
    lenient = checked(bundled, record(PARA, *OF_PARA), ANISALDEHYDES)
    strict = checked(bundled, record(PARA, *OF_PARA), ANISALDEHYDES, clearly_better=-1000.0)
    assert lenient.molecule.verdict is strict.molecule.verdict is VerdictCode.CONSISTENT
    assert (lenient.light, strict.light) == (TrafficLight.GREEN, TrafficLight.YELLOW)


def test_peaks_that_nothing_explains_are_counted_without_those_of_solvent_and_impurities(bundled):
    result = checked(bundled, record(PARA, *OF_PARA, 77.16, 206.9, 30.9, 45.2, 12.1))
    assert result.unexplained_ppm == (45.2, 12.1) and result.foreign_peaks == 3
    assert result.light is TrafficLight.YELLOW
    assert "two peaks that no carbon explains (45.2, 12.1 ppm)" in findings_text(result.findings)


def test_a_missing_carbon_is_named_by_the_number_that_the_chemist_gave_it(bundled):
    own = replace(record(PARA, *OF_PARA[1:]), numbers="8, -, 1, 2, 3, 4, 5, 6, 7")
    (row,) = check_batch([checked(bundled, own)]).to_pylist()
    unnamed = checked(bundled, record(PARA, *OF_PARA[1:]))
    assert row["missing_carbons"] == len(unnamed.missing) == 1
    assert "C-7" in findings_text(unnamed.findings) and row["findings"].startswith("missing_carbons")


def test_a_carbon_of_another_multiplicity_than_its_peak_is_said(bundled):
    result = checked(bundled, record("CCO", 57.8, 18.3, hydrogens=[2, 1]))
    assert FindingCode.OTHER_MULTIPLICITY in codes(result)
    assert "C-1 has another multiplicity than its peak" in findings_text(result.findings)


def test_one_peak_of_a_large_molecule_is_grey(bundled):
    result = checked(bundled, record("Cc1ccccc1CCCCO", 128.4))
    assert result.light is TrafficLight.GREY and codes(result)[0] is FindingCode.TOO_FEW_PEAKS


def test_a_dept_misses_no_carbon_that_it_cannot_show(bundled):
    one = replace(record(PARA, 190.8, 131.9, 114.3, 55.6), experiment=Experiment.DEPT135)
    result = checked(bundled, one, ANISALDEHYDES)
    assert not result.missing and result.comparison.rank == 1
    assert findings_text(result.findings).startswith("every carbon that the experiment shows has a peak")


def test_a_list_that_is_off_as_a_whole_is_compared_less_its_offset(bundled):
    shifted = record("CC12CCC(CC1=O)C2(C)C", *(ppm + 8 for ppm in CAMPHOR), solvent=None)
    result = checked(
        bundled, shifted, {"fenchone": "CC1(C)C(=O)C2(C)CCC1C2", "carvone": "CC1=CCC(C(C)=C)CC1=O"}
    )
    assert result.molecule.offset_ppm == pytest.approx(8, abs=1.5)
    assert result.comparison.rank == 1 and FindingCode.COMMON_OFFSET in codes(result)
    assert result.deviation_ppm(result.farthest) < 6


def test_the_largest_deviation_is_that_of_its_atom(bundled):
    result = checked(bundled, record(PARA, *OF_PARA[:-1], 58.6))
    assert result.farthest.atom_index == 0
    assert result.deviation_ppm(result.farthest) == pytest.approx(abs(58.6 - result.farthest.predicted_ppm))


def test_rows_that_cannot_be_used_have_the_reason_and_leave_the_others_alone(bundled):
    records = [
        record("C1CC", 20.0),
        record(PARA, *OF_PARA),
        Record("none", PARA, None),
        Record("empty", PARA, ()),
        record("[Na+].[Cl-]", 20.0),
        record(PARA, *OF_META),
    ]
    results = list(check_structures(records, bundled, candidates_of(bundled, ANISALDEHYDES)))
    assert [isinstance(result, FailedRow) for result in results] == [True, False, True, True, True, False]
    rows = check_batch(results).to_pylist()
    assert [row["error_code"] for row in rows] == [
        *("invalid_smiles", None, "no_peak_list", "empty_peak_list", "no_carbon", None)
    ]
    assert [row["light"] for row in rows] == [None, "green", None, None, None, "red"]
    assert rows[0]["verdict"] is None and rows[0]["error"]


def test_every_table_has_the_announced_schema_also_an_empty_one(bundled):
    assert check_batch([]).schema.equals(CHECK_SCHEMA) and len(check_batch([])) == 0


def test_candidates_that_cannot_be_read_are_left_out(bundled):
    library = candidates_of(bundled, ANISALDEHYDES | {"broken": "C1CC", "water": "O"})
    (result,) = check_structures([record(PARA, *OF_PARA)], bundled, library)
    assert result.comparison.others == 3 and library.left_out == 2


def test_a_library_of_spectra_is_refused_before_anything_is_done(bundled):
    from kmaid_nodes.retrieval.library import load_library
    from kmaid_nodes.tables.embeddings import embedding_batch
    from kmaid_nodes.tasks.embed import embed_spectra

    batch = embedding_batch(embed_spectra([record(None, *OF_PARA)], bundled))
    library = load_library([batch], bundled.length)
    with pytest.raises(UserError, match="candidates have no structures"):
        next(check_structures([record(PARA, *OF_PARA)], bundled, library))


def test_progress_counts_the_rows_and_may_stop(bundled):
    done = []
    list(check_structures([record(PARA, *OF_PARA)] * 20, bundled, progress=done.append))
    assert done == sorted(done) and done[-1] == 20

    def stop(rows):
        raise Cancelled

    with pytest.raises(Cancelled):
        list(check_structures([record(PARA, *OF_PARA)], bundled, progress=stop))


def test_a_model_without_probabilities_still_checks(predictor):
    library = library_of_records([Record("meta", META)], predictor)
    (result,) = check_structures([record(PARA, *OF_PARA)], predictor, library)
    assert result.comparison.others == 1 and result.comparison.probability is None
    assert result.comparison.match_score is not None


def test_a_consistent_structure_of_low_probability_is_yellow_where_green_asks_for_more(bundled):
    one = record(PARA, *OF_PARA)
    usual, strict = checked(bundled, one), checked(bundled, one, green_from=0.9999)
    assert (usual.light, strict.light) == (TrafficLight.GREEN, TrafficLight.YELLOW)
    assert FindingCode.LOW_PROBABILITY in codes(strict) and FindingCode.LOW_PROBABILITY not in codes(usual)
    wrong = checked(bundled, record(PARA, *OF_META), green_from=0.9999)
    assert wrong.light is TrafficLight.RED and FindingCode.LOW_PROBABILITY not in codes(wrong)
    with pytest.raises(UserError, match="green_from must be from 0 to 1"):
        CheckSettings(green_from=1.5)
