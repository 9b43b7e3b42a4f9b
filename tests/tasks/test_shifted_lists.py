"""Lists whose shifts are all off by the same amount, and lists that only seem to be."""

from dataclasses import replace

import pytest

from kmaid_nodes.assignment.settings import DEFAULT_SETTINGS
from kmaid_nodes.codes.experiment import Experiment
from kmaid_nodes.codes.flag import CarbonFlag
from kmaid_nodes.codes.peak_kind import PeakKind
from kmaid_nodes.codes.reading_note import NoteCode
from kmaid_nodes.codes.verdict import VerdictCode
from kmaid_nodes.reading.record import Peak, Record
from kmaid_nodes.report.assignments import AssignmentReport
from kmaid_nodes.results.read_as import read_as
from kmaid_nodes.tables.assignments import assignment_batch
from kmaid_nodes.tables.summary import summary_batch
from kmaid_nodes.tasks.assign import assign

# Recorded in CDCl3.
COMPOUNDS = {
    "menthol": ("CC(C)C1CCC(C)CC1O", "71.4 50.1 45.1 34.5 31.6 25.8 23.1 22.2 21.0 16.1"),
    "vanillin": ("O=Cc1ccc(O)c(OC)c1", "191.0 151.8 147.2 129.8 127.5 114.5 108.8 56.1"),
    "caffeine": ("Cn1cnc2c1c(=O)n(C)c(=O)n2C", "155.4 151.7 148.7 141.4 107.6 33.6 29.7 27.9"),
    "ethyl cinnamate": (
        "CCOC(=O)C=Cc1ccccc1",
        "167.0 144.6 134.5 130.2 128.9 128.0 118.3 60.5 14.3",
    ),
}


def assigned(bundled, smiles, shifts, offset=0.0, solvent=None, experiment=Experiment.CARBON, settings=None):
    peaks = tuple(Peak(round(float(ppm) + offset, 2)) for ppm in shifts.split())
    record = Record("a", smiles, peaks, solvent, experiment=experiment)
    (result,) = assign([record], bundled, settings=settings or DEFAULT_SETTINGS)
    return result


def peaks_of(result):
    return [carbon.peak_index for carbon in result.carbons]


@pytest.mark.parametrize("offset", [5.95, -4.0])
@pytest.mark.parametrize("name", COMPOUNDS)
def test_a_list_that_is_off_by_a_constant_is_assigned_as_if_it_were_not(bundled, name, offset):
    right, shifted = assigned(bundled, *COMPOUNDS[name]), assigned(bundled, *COMPOUNDS[name], offset)
    assert shifted.offset_ppm == pytest.approx(offset, abs=0.8)
    assert shifted.verdict is VerdictCode.CONSISTENT and all(
        c.peak_index is not None for c in shifted.carbons
    )
    same = [one == other for one, other in zip(peaks_of(shifted), peaks_of(right))]
    assert sum(same) >= 0.6 * len(same)  # the rest are neighbours that are uncertain anyway


@pytest.mark.parametrize("name", COMPOUNDS)
def test_a_list_that_is_right_is_never_shifted(bundled, name):
    for blur in (0.0, 0.4, -0.4):
        result = assigned(bundled, *COMPOUNDS[name], blur)
        assert result.offset_ppm == 0.0
        assert NoteCode.COMMON_OFFSET not in {note.code for note in result.record.notes}


def test_shifts_are_told_as_the_list_has_them_and_the_offset_is_told(bundled):
    result = assigned(bundled, *COMPOUNDS["menthol"], 5.95)
    listed = {peak.ppm for peak in result.peaks}
    assert {carbon.ppm for carbon in result.carbons} <= listed
    assert not any(CarbonFlag.FAR_FROM_PREDICTION in carbon.flags for carbon in result.carbons)
    words = f"{result.offset_ppm:.1f} ppm too high"
    assert f"all shifts seem to be about {words} (check the referencing)" in read_as(result.record)
    assert set(assignment_batch([result]).column("offset_ppm").to_pylist()) == {result.offset_ppm}
    assert summary_batch([result]).column("offset_ppm").to_pylist() == [result.offset_ppm]
    report = AssignmentReport(1)
    report.add(result)
    assert f"all shifts seem to be about {words}" in report.html()


