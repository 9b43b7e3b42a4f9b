"""Every table says which input row a result belongs to and what was read of it."""

import pytest

from kmaid_nodes.chemistry.structure import parse_structure
from kmaid_nodes.codes.peak_kind import PeakKind
from kmaid_nodes.codes.reason import Reason, ReasonCode
from kmaid_nodes.codes.verdict import VerdictCode
from kmaid_nodes.reading.record import Peak, Record
from kmaid_nodes.results.assigned_molecule import AssignedCarbon, AssignedMolecule, UnassignedPeak
from kmaid_nodes.results.failed_row import FailedRow
from kmaid_nodes.results.predicted_molecule import PredictedMolecule, PredictedShift
from kmaid_nodes.results.retrieved_spectrum import Hit, RetrievedSpectrum
from kmaid_nodes.tables.assignments import ASSIGNMENT_SCHEMA, assignment_batch
from kmaid_nodes.tables.hits import HIT_SCHEMA, hit_batch
from kmaid_nodes.tables.predictions import PREDICTION_SCHEMA, prediction_batch
from kmaid_nodes.tables.summary import SUMMARY_SCHEMA, summary_batch

READ = "3 peaks; 13C at 101 MHz in CDCl3"
PEAKS = (Peak(58.0, 2, label="OCH2"), Peak(18.1, 3, (), None, None, "dd", (6.5, 2.0)), Peak(77.16))
SENT = Record("x", "CCO", PEAKS, "CDCl3", row=4, frequency_mhz=101.0)
FAILED = FailedRow(Record("x", "C", None, row=5), Reason(ReasonCode.NO_PEAK_LIST))
CARBONS = (
    AssignedCarbon(0, 0, 3, 1, 18.1, 18.0, 1.0, 0.9),
    AssignedCarbon(1, 1, 2, 0, 58.0, 58.0, 1.0, 0.9),
)
SOLVENT = UnassignedPeak(2, 77.16, PeakKind.SOLVENT, "CDCl3", "CDCl3")
ETHANOL = AssignedMolecule(SENT, parse_structure("CCO"), CARBONS, (SOLVENT,), VerdictCode.CONSISTENT, -3.0)


def test_the_new_columns_stand_at_the_end():
    of_peaks = ["label", "splitting", "couplings_hz"]
    assert ASSIGNMENT_SCHEMA.names[-7:] == ["error_code", *of_peaks, "read_as", "row", "offset_ppm"]
    assert SUMMARY_SCHEMA.names[-4:] == ["error_code", "read_as", "row", "offset_ppm"]
    for schema in (PREDICTION_SCHEMA,):
        assert schema.names[-3:] == ["error_code", "read_as", "row"]
    assert HIT_SCHEMA.names[-9:-6] == ["error_code", "read_as", "row"]
    assert HIT_SCHEMA.names[-6:-2] == ["copies", "stereoisomers", "verdict", "p_structure"]
    assert HIT_SCHEMA.names[-2:] == ["given_rank", "better_than_given"]


def test_rows_of_one_id_are_told_apart():
    for batch in (assignment_batch([ETHANOL, FAILED]), summary_batch([ETHANOL, FAILED])):
        rows = batch.to_pylist()
        assert {row["id"] for row in rows} == {"x"}
        assert {row["row"]: row["read_as"] for row in rows} == {4: READ, 5: None}


def test_label_and_couplings_stand_beside_the_carbon_of_the_peak():
    rows = assignment_batch([ETHANOL]).to_pylist()
    told = [(row["ppm"], row["label"], row["splitting"], row["couplings_hz"]) for row in rows]
    assert told == [(18.1, None, "dd", "6.5; 2.0"), (58.0, "OCH2", None, None), (77.16, None, None, None)]


def test_the_text_for_a_journal_has_the_couplings():
    (row,) = summary_batch([ETHANOL]).to_pylist()
    assert row["acs_text"].endswith("18.1 (CH3, dd, J = 6.5, 2.0 Hz, C-1)")


@pytest.mark.parametrize("result", [RetrievedSpectrum(SENT, (Hit(1, "a", "CCO", 0.9),)), FAILED])
def test_hits_say_what_was_read_of_the_query(result):
    (row,) = hit_batch([result]).to_pylist()
    assert (row["row"], row["read_as"]) == ((5, None) if result is FAILED else (4, READ))


def test_predictions_have_the_number_of_the_row():
    shifts = (PredictedShift(0, 18.0, 1.0),)
    rows = prediction_batch([PredictedMolecule(SENT, parse_structure("CCO"), shifts), FAILED]).to_pylist()
    assert [(row["row"], row["read_as"]) for row in rows] == [(4, None), (5, None)]
