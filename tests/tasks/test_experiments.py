"""DEPT and HSQC lists as what they are: carbons without hydrogen are neither missing nor held against it."""

from dataclasses import replace

import pytest

from kmaid_nodes.codes.experiment import Experiment
from kmaid_nodes.codes.flag import CarbonFlag
from kmaid_nodes.codes.peak_kind import PeakKind
from kmaid_nodes.codes.verdict import VerdictCode
from kmaid_nodes.library_building.any_library import library_of_records
from kmaid_nodes.reading.record import Peak, Record
from kmaid_nodes.report.assignments import AssignmentReport
from kmaid_nodes.tables.assignments import assignment_batch
from kmaid_nodes.tables.summary import summary_batch
from kmaid_nodes.tasks.assign import assign
from kmaid_nodes.tasks.retrieve import Search, retrieve

# Eugenol in CDCl3, and what its DEPT-135 shows.
EUGENOL = "COc1cc(CC=C)ccc1O"
DEPT_135 = (137.8, 121.2, 115.5, 114.2, 111.0, 55.9, 39.9)
DEPT_90 = (137.8, 121.2, 114.2, 111.0)


def record(ppm, experiment, **values):
    return Record("eugenol", EUGENOL, tuple(map(Peak, ppm)), "CDCl3", experiment=experiment, **values)


def test_a_dept_135_of_eugenol_is_consistent_and_complete(bundled):
    (result,) = assign([record(DEPT_135, Experiment.DEPT135)], bundled)
    assert result.verdict is VerdictCode.CONSISTENT and not result.unassigned
    rows = {row["atom_index"]: row for row in assignment_batch([result]).to_pylist()}
    unseen = {atom for atom, row in rows.items() if row["kind"] == "not_in_experiment"}
    assert unseen == {2, 4, 10}
    for atom in unseen:
        assert rows[atom]["status"] == "no peak: not seen in a DEPT-135"
        assert rows[atom]["flags"] == "not_in_experiment"
        assert rows[atom]["peak_index"] is None and rows[atom]["alternatives"] is None
    (summary,) = summary_batch([result]).to_pylist()
    assert summary["status"] == "every carbon seen in a DEPT-135 has a peak"
    assert (summary["carbons"], summary["assigned"]) == (10, 7)
    assert summary["acs_text"].startswith("DEPT-135 (CDCl3) δ 137.8 (CH, C-7)")


def test_the_report_names_the_experiment(bundled):
    report = AssignmentReport(limit=2)
    kinds = (Experiment.DEPT135, Experiment.CARBON)
    for result in assign([record(DEPT_135, kind) for kind in kinds], bundled):
        report.add(result)
    assert report.html().count("7 peaks; DEPT-135 in CDCl3") == 1
    assert "no peak: not seen in a DEPT-135" in report.html()


def test_the_same_peaks_of_an_hsqc_lacking_one(bundled):
    (result,) = assign([record(DEPT_135[1:], Experiment.HSQC)], bundled)
    (summary,) = summary_batch([result]).to_pylist()
    assert summary["status"] == "1 of 7 carbons seen in an HSQC without a peak"
    assert result.verdict is VerdictCode.CONSISTENT


def test_a_dept_90_shows_four_carbons_of_eugenol(bundled):
    (result,) = assign([record(DEPT_90, Experiment.DEPT90)], bundled)
    assert result.verdict is VerdictCode.CONSISTENT
    shown = [carbon for carbon in result.carbons if carbon.not_shown_by is None]
    assert len(shown) == 4 and all(carbon.hydrogens == 1 and carbon.ppm is not None for carbon in shown)


def test_the_deuterated_solvent_does_not_show_in_a_dept(bundled):
    peaks = (Peak(204.6), Peak(39.5), Peak(41.1), Peak(15.5))
    kinds = {}
    for experiment in (Experiment.CARBON, Experiment.DEPT135):
        isobutanal = Record("a", "CC(C)C=O", peaks, "DMSO-d6", experiment=experiment)
        (result,) = assign([isobutanal], bundled)
        kinds[experiment] = {peak.ppm: peak.kind for peak in result.unassigned}
    assert kinds[Experiment.CARBON][39.5] is PeakKind.SOLVENT
    assert kinds[Experiment.DEPT135][39.5] is PeakKind.UNEXPLAINED