def test_tables_have_no_offset_where_there_is_none(bundled):
    result = assigned(bundled, *COMPOUNDS["menthol"])
    assert assignment_batch([result]).column("offset_ppm").null_count == 10
    assert summary_batch([result]).column("offset_ppm").to_pylist() == [None]


def test_the_line_of_the_solvent_tells_the_offset(bundled):
    smiles, shifts = COMPOUNDS["vanillin"]
    result = assigned(bundled, smiles, shifts + " 77.16", 5.94, "CDCl3")
    assert result.offset_ppm == pytest.approx(5.94, abs=0.1)
    (solvent,) = result.unassigned
    assert (solvent.ppm, solvent.kind, solvent.solvent) == (83.1, PeakKind.SOLVENT, "CDCl3")


def test_a_solvent_taken_for_another_is_noticed(bundled):
    """DMSO-d6 at 39.5 ppm, set to the 77.2 ppm of CDCl3."""
    smiles, shifts = COMPOUNDS["menthol"]
    result = assigned(bundled, smiles, shifts + " 39.5", 37.7)
    assert result.offset_ppm == pytest.approx(37.7, abs=0.8)
    assert peaks_of(result) == peaks_of(assigned(bundled, smiles, shifts + " 39.5"))


def test_the_lines_of_a_multiplet_keep_their_centre(bundled):
    smiles = "CC(CO)c1ccc(F)cc1"
    result = assigned(bundled, smiles, "163.1 159.9 139.6 128.9 115.4 68.5 41.7 17.6", 6.0)
    assert result.offset_ppm == pytest.approx(6.0, abs=1.0)
    (centre,) = {c.multiplet_centre_ppm for c in result.carbons if c.multiplet_centre_ppm}
    assert centre == pytest.approx(167.5, abs=0.1)


def test_a_dept_can_be_shifted(bundled):
    result = assigned(
        bundled, *COMPOUNDS["menthol"], offset=6.0, solvent="CDCl3", experiment=Experiment.DEPT45
    )
    assert result.offset_ppm == pytest.approx(6.0, abs=0.8)


def test_few_peaks_are_never_shifted(bundled):
    """Any few peaks fit somewhere."""
    for offset in (3.0, 6.0):
        assert assigned(bundled, "CCOC(C)=O", "171.1 60.4 21.0 14.2", offset).offset_ppm == 0.0
        assert assigned(bundled, "CO", "50.4", offset).offset_ppm == 0.0


def test_a_wrong_structure_is_not_made_consistent(bundled):
    """The shifts of carvone with structures of its formula."""
    shifts = "199.9 146.7 144.5 135.4 110.5 43.2 42.6 31.4 20.6 15.8"
    for smiles in ("CC(C)c1ccc(C)c(O)c1", "CC1=CC(=O)C2CC1C2(C)C", "C=CCCC1=CC(=O)CCC1", "CCCCc1ccccc1O"):
        result = assigned(bundled, smiles, shifts)
        assert result.offset_ppm == 0.0 and result.verdict is not VerdictCode.CONSISTENT


def test_the_score_pays_for_the_offset(bundled):
    right, shifted = (assigned(bundled, *COMPOUNDS["menthol"], offset) for offset in (0.0, 6.0))
    assert shifted.score < right.score - DEFAULT_SETTINGS.referencing.price / 2


def test_the_settings_say_how_far_is_looked(bundled):
    near = replace(DEFAULT_SETTINGS.referencing, most_ppm=4.0, mistaken_solvents=())
    settings = replace(DEFAULT_SETTINGS, referencing=near)
    assert assigned(bundled, *COMPOUNDS["vanillin"], 8.0).offset_ppm == pytest.approx(8.0, abs=0.8)
    assert assigned(bundled, *COMPOUNDS["vanillin"], 8.0, settings=settings).offset_ppm == 0.0
