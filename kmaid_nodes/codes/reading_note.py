"""What a reader did with the text of a spectrum besides reading its shifts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class NoteCode(StrEnum):
    """Kinds of notes; the values are stable. Their words are in `wording.reading`.

    What was left out: other spectra and data beside the list, and parts of the list that are no shifts.
    What was read as it must be meant, although it is written otherwise.
    What a reader wants the chemist to know of the whole list.
    """

    # Left out
    PROTON_NMR = "proton_nmr"
    OTHER_NMR = "other_nmr"
    OTHER_SPECTRUM = "other_spectrum"
    MASS_SPECTRUM = "mass_spectrum"
    INFRARED = "infrared"
    ULTRAVIOLET = "ultraviolet"
    OPTICAL_ROTATION = "optical_rotation"
    MELTING_POINT = "melting_point"
    CHROMATOGRAPHY = "chromatography"
    ELEMENTAL_ANALYSIS = "elemental_analysis"
    CRYSTAL_STRUCTURE = "crystal_structure"
    YIELD = "yield"
    FOOTNOTE_MARK = "footnote_mark"
    PLACEHOLDER = "placeholder"
    OTHER_WORDS = "other_words"
    OTHER_COLUMNS = "other_columns"
    OTHER_LINES = "other_lines"
    OTHER_FILES = "other_files"
    NUMBERS = "numbers"
    OTHER_PEAK_LIST = "other_peak_list"
    PREDICTED_SPECTRUM = "predicted_spectrum"
    ASSIGNMENT_WITHOUT_STRUCTURE = "assignment_without_structure"
    ASSIGNMENT_TO_NO_CARBON = "assignment_to_no_carbon"
    ASSIGNMENT_FROM_0_OR_1 = "assignment_from_0_or_1"

    # Read as meant
    NUMBER_JOINED = "number_joined"
    LETTER_FOR_DIGIT = "letter_for_digit"
    DECIMAL_COMMA = "decimal_comma"
    RANGE_MIDDLE = "range_middle"
    RANGE_ENDS = "range_ends"
    STRUCTURE_CHANGED = "structure_changed"

    # To be known
    LAYOUT = "layout"
    COLUMN_TAKEN = "column_taken"
    REPEATED_COLUMN = "repeated_column"
    UNKNOWN_SOLVENT = "unknown_solvent"
    UNKNOWN_EXPERIMENT = "unknown_experiment"
    SOLVENTS_DISAGREE = "solvents_disagree"
    MULTIPLICITIES_FROM = "multiplicities_from"
    SHIFTS_FROM = "shifts_from"
    NUCLEUS_NOT_NAMED = "nucleus_not_named"
    STRUCTURE_FROM = "structure_from"
    NO_FORMULA = "no_formula"
    GIVEN_NOT_COMPARED = "given_not_compared"
    MIXTURE = "mixture"
    PERHAPS_TWO_SETS = "perhaps_two_sets"
    COMMON_OFFSET = "common_offset"


@dataclass(frozen=True, slots=True)
class ReadingNote:
    """One note; words: the text of the input that it is about, shortened where it is long."""

    code: NoteCode
    words: str = ""
