"""Why a row cannot be used, as a code that never changes with the wording."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ReasonCode(StrEnum):
    """Kinds of refusal. The values are stable: tables hold them, and workflows filter rows by them.

    Their sentences are in `wording.reason`.
    """

    # Structures
    NO_STRUCTURE = "no_structure"
    INVALID_SMILES = "invalid_smiles"
    INVALID_MOLBLOCK = "invalid_molblock"
    UNREADABLE_MOLBLOCK_LINE = "unreadable_molblock_line"
    MOLBLOCK_ENDS_EARLY = "molblock_ends_early"
    INVALID_INCHI = "invalid_inchi"
    NOT_A_STRUCTURE = "not_a_structure"
    NOT_A_MOLECULE = "not_a_molecule"
    CHEMISTRY_PROBLEM = "chemistry_problem"
    NO_CARBON = "no_carbon"

    # Rows and records as a whole
    NO_STRUCTURE_OR_PEAK_LIST = "no_structure_or_peak_list"
    TOO_MANY_CELLS = "too_many_cells"
    UNCLOSED_QUOTE = "unclosed_quote"
    CELL_IS_DATE = "cell_is_date"
    CELL_IS_FORMULA = "cell_is_formula"
    ONE_PEAK_PER_ROW = "one_peak_per_row"
    ROWS_APART = "rows_apart"
    SHIFTS_AND_LISTS = "shifts_and_lists"
    NMREDATA_CELL = "nmredata_cell"
    TRUNCATED_RECORD = "truncated_record"
    NO_13C_SPECTRUM = "no_13c_spectrum"
    ONLY_PREDICTED_SPECTRA = "only_predicted_spectra"

    # Whole files and what they hold
    UNREADABLE_FILE = "unreadable_file"
    OTHER_NUCLEUS = "other_nucleus"
    PERHAPS_PROTONS = "perhaps_protons"
    NO_PEAKS_PICKED = "no_peaks_picked"
    POLYMER = "polymer"
    TWO_DIMENSIONAL = "two_dimensional"
    UNKNOWN_UNIT = "unknown_unit"
    NO_FREQUENCY = "no_frequency"
    UNUSABLE_DRAWING = "unusable_drawing"
    UNKNOWN_ELEMENT = "unknown_element"
    UNKNOWN_BOND = "unknown_bond"
    AROMATIC_BONDS = "aromatic_bonds"

    # Peak lists that hold nothing, or something else
    NO_PEAK_LIST = "no_peak_list"
    EMPTY_PEAK_LIST = "empty_peak_list"
    EMPTY_SPECTRUM = "empty_spectrum"
    TOO_MANY_PEAKS = "too_many_peaks"
    IMPLAUSIBLE_PEAK_COUNT = "implausible_peak_count"
    TEXT_TOO_LONG = "text_too_long"
    SEVERAL_SPECTRA = "several_spectra"
    NOT_A_PEAK_LIST = "not_a_peak_list"
    NO_13C_SHIFT = "no_13c_shift"
    PROSE_OR_TABLE = "prose_or_table"
    PROTON_SPECTRUM = "proton_spectrum"
    PROTON_DATA = "proton_data"

    # Single values of a peak list
    MISSING_VALUE = "missing_value"
    NOT_A_NUMBER = "not_a_number"
    UNREADABLE_VALUE = "unreadable_value"
    UNREADABLE_SHIFT = "unreadable_shift"
    UNREADABLE_WORDS = "unreadable_words"
    UNREADABLE_SPECTRUM_ENTRY = "unreadable_spectrum_entry"
    UNREADABLE_SPECTRUM_LINE = "unreadable_spectrum_line"
    SHIFT_OUT_OF_RANGE = "shift_out_of_range"
    LABEL_WITHOUT_SHIFT = "label_without_shift"

    # What can be read in two ways
    AMBIGUOUS_COMMA = "ambiguous_comma"
    AMBIGUOUS_NUMBER = "ambiguous_number"
    AMBIGUOUS_CARBON_COUNT = "ambiguous_carbon_count"
    AMBIGUOUS_LINE_NUMBER = "ambiguous_line_number"
    AMBIGUOUS_NUCLEUS = "ambiguous_nucleus"
    AMBIGUOUS_COLUMN = "ambiguous_column"

    # Multiplicities
    INVALID_MULTIPLICITY = "invalid_multiplicity"
    INVALID_PAIR = "invalid_pair"
    MULTIPLICITY_COUNT_MISMATCH = "multiplicity_count_mismatch"

    # Atoms of the shifts
    ATOM_ORDER_MISMATCH = "atom_order_mismatch"
    ATOM_COUNT_MISMATCH = "atom_count_mismatch"
    ATOM_NOT_A_CARBON = "atom_not_a_carbon"
    UNREADABLE_ATOM = "unreadable_atom"

    # Edits
    EDITED_STRUCTURE_DIFFERS = "edited_structure_differs"
    EDITED_PEAK_NOT_IN_LIST = "edited_peak_not_in_list"
    EDITED_ATOM_IS_NO_CARBON = "edited_atom_is_no_carbon"
    EDITED_TWICE = "edited_twice"
    EDITS_CONTRADICT = "edits_contradict"

    # Training
    NO_ASSIGNED_PEAK = "no_assigned_peak"

    # Retrieval
    INVALID_FORMULA = "invalid_formula"
    NO_MOLECULE_PASSES = "no_molecule_passes"
    NO_NEAR_MOLECULE_PASSES = "no_near_molecule_passes"
    NO_PEAK_EXPLAINED = "no_peak_explained"
    UNREADABLE_HITS = "unreadable_hits"

    # Candidates of spectra
    NO_CANDIDATES = "no_candidates"
    NO_SPECTRUM_NAMED = "no_spectrum_named"
    NO_SUCH_SPECTRUM = "no_such_spectrum"
    OTHER_FORMULA = "other_formula"
    EXPLAINS_NO_PEAK = "explains_no_peak"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one row cannot be used.

    details: name and text of what the sentence cites, ordered by name; `wording.reason` says which names
    belong to a code. A value from the input is cited as Python writes it (`'banana'`, `4`), shortened if it
    is long.
    """

    code: ReasonCode
    details: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, code: ReasonCode, /, **details: object) -> Reason:
        """The reason with these details, each as text."""
        return cls(code, tuple(sorted((name, str(value)) for name, value in details.items())))
