"""What was read of a spectrum, in words."""

from __future__ import annotations

from collections.abc import Iterable

from kmaid_nodes.codes.experiment import Experiment
from kmaid_nodes.codes.reading_note import NoteCode, ReadingNote
from kmaid_nodes.wording.experiment import experiment_name
from kmaid_nodes.wording.status import TWO_SETS

_WITH_HYDROGEN = "shows only carbons with hydrogen"
_SHOWS = {
    Experiment.DEPT45: _WITH_HYDROGEN,
    Experiment.DEPT90: "shows only CH",
    Experiment.DEPT135: _WITH_HYDROGEN,
    Experiment.HSQC: _WITH_HYDROGEN,
}
_LEFT_OUT = {
    NoteCode.PROTON_NMR: "1H NMR",
    NoteCode.OTHER_NMR: "NMR of another nucleus",
    NoteCode.OTHER_SPECTRUM: "another spectrum",
    NoteCode.MASS_SPECTRUM: "mass spectrum",
    NoteCode.INFRARED: "infrared spectrum",
    NoteCode.ULTRAVIOLET: "UV spectrum",
    NoteCode.OPTICAL_ROTATION: "optical rotation",
    NoteCode.MELTING_POINT: "melting or boiling point",
    NoteCode.CHROMATOGRAPHY: "chromatography",
    NoteCode.ELEMENTAL_ANALYSIS: "elemental analysis",
    NoteCode.CRYSTAL_STRUCTURE: "crystal structure",
    NoteCode.YIELD: "yield",
    NoteCode.FOOTNOTE_MARK: "footnote marks",
    NoteCode.PLACEHOLDER: "places without a carbon",
    NoteCode.OTHER_WORDS: "words",
    NoteCode.OTHER_COLUMNS: "columns",
    NoteCode.OTHER_LINES: "lines",
    NoteCode.OTHER_FILES: "files",
    NoteCode.NUMBERS: "atom numbers",
    NoteCode.OTHER_PEAK_LIST: "another peak list",
    NoteCode.PREDICTED_SPECTRUM: "predicted spectrum",
    NoteCode.ASSIGNMENT_WITHOUT_STRUCTURE: "assignment (its atom numbers need a molblock)",
    NoteCode.ASSIGNMENT_TO_NO_CARBON: "assignment (its atoms are not all carbons of the structure)",
    NoteCode.ASSIGNMENT_FROM_0_OR_1: "assignment (its atoms could be counted from 0 or from 1)",
}
_SENTENCES = {
    NoteCode.NUMBER_JOINED: "{words} was read as one number",
    NoteCode.LETTER_FOR_DIGIT: "a letter in {words} was read as a digit",
    NoteCode.DECIMAL_COMMA: "the comma in {words} was read as a decimal point",
    NoteCode.RANGE_MIDDLE: "{words} was read as its middle",
    NoteCode.RANGE_ENDS: "{words} was read as two peaks, its ends",
    NoteCode.STRUCTURE_CHANGED: "the structure was read with a change: {words}",
    NoteCode.LAYOUT: "layout: {words}",
    NoteCode.COLUMN_TAKEN: "peaks from the column {words}",
    NoteCode.REPEATED_COLUMN: "several columns are called {words}, the first was taken for it",
    NoteCode.UNKNOWN_SOLVENT: "the solvent {words} is not known here, so none of its lines is named",
    NoteCode.UNKNOWN_EXPERIMENT: "the experiment {words} is not known here, and was taken for 13C",
    NoteCode.SOLVENTS_DISAGREE: "another place names the solvent {words}",
    NoteCode.MULTIPLICITIES_FROM: "multiplicities from {words}",
    NoteCode.SHIFTS_FROM: "shifts from {words}",
    NoteCode.NUCLEUS_NOT_NAMED: "the nucleus is not named, and was taken for 13C",
    NoteCode.STRUCTURE_FROM: "structure from {words}",
    NoteCode.MIXTURE: "said to be a {words}, whose shifts are not told apart",
    NoteCode.PERHAPS_TWO_SETS: f"{TWO_SETS}: {{words}}",
    NoteCode.COMMON_OFFSET: "all shifts seem to be about {words} (check the referencing)",
    NoteCode.NO_FORMULA: "no formula of its own is given, so the hits may have any formula",
    NoteCode.GIVEN_NOT_COMPARED: "hits are not compared with the structure of the query: {words}",
}

SEVERAL_COMPOUNDS = "structures of several compounds"
"""Words of a note: why a file's structure was left out."""


def too_long(fields: Iterable[str]) -> str:
    """Words of a note on fields that are too long to be carried along."""
    return f"{', '.join(fields)}: too long"


def without_peaks(spectra: Iterable[str]) -> str:
    """Words of a note on spectra that have no peaks."""
    return f"{', '.join(spectra)}: no peaks"


def noise_at(ppm: Iterable[float]) -> str:
    """Words of a note on peaks (ppm) that are too low to be those of a carbon."""
    return f"noise at {', '.join(f'{shift:g}' for shift in ppm)} ppm"


def too_high_by(offset_ppm: float) -> str:
    """Words of a note: by how much all shifts of a list are too high (ppm), or too low where negative."""
    return f"{abs(offset_ppm):.1f} ppm too {'high' if offset_ppm > 0 else 'low'}"


def hertz_at(frequency_mhz: float) -> str:
    """Words of a note: what shifts in ppm were calculated from."""
    return f"Hz at {frequency_mhz:g} MHz"


def reading_text(
    peaks: int | None,
    experiment: Experiment,
    frequency_mhz: float | None,
    solvent: str | None,
    set_label: str | None,
    notes: Iterable[ReadingNote],
) -> str:
    """`8 peaks; 13C at 101 MHz in CDCl3; left out: optical rotation ([α]D20 = −12.3 (c 1.0, CHCl3))`.

    peaks: their number, None if no list could be read.
    """
    parts = [_counted(peaks), _spectrum(experiment, frequency_mhz, solvent)]
    if experiment in _SHOWS:
        parts.append(_SHOWS[experiment])
    if set_label is not None:
        parts.append(f"set {set_label}")
    return "; ".join([*parts, *notes_text(notes)])


def notes_text(notes: Iterable[ReadingNote]) -> list[str]:
    """One part of a sentence for all that was left out, and one for each other note, none of them twice."""
    notes = list(dict.fromkeys(notes))
    left_out = [_left_out(note) for note in notes if note.code in _LEFT_OUT]
    others = [_SENTENCES[n.code].format(words=n.words) for n in notes if n.code in _SENTENCES]
    return [f"left out: {', '.join(left_out)}"] * bool(left_out) + others


def _left_out(note: ReadingNote) -> str:
    """`optical rotation ([α]D20 = -12.3)`; a heading that already says what it is stands alone."""
    name = _LEFT_OUT[note.code]
    if note.words.lower().startswith(name.lower()):
        return note.words
    return f"{name} ({note.words})" if note.words else name


def _counted(peaks: int | None) -> str:
    if peaks is None:
        return "no peak list read"
    return f"{peaks} peak{'s' * (peaks != 1)}"


def _spectrum(experiment: Experiment, frequency_mhz: float | None, solvent: str | None) -> str:
    """`13C at 101 MHz in CDCl3`, `DEPT-135, solvent not given`."""
    measured = experiment_name(experiment)
    if frequency_mhz is not None:
        measured += f" at {frequency_mhz:g} MHz"
    return f"{measured}, solvent not given" if solvent is None else f"{measured} in {solvent}"
