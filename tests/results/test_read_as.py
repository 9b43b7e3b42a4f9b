"""What was read of a spectrum is told in one plain sentence."""

import pytest

from kmaid_nodes.codes.experiment import Experiment
from kmaid_nodes.codes.reading_note import NoteCode, ReadingNote
from kmaid_nodes.codes.reason import Reason, ReasonCode
from kmaid_nodes.reading.record import Peak, Record
from kmaid_nodes.results.read_as import read_as, structure_read_as
from kmaid_nodes.wording.reading import notes_text

VANILLIN = tuple(map(Peak, (191.0, 152.0, 147.3, 129.8, 127.5, 114.6, 108.9, 56.1)))
ROTATION = ReadingNote(NoteCode.OPTICAL_ROTATION, "[α]D20 = −12.3 (c 1.0, CHCl3)")


def test_peaks_frequency_solvent_and_what_was_left_out():
    record = Record("vanillin", "", VANILLIN, "CDCl3", frequency_mhz=101.0, notes=(ROTATION,))
    assert read_as(record) == (
        "8 peaks; 13C at 101 MHz in CDCl3; left out: optical rotation ([α]D20 = −12.3 (c 1.0, CHCl3))"
    )


def test_a_dept_says_which_carbons_it_shows():
    record = Record("a", "", VANILLIN[:1], "DMSO-d6", experiment=Experiment.DEPT135, set_label="minor")
    assert read_as(record) == "1 peak; DEPT-135 in DMSO-d6; shows only carbons with hydrogen; set minor"


def test_a_solvent_that_is_not_given_is_not_made_up():
    assert read_as(Record("a", "", VANILLIN)) == "8 peaks; 13C, solvent not given"


@pytest.mark.parametrize("notes", [(), (ReadingNote(NoteCode.UNKNOWN_SOLVENT, "liquid SO2"),)])
def test_an_unknown_solvent_is_said_once(notes):
    record = Record("a", "", VANILLIN, "CDCl3 + liquid SO2", notes=notes)
    assert read_as(record) == (
        "8 peaks; 13C in CDCl3 + liquid SO2; the solvent liquid SO2 is not known here, "
        "so none of its lines is named"
    )


def test_a_failed_row_says_what_is_known():
    refusal = Reason(ReasonCode.NO_13C_SHIFT)
    known = Record("a", "", None, "CDCl3", error=refusal)
    assert read_as(known) == "no peak list read; 13C in CDCl3"
    assert read_as(Record("a", "", None, error=refusal)) is None


def test_a_structure_says_only_how_it_was_changed():
    note = ReadingNote(NoteCode.STRUCTURE_CHANGED, "O–Na as ions")
    record = Record("a", "CC(=O)O[Na]", VANILLIN, notes=(ROTATION, note))
    assert structure_read_as(record) == "the structure was read with a change: O–Na as ions"
    assert structure_read_as(Record("a", "CC", VANILLIN, notes=(ROTATION,))) is None


@pytest.mark.parametrize("code", NoteCode)
def test_every_note_has_words(code):
    (words,) = notes_text([ReadingNote(code, "xyz")])
    says_all = code in (NoteCode.NUCLEUS_NOT_NAMED, NoteCode.NO_FORMULA)
    assert ("xyz" in words or says_all) and "{" not in words


@pytest.mark.parametrize("experiment", Experiment)
def test_every_experiment_has_a_name(experiment):
    assert read_as(Record("a", "", VANILLIN, "CDCl3", experiment=experiment)).startswith("8 peaks; ")
