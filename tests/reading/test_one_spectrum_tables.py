"""Files that are one spectrum: peak tables of Mnova, TopSpin and SDBS, and columns from papers."""

import pytest

from kmaid_nodes.codes.reading_note import NoteCode, ReadingNote
from kmaid_nodes.errors import UserError

SHIFTS = [191.0, 152.0, 147.3, 129.8, 127.5, 114.6, 108.9, 56.1]  # vanillin in CDCl3
ONE_SPECTRUM = ReadingNote(NoteCode.LAYOUT, "the table is one spectrum, with one row for each peak")
PEAKS = ("peaks",)


def only(records):
    (record,) = records
    assert record.error is None and ONE_SPECTRUM in record.notes
    return [peak.ppm for peak in record.peaks]


def test_the_shifts_of_a_peak_table_of_mnova_stand_in_its_ppm_column(read_text):
    head = "\tppm\tIntensity\tWidth\tArea\tType\tFlags\tImpurity/Compound\tAnnotation\n"
    rows = "".join(f"{n}\t{s}\t31.1\t1.2\t93.3\tCompound\tNone\t\t\n" for n, s in enumerate(SHIFTS, 1))
    assert only(read_text(head + rows, PEAKS, "mnova.txt")) == SHIFTS


def test_peak_table_of_topspin_has_shifts_in_the_second_column(read_text):
    head = "Peak,v(F1) [ppm],v(F1) [Hz],Intensity [abs],Annotation\n"
    rows = "".join(f"{n},{s},{s * 100.6:.2f},{n}e6,\n" for n, s in enumerate(SHIFTS, 1))
    assert only(read_text(head + rows, PEAKS)) == SHIFTS


@pytest.mark.parametrize("gap", [" ", "      "])
def test_peak_table_of_sdbs_is_parted_by_blanks(read_text, gap):
    head = gap.join(["Hz", "ppm", "Int."]) + "\n"
    rows = "".join(gap.join([f"{s * 25.16:.2f}", str(s), "430"]) + "\n" for s in SHIFTS)
    assert only(read_text(head + rows, PEAKS, "sdbs.txt")) == SHIFTS


@pytest.mark.parametrize("beside", ["intensity", "Area", "width", "Rel. Int.", "1H", "δH", "H shift"])
def test_the_column_beside_the_shifts_is_never_read_as_shifts(read_text, beside):
    rows = "".join(f"{n}.5,{s}\n" for n, s in enumerate(SHIFTS))
    assert only(read_text(f"{beside},ppm\n{rows}", PEAKS)) == SHIFTS


def test_a_column_of_numbers_without_a_name_is_a_spectrum(read_text):
    assert only(read_text("".join(f"{s}\n" for s in SHIFTS), PEAKS, "peaks.txt")) == SHIFTS


def test_several_columns_of_numbers_without_names_are_refused(read_text):
    with pytest.raises(UserError, match="holds numbers"):
        read_text("".join(f"{s},0.9\n" for s in SHIFTS), PEAKS)


def test_a_table_of_a_paper_with_types_in_the_carbon_column(read_text):
    rows = ['1,"127.1, C",', '2,"109.3, CH","7.03, d (1.7)"', '3,"146.7, C",', '4-OH,–,"5.84, s"']
    (record,) = read_text('No.,"δC, type",δH (J in Hz)\n' + "\n".join(rows), PEAKS)
    assert [(p.ppm, p.hydrogens, p.label) for p in record.peaks] == [
        (127.1, 0, "1"),
        (109.3, 1, "2"),
        (146.7, 0, "3"),
    ]


def test_lists_without_ids_stay_one_spectrum_for_each_row(read_text):
    records = read_text('peaks\n"58.3, 18.4"\n128.4\n26.9\n', PEAKS)
    assert [len(record.peaks) for record in records] == [2, 1, 1]


def test_a_running_number_under_id_can_mean_two_things_and_is_refused(read_text):
    rows = "".join(f"{n},{s}\n" for n, s in enumerate(SHIFTS))
    with pytest.raises(UserError, match="running number"):
        read_text("id,shift\n" + rows, PEAKS)
    assert only(read_text("No.,shift\n" + rows, PEAKS)) == SHIFTS
    spectra = read_text("id,shift\n" + rows, PEAKS, id="id")
    assert [len(record.peaks) for record in spectra] == [1] * len(SHIFTS)


def test_one_peak_queries_with_names_are_spectra(read_text):
    records = read_text("name,peaks\nbenzene,128.4\ncyclohexane,26.9\nmethane,-2.3\n", PEAKS)
    assert [r.id for r in records] == ["benzene", "cyclohexane", "methane"]
