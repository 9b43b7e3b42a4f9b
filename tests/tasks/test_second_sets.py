"""Unlabelled second sets of shifts, of rotamers, isomers and anomers, and lists that only look like one."""

import pytest

from kmaid_nodes.codes.peak_kind import PeakKind
from kmaid_nodes.codes.reading_note import NoteCode
from kmaid_nodes.codes.verdict import VerdictCode
from kmaid_nodes.reading.record import Peak, Record
from kmaid_nodes.report.assignments import AssignmentReport
from kmaid_nodes.tables.assignments import assignment_batch
from kmaid_nodes.tables.summary import summary_batch
from kmaid_nodes.tasks.assign import assign

TWO_SETS = {
    "N-benzyl-N-methylacetamide": (
        "CN(Cc1ccccc1)C(C)=O",
        "171.3 170.5 137.3 136.5 128.9 128.6 128.0 127.6 127.4 126.3 54.3 50.7 35.5 33.8 21.8 21.5",
    ),
    "Boc-Pro-OMe": (
        "COC(=O)C1CCCN1C(=O)OC(C)(C)C",
        "173.8 173.5 154.4 153.8 79.8 79.7 59.1 58.7 52.1 51.9 46.5 46.3 30.8 29.9 28.4 28.3 24.3 23.6",
    ),
    "glucose": (
        "OCC1OC(O)C(O)C(O)C1O",
        "96.8 93.0 76.9 76.7 75.1 73.7 72.4 72.3 70.6 70.5 61.7 61.5",
    ),
    "ethyl crotonate, E and Z": (
        "CC=CC(=O)OCC",
        "166.6 166.2 144.9 144.5 122.7 120.6 60.1 59.7 17.9 15.2 14.2 77.16",
    ),
}
ONE_SET = {
    # Diastereotopic phenyl groups.
    "diphenylprolinol": (
        "OC(c1ccccc1)(c1ccccc1)C1CCCN1",
        "148.2 145.4 128.2 127.9 126.4 126.3 125.9 125.5 77.1 64.5 46.7 26.3 25.5",
    ),
    # Lines of its multiplets.
    "4-fluoroacetophenone": (
        "CC(=O)c1ccc(F)cc1",
        "196.4 166.9 164.5 133.7 133.6 131.0 130.9 115.7 115.5 26.5",
    ),
    # Solvent and ethyl acetate.
    "toluene": ("Cc1ccccc1", "137.9 129.0 128.2 125.3 21.4 77.2 171.4 60.5 21.0 14.2"),
}


def assigned(bundled, smiles, shifts, solvent=None):
    peaks = tuple(Peak(float(ppm)) for ppm in shifts.split())
    (result,) = assign([Record("a", smiles, peaks, solvent)], bundled)
    return result


@pytest.mark.parametrize("name", TWO_SETS)
def test_two_sets_of_shifts_are_suspected_and_said(bundled, name):
    result = assigned(bundled, *TWO_SETS[name])
    kinds = {peak.ppm: peak.kind for peak in result.unassigned}
    assert result.verdict is VerdictCode.CONSISTENT
    assert all(carbon.peak_index is not None for carbon in result.carbons)
    assert {kind for ppm, kind in kinds.items() if ppm != 77.16} == {PeakKind.SECOND_SET}
    assert kinds.get(77.16, PeakKind.SOLVENT) is PeakKind.SOLVENT
    (note,) = result.record.notes
    assert note.code is NoteCode.PERHAPS_TWO_SETS and f"{result.unassigned[0].ppm:g}" in note.words
    (summary,) = summary_batch([result]).to_pylist()
    assert summary["status"] == "every carbon has a peak; perhaps two sets of shifts (rotamers, isomers)"


@pytest.mark.parametrize("name", ONE_SET)
def test_ordinary_lists_are_one_set(bundled, name):
    result = assigned(bundled, *ONE_SET[name])
    assert not result.perhaps_two_sets and not result.record.notes
    assert PeakKind.SECOND_SET not in {peak.kind for peak in result.unassigned}


def test_a_peak_of_the_second_set_names_its_carbon(bundled):
    result = assigned(bundled, *TWO_SETS["Boc-Pro-OMe"])
    carbonyls = {2, 9}
    near = {peak.atom_index for peak in result.unassigned if peak.ppm > 150}
    assert near <= carbonyls
    assert result.unassigned[0].reason.startswith("perhaps carbon")


