"""Tables with a row for each peak: adjacent rows of one compound are one spectrum, or are refused."""

import pandas as pd
import pytest

from kmaid_nodes.api.inputs import records_of
from kmaid_nodes.codes.reading_note import NoteCode, ReadingNote
from kmaid_nodes.codes.reason import ReasonCode
from kmaid_nodes.errors import UserError
from kmaid_nodes.reading.table import TableColumns, records_from_table
from kmaid_nodes.reading.tables.long_layout import MOST_ROWS_OF_A_SPECTRUM

VANILLIN = "O=Cc1ccc(O)c(OC)c1"
SHIFTS = [191.0, 152.0, 147.3, 129.8, 127.5, 114.6, 108.9, 56.1]
LABELS = ["C-7", "C-4", "C-3", "C-1", "C-6", "C-5", "C-2", "OMe"]
TYPES = ["CH", "C", "C", "C", "CH", "CH", "CH", "CH3"]
ROW_PER_PEAK = ReadingNote(NoteCode.LAYOUT, "one row for each peak")


def ppm(record):
    return [peak.ppm for peak in record.peaks or ()]


def codes(records):
    return [record.error and record.error.code for record in records]


def test_the_carbons_of_vanillin_row_by_row_are_one_spectrum(read_text):
    rows = zip(LABELS, SHIFTS, TYPES)
    text = "compound,smiles,atom,shift,type\n" + "".join(
        f"vanillin,{VANILLIN},{label},{shift},{kind}\n" for label, shift, kind in rows
    )
    (record,) = read_text(text)
    assert (record.id, record.structure, record.row) == ("vanillin", VANILLIN, 0)
    assert ppm(record) == SHIFTS
    assert [peak.label for peak in record.peaks] == LABELS
    assert [peak.hydrogens for peak in record.peaks] == [1, 0, 0, 0, 1, 1, 1, 3]
    assert record.notes == (ROW_PER_PEAK,) and record.error is None


def test_id_and_structure_may_stand_in_the_first_row_of_each_compound_only(read_text):
    text = (
        "Compound No.,SMILES,Position,δC,δH\n"
        f"1,{VANILLIN},1,129.8,\n,,2,108.9,7.42\n,,3,147.3,\n"
        "2,CCO,1,58.3,3.6\n,,2,18.4,1.2\n"
    )
    vanillin, ethanol = read_text(text)
    assert (vanillin.id, ppm(vanillin)) == ("1", [129.8, 108.9, 147.3])
    assert (ethanol.id, ethanol.structure, ppm(ethanol)) == ("2", "CCO", [58.3, 18.4])
    assert ethanol.row == 3


def test_a_row_that_names_the_compound_above_its_carbons_has_no_peak(read_text):
    (record,) = read_text("id,smiles,atom,shift\nethanol,CCO,,\n,,C1,58.3\n,,C2,18.4\n")
    assert (record.id, record.structure, ppm(record)) == ("ethanol", "CCO", [58.3, 18.4])


def test_compounds_without_id_are_told_apart_by_their_structure(read_text):
    ethanol, ethane = read_text("smiles,ppm\nCCO,58.3\nCCO,18.4\nCC,5.7\n")
    assert (ethanol.id, ppm(ethanol)) == ("0", [58.3, 18.4])
    assert (ethane.id, ppm(ethane)) == ("2", [5.7])


def test_a_compound_in_two_solvents_has_two_spectra(read_text):
    rows = ["58.3,CDCl3", "18.4,CDCl3", "56.1,DMSO-d6", "18.6,DMSO-d6"]
    records = read_text("id,smiles,shift,solvent\n" + "".join(f"e,CCO,{row}\n" for row in rows))
    assert [(r.solvent, ppm(r)) for r in records] == [("CDCl3", [58.3, 18.4]), ("DMSO-d6", [56.1, 18.6])]


def test_carbons_listed_twice_over_are_two_spectra(read_text):
    rows = ["C1,58.3", "C2,18.4", "C1,58.9", "C2,18.9"]
    records = read_text("id,smiles,atom,shift\n" + "".join(f"e,CCO,{row}\n" for row in rows))
    assert [(r.id, ppm(r)) for r in records] == [("e/1", [58.3, 18.4]), ("e/2", [58.9, 18.9])]


def test_decimal_commas_of_a_german_table_are_read(read_text):
    (record,) = read_text("Verbindung;SMILES;Atom;Shift\nEtOH;CCO;C1;58,3\nEtOH;CCO;C2;18,4\n")
    assert (record.id, ppm(record)) == ("EtOH", [58.3, 18.4])