def test_a_dept_135_of_its_positive_peaks_lacks_the_ch2_of_mebeverine(bundled):
    # Mebeverine in CD3OD, as Mnova's NMReDATA export lists its DEPT-135.
    mebeverine = "COc1ccc(CC(C)N(CC)CCCCOC(=O)c2ccc(OC)c(OC)c2)cc1"
    ppm = (110.58, 123.52, 112.01, 55.15, 55.12, 60.38, 9.53, 11.80, 130.07, 113.96, 54.33)
    peaks = tuple(map(Peak, ppm))
    (result,) = assign([Record("mebeverine", mebeverine, peaks, experiment=Experiment.DEPT135)], bundled)
    assert result.verdict is VerdictCode.CONSISTENT
    unlisted = [carbon for carbon in result.carbons if CarbonFlag.NEGATIVE_NOT_LISTED in carbon.flags]
    assert len(unlisted) == 6 and all(carbon.hydrogens == 2 for carbon in unlisted)
    (summary,) = summary_batch([result]).to_pylist()
    assert summary["status"] == "every carbon seen in a DEPT-135 as a positive peak has a peak"
    assert "positive peaks" in unlisted[0].status and not unlisted[0].is_missing


def test_a_dept_of_something_else_still_contradicts(bundled):
    ketone = replace(record((211.0, 95.0, 20.0), Experiment.DEPT135), structure="Cc1ccccc1")
    (result,) = assign([ketone], bundled)
    assert result.verdict is VerdictCode.CONTRADICTED


def test_ranked_assignments_of_a_dept_list_have_a_row_for_each_carbon(bundled):
    (result,) = assign([record(DEPT_135, Experiment.DEPT135)], bundled)
    for ranked in result.ranked_assignments(5):
        assert len(ranked.peak_indices) == 10
        assert sum(peak is None for peak in ranked.peak_indices) >= 3


@pytest.mark.parametrize("experiment", [Experiment.DEPT135, Experiment.HSQC])
def test_isomers_are_not_charged_for_carbons_that_a_dept_cannot_show(bundled, experiment):
    smiles = [EUGENOL, "COc1cc(C=CC)ccc1O", "OCCCc1ccc2OCCc2c1", "CCCC(=O)Oc1ccccc1"]
    library = library_of_records([Record(str(n), text) for n, text in enumerate(smiles)], bundled)
    as_full_list, as_it_is = (
        next(iter(retrieve([record(DEPT_135, kind)], library, bundled, Search(top=4))))
        for kind in (Experiment.CARBON, experiment)
    )
    assert as_it_is.hits[0].library_id == "0"
    scores = [
        next(hit.match_score for hit in result.hits if hit.library_id == "0")
        for result in (as_full_list, as_it_is)
    ]
    assert scores[1] > scores[0] + 3 * 1.5  # three carbons, each at what a missing one costs


def test_a_dept_90_of_a_structure_without_ch_contradicts_it_and_does_not_stop_the_table(bundled):
    shifts = tuple(Peak(ppm) for ppm in (30.1, 40.2, 50.3, 60.4, 70.5, 80.6, 90.7))
    records = [
        Record(name, smiles, shifts, experiment=Experiment.DEPT90)
        for name, smiles in (("hexadecane", "C" * 16), ("acetone", "CC(C)=O"), ("cumene", "CC(C)c1ccccc1"))
    ]
    results = list(assign(records, bundled))
    assert [result.record.id for result in results] == ["hexadecane", "acetone", "cumene"]
    assert results[0].verdict is VerdictCode.CONTRADICTED


def test_lists_of_a_dept_have_no_structure_probability(bundled):
    (result,) = assign([record(DEPT_135, Experiment.DEPT135)], bundled)
    assert result.p_structure is None