def test_the_line_of_a_given_solvent_is_never_of_a_second_set(bundled):
    smiles, shifts = TWO_SETS["ethyl crotonate, E and Z"]
    result = assigned(bundled, smiles, shifts, "CDCl3")
    assert result.perhaps_two_sets
    assert [p.kind for p in result.unassigned if p.ppm == 77.16] == [PeakKind.SOLVENT]


def test_the_shifts_of_another_compound_are_no_second_set(bundled):
    _, shifts = TWO_SETS["Boc-Pro-OMe"]
    result = assigned(bundled, "CCCCCCCC(=O)OC", shifts)
    assert not result.perhaps_two_sets and result.verdict is VerdictCode.CONTRADICTED


def test_the_report_says_so_too(bundled):
    report = AssignmentReport(limit=2)
    report.add(assigned(bundled, *TWO_SETS["glucose"]))
    report.add(assigned(bundled, *ONE_SET["toluene"]))
    assert report.html().count("perhaps two sets of shifts") == 1


def pairs_of(result):
    """The two shifts of each carbon, by its place in the structure."""
    return {c.atom_index: {c.ppm, c.second_set_ppm} - {None} for c in result.carbons}


def test_each_carbon_of_a_carbamate_has_its_two_shifts(bundled):
    pairs = pairs_of(assigned(bundled, *TWO_SETS["Boc-Pro-OMe"]))
    assert pairs == {
        0: {52.1, 51.9}, 2: {173.8, 173.5}, 4: {59.1, 58.7}, 5: {30.8, 29.9}, 6: {24.3, 23.6},
        7: {46.5, 46.3}, 9: {154.4, 153.8}, 12: {79.8, 79.7},
        13: {28.4, 28.3}, 14: {28.4, 28.3}, 15: {28.4, 28.3},
    }  # fmt: skip


def test_anomers_differ_most_at_the_anomeric_carbon_and_share_a_peak(bundled):
    shifts = "92.9 73.6 72.3 72.2 70.5 61.5 96.7 76.8 76.6 75.0 61.7"
    pairs = pairs_of(assigned(bundled, "OCC1OC(O)C(O)C(O)C1O", shifts, "D2O"))
    assert pairs[4] == {92.9, 96.7} and pairs[1] == {61.5, 61.7}
    assert {70.5} in pairs.values()


def test_diastereomers_may_be_doubled_at_every_carbon(bundled):
    result = assigned(
        bundled, "CC(O)C(O)CC(=O)OC", "172.9 172.6 71.2 70.9 70.6 70.1 51.9 51.8 38.6 37.9 18.9 17.9"
    )
    assert result.perhaps_two_sets and result.verdict is VerdictCode.CONSISTENT
    assert [len(pair) for pair in pairs_of(result).values()] == [2] * 6


def test_a_list_may_be_doubled_near_the_slow_bond_only(bundled):
    shifts = "173.5 154.4 153.8 79.8 59.1 58.7 52.0 46.5 46.3 30.8 29.9 28.4 24.3 23.6"
    pairs = pairs_of(assigned(bundled, TWO_SETS["Boc-Pro-OMe"][0], shifts))
    assert {atom for atom, pair in pairs.items() if len(pair) == 2} == {4, 5, 6, 7, 9}


def test_the_table_tells_both_shifts_and_the_carbon_of_each_peak(bundled):
    rows = assignment_batch([assigned(bundled, *TWO_SETS["Boc-Pro-OMe"])]).to_pylist()
    carbons = {row["atom_index"]: row for row in rows if row["kind"] == "assigned"}
    seconds = [row for row in rows if row["kind"] == "second_set"]
    assert len(carbons) == 11 and len(seconds) == 9
    for row in seconds:
        assert carbons[row["atom_index"]]["second_set_ppm"] == row["ppm"]
        assert 0 < row["confidence"] <= 1
    assert summary_batch([assigned(bundled, *TWO_SETS["Boc-Pro-OMe"])]).to_pylist()[0]["leftover_peaks"] == 0


def test_the_best_ranked_assignment_is_the_first_set(bundled):
    result = assigned(bundled, *TWO_SETS["Boc-Pro-OMe"])
    best, *_ = result.ranked_assignments(3)
    assert list(best.peak_indices) == [carbon.peak_index for carbon in result.carbons]