def test_proton_rows_and_solvent_lines_are_left_out_and_said(read_text):
    text = (
        "Compound,SMILES,Atom,Nucleus,Chemical Shift (ppm)\n"
        "ethanol,CCO,1,C,18.4\nethanol,CCO,2,C,58.3\nethanol,CCO,4,H,1.2\n"
    )
    (record,) = read_text(text)
    assert ppm(record) == [18.4, 58.3]
    assert ReadingNote(NoteCode.PROTON_NMR) in record.notes
    text = "id,smiles,ppm,Intensity,Type\n" + "".join(
        f"e,CCO,{row}\n" for row in ("58.3,31.1,Compound", "77.16,99.0,Solvent", "18.4,29.0,Compound")
    )
    (record,) = read_text(text)
    assert ppm(record) == [58.3, 18.4]
    assert ReadingNote(NoteCode.OTHER_LINES, "77.16 Solvent") in record.notes


def test_columns_of_the_user_that_hold_for_the_whole_compound_are_kept(read_text):
    rows = ["58.3,B7,1.0", "18.4,B7,0.9"]
    (record,) = read_text("id,smiles,ppm,batch,intensity\n" + "".join(f"e,CCO,{row}\n" for row in rows))
    assert record.columns == (("batch", "B7"),)


def test_a_shift_that_cannot_be_read_refuses_its_compound_alone(read_text):
    rows = ["e,CCO,58.3", "e,CCO,foo", "m,CC,5.7", "m,CC,n.d."]
    bad, good = read_text("id,smiles,shift\n" + "\n".join(rows))
    assert (bad.id, bad.peaks, bad.error.code) == ("e", None, ReasonCode.UNREADABLE_VALUE)
    assert (good.id, ppm(good), good.error) == ("m", [5.7], None)


def test_rows_of_a_compound_that_stand_apart_are_refused(read_text):
    rows = "A,CCO,58.3\nA,CCO,18.4\nB,CC,5.7\nA,CCO,18.5\n"
    with pytest.raises(UserError, match='"A" are not next to each other'):
        read_text("compound,smiles,shift\n" + rows)
    many = "".join(f"{k},CCO,58.3\n{k},CCO,18.4\n" for k in range(60))
    late = read_text("compound,smiles,shift\n" + many + "0,CCO,58.0\n")
    assert codes(late) == [None] * 60 + [ReasonCode.ROWS_APART]


def test_five_rows_of_one_structure_under_five_ids_are_not_five_spectra(read_text):
    text = "id,smiles,shift\n" + "".join(f"{n},{VANILLIN},{s}\n" for n, s in enumerate(SHIFTS))
    assert codes(read_text(text)) == [ReasonCode.ONE_PEAK_PER_ROW] * len(SHIFTS)


def test_compounds_with_one_peak_each_are_spectra_of_their_own(read_text):
    records = read_text("id,smiles,peaks\nbenzene,c1ccccc1,128.4\ncyclohexane,C1CCCCC1,26.9\n")
    assert [(r.id, ppm(r), r.notes) for r in records] == [
        ("benzene", [128.4], ()),
        ("cyclohexane", [26.9], ()),
    ]


def test_whole_lists_of_one_compound_are_separate_spectra(read_text):
    rows = ['A,CCO,"58.3, 18.4"', 'A,CCO,"58.1, 18.1"', "A,CCO,58.2"]
    records = read_text("compound,smiles,shifts\n" + "\n".join(rows))
    assert [(r.row, ppm(r)) for r in records] == [(0, [58.3, 18.4]), (1, [58.1, 18.1]), (2, [58.2])]


def test_single_shifts_and_whole_lists_of_one_compound_are_refused(read_text):
    rows = ["A,CCO,58.3", "A,CCO,18.4", 'A,CCO,"58.2, 18.3, 77.0"']
    records = read_text("compound,smiles,shift\n" + "\n".join(rows))
    assert codes(records) == [ReasonCode.SHIFTS_AND_LISTS] * 3


def test_a_compound_of_endless_rows_is_refused_and_not_held_in_memory(read_text):
    rows = MOST_ROWS_OF_A_SPECTRUM + 500
    (record,) = read_text("id,smiles,shift\n" + "e,CCO,58.3\n" * rows)
    assert record.error.code == ReasonCode.TOO_MANY_PEAKS


def test_rows_of_a_data_frame_are_put_together_too():
    frame = pd.DataFrame({"id": ["e", "e"], "smiles": ["CCO"] * 2, "ppm": [58.3, 18.4]})
    (record,) = records_of(frame, ("structure", "peaks"))
    assert ppm(record) == [58.3, 18.4] and record.notes == (ROW_PER_PEAK,)


def test_with_columns_told_the_same_holds_but_lists_with_one_entry_are_spectra():
    pa = pytest.importorskip("pyarrow")
    columns = TableColumns(id="id", structure="smiles", peaks="peaks")

    def read(ids, peaks):
        table = pa.table({"id": ids, "smiles": ["CCO"] * len(ids), "peaks": peaks})
        return list(records_from_table(table.to_batches(max_chunksize=1), columns))

    assert [ppm(r) for r in read(["a", "a"], [58.3, 18.4])] == [[58.3, 18.4]]
    assert codes(read(["a", "b"], ["58.3", "18.4"])) == [ReasonCode.ONE_PEAK_PER_ROW] * 2
    assert [ppm(r) for r in read(["a", "a"], [[58.3], [18.4]])] == [[58.3], [18.4]]
