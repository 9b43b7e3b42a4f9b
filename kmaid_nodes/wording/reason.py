"""The sentences that say why a row cannot be used."""

from __future__ import annotations

from kmaid_nodes.codes.reason import Reason, ReasonCode

TEMPLATES: dict[ReasonCode, str] = {
    ReasonCode.NO_STRUCTURE: "no structure given",
    ReasonCode.INVALID_SMILES: "cannot read the structure: not a valid SMILES{where}",
    ReasonCode.INVALID_MOLBLOCK: "cannot read the structure: not a valid molblock{where}",
    ReasonCode.INVALID_INCHI: "cannot read the structure: not a valid InChI",
    ReasonCode.NOT_A_STRUCTURE: "{text} is {kind}, which does not hold the structure; give a SMILES",
    ReasonCode.NOT_A_MOLECULE: "the drawing is not one molecule: {problem}",
    ReasonCode.CHEMISTRY_PROBLEM: "cannot read the structure: {problem}",
    ReasonCode.NO_CARBON: "the structure has no carbon",
    ReasonCode.NO_STRUCTURE_OR_PEAK_LIST: "neither a structure nor a peak list",
    ReasonCode.TOO_MANY_CELLS: (
        "the row has {cells} cells, but the header has {header_cells}; "
        "put cells that contain the separator in quotes"
    ),
    ReasonCode.TRUNCATED_RECORD: "the record is cut off at the end of the file",
    ReasonCode.NO_13C_SPECTRUM: "no 13C spectrum",
    ReasonCode.ONLY_PREDICTED_SPECTRA: "only predicted 13C spectra",
    ReasonCode.NO_PEAK_LIST: "no peak list",
    ReasonCode.EMPTY_PEAK_LIST: "the peak list is empty",
    ReasonCode.EMPTY_SPECTRUM: "the spectrum is empty",
    ReasonCode.TOO_MANY_PEAKS: "the peak list has more than {most} entries; is it a whole spectrum?",
    ReasonCode.NOT_A_PEAK_LIST: "a value of type {type} is not a peak list",
    ReasonCode.NO_13C_SHIFT: "the text contains no 13C shift",
    ReasonCode.PROSE_OR_TABLE: "the text is prose or a table, not a list of 13C shifts",
    ReasonCode.PROTON_SPECTRUM: "the text is a proton spectrum",
    ReasonCode.PROTON_DATA: "there are proton data ({label}) among the 13C shifts",
    ReasonCode.MISSING_VALUE: "the peak list contains a missing value",
    ReasonCode.NOT_A_NUMBER: "the peak list contains a value that is not a number",
    ReasonCode.UNREADABLE_VALUE: "cannot read {value} in the peak list",
    ReasonCode.UNREADABLE_SHIFT: "cannot read {value} among the 13C shifts",
    ReasonCode.UNREADABLE_SPECTRUM_ENTRY: "cannot read the spectrum entry {entry}",
    ReasonCode.UNREADABLE_SPECTRUM_LINE: "cannot read the spectrum line {line}",
    ReasonCode.SHIFT_OUT_OF_RANGE: (
        "{shift} lies outside the range of 13C shifts ({lowest} to {highest} ppm)"
    ),
    ReasonCode.LABEL_WITHOUT_SHIFT: "{label} at the end of the peak list has no shift",
    ReasonCode.AMBIGUOUS_COMMA: "cannot tell whether {text} is one shift or two",
    ReasonCode.AMBIGUOUS_NUMBER: (
        "cannot tell whether {number} {position} {shift} is a shift, a coupling or a number of carbons"
    ),
    ReasonCode.AMBIGUOUS_CARBON_COUNT: (
        "cannot tell whether {count} before {number} is a shift or a number of carbons"
    ),
    ReasonCode.AMBIGUOUS_LINE_NUMBER: "cannot tell whether {number} is a shift or the number of the line",
    ReasonCode.AMBIGUOUS_NUCLEUS: "cannot tell whether 13 after C is a shift or part of the nucleus",
    ReasonCode.INVALID_MULTIPLICITY: "{value} is not a multiplicity (S, D, T, Q or C, CH, CH2, CH3)",
    ReasonCode.INVALID_PAIR: (
        "the pair ({first}, {second}) is not a shift with its number of attached hydrogens (0 to 3)"
    ),
    ReasonCode.MULTIPLICITY_COUNT_MISMATCH: "the multiplicity list has {entries} entries for {peaks} peaks",
    ReasonCode.NO_ASSIGNED_PEAK: "no peak is assigned to a carbon",
    ReasonCode.INVALID_FORMULA: "{value} is not a molecular formula; write for example C6H12O6",
    ReasonCode.NO_MOLECULE_PASSES: "no molecule of the library passes the filters",
    ReasonCode.NO_NEAR_MOLECULE_PASSES: "no candidate passes the substructure filters",
    ReasonCode.UNREADABLE_HITS: "the structures of the candidates cannot be read",
}
"""The sentence of each code; fields in braces are names of the reason's details."""


def reason_sentence(reason: Reason) -> str:
    """The reason in words, without a capital or a full stop, so that it can follow a colon."""
    return TEMPLATES[reason.code].format_map(dict(reason.details))


def error_text(reason: Reason | None) -> str | None:
    """The cell of a column of errors: the reason in words, None where there is none."""
    return None if reason is None else reason_sentence(reason)
