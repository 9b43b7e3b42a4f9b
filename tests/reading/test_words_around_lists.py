"""Lists of several nuclei under their names alone, sets under short headings, mixtures that are named."""

import pytest

from kmaid_nodes.codes.reading_note import NoteCode
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.reading.peak_list import parse_spectra
from kmaid_nodes.wording.reading import notes_text

HEADING = "13C NMR (101 MHz, CDCl3"


def shifts(spectrum):
    return [peak.ppm for peak in spectrum.peaks]


@pytest.mark.parametrize(
    "text",
    [
        "13C: 170.1, 128.5; 1H: 7.2, 3.8",
        "1H: 7.2, 3.8; 13C: 170.1, 128.5",
        "13C: 170.1, 128.5\n1H: 7.2, 3.8",
        "13C: 170.1, 128.5. 1H : 7.2, 3.8",
    ],
)
def test_the_13c_list_beside_a_1h_list_is_read_and_the_other_said(text):
    (spectrum,) = parse_spectra(text)
    assert shifts(spectrum) == [170.1, 128.5]
    (note,) = spectrum.notes
    assert note.code is NoteCode.PROTON_NMR and "7.2, 3.8" in note.words


def test_fluorine_is_no_carbon():
    (spectrum,) = parse_spectra("13C: 170.1, 128.5; 19F: -62.1")
    assert shifts(spectrum) == [170.1, 128.5] and spectrum.notes[0].code is NoteCode.OTHER_NMR


def test_a_1h_list_alone_is_refused():
    with pytest.raises(UnusableRow):
        parse_spectra("1H: 7.2, 3.8; 19F: -62.1")


@pytest.mark.parametrize("start", ["", HEADING + ") δ "])
def test_maj_and_min_head_the_sets_of_a_list(start):
    major, minor = parse_spectra(start + "Maj. 170.1, 55.2; min. 169.8, 54.9")
    assert (major.set_label, shifts(major)) == ("major", [170.1, 55.2])
    assert (minor.set_label, shifts(minor)) == ("minor", [169.8, 54.9])


def test_minutes_are_no_minor_set():
    (spectrum,) = parse_spectra(HEADING + ") δ 170.1, 55.2, 14.2; HPLC tR = 12.3 min. 99 % ee")
    assert shifts(spectrum) == [170.1, 55.2, 14.2] and spectrum.set_label is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (HEADING + ", mixture of rotamers) δ 170.1, 128.5 (C=O), 55.3", "mixture of rotamers"),
        (HEADING + ") (mixture of rotamers) δ 170.1, 128.5 (C=O), 55.3", "mixture of rotamers"),
        (HEADING + ") δ 170.1, 128.5 (C=O), 55.3 (mixture of rotamers)", "mixture of rotamers"),
        (HEADING + ", 3:1 mixture of two diastereomers) δ 170.1, 128.5 (C=O), 55.3", "3:1 mixture of two"),
        ("(Mixture of E/Z isomers) 170.1, 128.5 (C=O), 55.3", "mixture of E/Z isomers"),
    ],
)
def test_a_mixture_that_the_text_names_is_said_and_is_no_name_of_a_peak(text, words):
    (spectrum,) = parse_spectra(text)
    assert shifts(spectrum) == [170.1, 128.5, 55.3]
    assert [peak.label for peak in spectrum.peaks] == [None, "C=O", None]
    (said,) = notes_text(spectrum.notes)
    assert said.startswith(f"said to be a {words}")


def test_a_mixture_whose_sets_are_labelled_needs_no_note():
    spectra = parse_spectra(HEADING + ", mixture of rotamers) δ 173.8 (major), 173.5 (minor), 59.1 (major)")
    assert [spectrum.set_label for spectrum in spectra] == ["major", "minor"]
    assert not any(spectrum.notes for spectrum in spectra)
