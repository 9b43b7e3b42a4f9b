"""Tables with a column for each peak, and tables with a column for each compound."""

import pytest

from kmaid_nodes.codes.reading_note import NoteCode, ReadingNote
from kmaid_nodes.codes.reason import ReasonCode
from kmaid_nodes.errors import ColumnNotNamed, UserError

COLUMN_PER_PEAK = ReadingNote(NoteCode.LAYOUT, "one column for each peak")
COLUMN_PER_COMPOUND = ReadingNote(NoteCode.LAYOUT, "one column for each compound")


def ppm(record):
    return [peak.ppm for peak in record.peaks or ()]


@pytest.mark.parametrize(
    "first, second",
    [
        ("peak1", "peak2"),
        ("shift_1", "shift_2"),
        ("Peak 1", "Peak 2"),
        ("ppm 1", "ppm 2"),
        ("13C_1", "13C_2"),
        ("peak 1 (ppm)", "peak 2 (ppm)"),
    ],
)
def test_numbered_columns_are_the_peaks_of_a_row(read_text, first, second):
    (record,) = read_text(f"id,smiles,{first},{second}\nethanol,CCO,58.3,18.4\n")
    assert ppm(record) == [58.3, 18.4] and record.notes == (COLUMN_PER_PEAK,)
    assert [peak.label for peak in record.peaks] == [None, None]


@pytest.mark.parametrize(
    "first, second",
    [("C1", "C2"), ("C-1", "C-2"), ("delta_C1", "delta_C2"), ("δC1", "δC2"), ("C1 shift", "C2 shift")],
)
def test_columns_called_after_carbons_label_their_peaks(read_text, first, second):
    (record,) = read_text(f"id,smiles,{first},{second}\nethanol,CCO,58.3,18.4\n")
    assert [(p.ppm, p.label, p.atoms) for p in record.peaks] == [(58.3, "C1", ()), (18.4, "C2", ())]


def test_carbons_of_vanillin_with_its_methoxy_group(read_text):
    names = "C1,C2,C3,C4,C5,C6,C7,OMe"
    shifts = "129.8,108.9,147.3,152.0,114.6,127.5,191.0,56.1"
    (record,) = read_text(
        f"compound,SMILES,solvent,batch,{names}\nvanillin,O=Cc1ccc(O)c(OC)c1,CDCl3,B7,{shifts}\n"
    )
    assert [peak.label for peak in record.peaks] == names.split(",")
    assert (record.solvent, record.columns) == ("CDCl3", (("batch", "B7"),))


def test_cells_without_a_carbon_are_no_peaks(read_text):
    rows = "a;CCC;16,3;15,9;16,3\nb;CCO;58,3;18,4;\nc;CCO;58,3;-;n.d.\n"
    records = read_text(f"id;smiles;C1;C2;C3\n{rows}")
    assert [ppm(record) for record in records] == [[16.3, 15.9, 16.3], [58.3, 18.4], [58.3]]


def test_zeros_that_fill_a_row_up_are_no_peaks_and_that_is_said(read_text):
    rows = "a,CCO,58.3,18.4,0,0\nb,CCCO,64.2,25.8,10.1,0\n"
    for record in read_text(f"id,smiles,peak1,peak2,peak3,peak4\n{rows}"):
        assert 0.0 not in ppm(record) and ReadingNote(NoteCode.PLACEHOLDER, "0") in record.notes


def test_multiplicities_in_cells_or_in_columns_of_their_own(read_text):
    (record,) = read_text("id,smiles,shift1,mult1,shift2,mult2\na,CCO,58.3,CH2,18.4,CH3\n")
    assert [(p.ppm, p.hydrogens) for p in record.peaks] == [(58.3, 2), (18.4, 3)]
    (record,) = read_text("id,smiles,C1_ppm,C1_type,C2_ppm,C2_type\na,CCO,58.3,CH2,18.4,CH3\n")
    assert [(p.ppm, p.hydrogens) for p in record.peaks] == [(58.3, 2), (18.4, 3)]
    (record,) = read_text('id,smiles,C1,C2\na,CCO,"58.3, CH2",18.4 q\n')
    assert [(p.ppm, p.hydrogens) for p in record.peaks] == [(58.3, 2), (18.4, 3)]


def test_protons_predictions_and_intensities_are_not_among_the_peaks(read_text):
    names = "C1,C2,H1,delta_H2,C1_pred,C2 calc,intensity_1,peak_1_area"
    (record,) = read_text(f"id,smiles,{names}\na,CCO,58.3,18.4,3.6,1.2,57.0,17.0,31.0,93.0\n")
    assert ppm(record) == [58.3, 18.4]


def test_a_cell_that_cannot_be_read_refuses_its_row_alone(read_text):
    good, bad = read_text("id,smiles,C1,C2\na,CCO,58.3,18.4\nb,CCO,foo,18.4\n")
    assert ppm(good) == [58.3, 18.4] and good.error is None
    assert bad.error.code == ReasonCode.UNREADABLE_VALUE and bad.structure == "CCO"


def test_two_sets_of_columns_are_refused(read_text):
    with pytest.raises(UserError, match="Two sets of columns"):
        read_text("id,smiles,peak1,peak2,C1,C2\na,CCO,58.3,18.4,58.0,18.0\n")


def test_a_count_beside_the_columns_of_peaks_is_no_list(read_text):
    (record,) = read_text("id,smiles,peaks,peak_1,peak_2\na,CCO,2,58.3,18.4\n")
    assert ppm(record) == [58.3, 18.4] and record.columns == (("peaks", "2"),)


def test_one_column_with_a_number_in_its_name_is_no_series(read_text):
    with pytest.raises(ColumnNotNamed):
        read_text("id,smiles,C1\na,CCO,58.3\n")


PUBLISHED = "position,vanillin,ethanol\n{}1,129.8,58.3\n2,108.9,18.4\n3,147.3,-\n"


def test_a_column_for_each_compound_needs_a_row_of_structures(read_text):
    with pytest.raises(UserError, match="no row with their structures"):
        read_text(PUBLISHED.format(""))
    with_structures = PUBLISHED.format("SMILES,O=Cc1ccc(O)c(OC)c1,CCO\n")
    vanillin, ethanol = read_text(with_structures)
    assert (vanillin.id, vanillin.structure) == ("vanillin", "O=Cc1ccc(O)c(OC)c1")
    assert [(p.label, p.ppm) for p in ethanol.peaks] == [("1", 58.3), ("2", 18.4)]
    assert ethanol.notes == (COLUMN_PER_COMPOUND,)


def test_spectra_to_search_for_may_stand_in_columns(read_text):
    rows = '1,"129.8, C",,"130.1, C",\n2,"108.9, CH",7.3,"109.0, CH",7.2\n3,"147.3, C",,"147.0, C",\n'
    first, second = read_text("No.,1 δC,1 δH,2 δC,2 δH\n" + rows, ("peaks",))
    assert ppm(first) == [129.8, 108.9, 147.3] and ppm(second) == [130.1, 109.0, 147.0]
    assert [peak.hydrogens for peak in first.peaks] == [0, 1, 0]
    assert ReadingNote(NoteCode.OTHER_COLUMNS, '"1 δH", "2 δH"') in first.notes
