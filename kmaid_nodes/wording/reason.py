"""The sentences that say why a row cannot be used."""

from __future__ import annotations

from kmaid_nodes.codes.reason import Reason, ReasonCode

TEMPLATES: dict[ReasonCode, str] = {
    ReasonCode.NO_STRUCTURE: "no structure given",
    ReasonCode.UNREADABLE_MOLBLOCK_LINE: (
        "cannot read the structure: line {line} of its molblock, {text}, is not {wanted}"
    ),
    ReasonCode.MOLBLOCK_ENDS_EARLY: "cannot read the structure: {promise}, but its molblock ends before",
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
    ReasonCode.UNCLOSED_QUOTE: (
        "the quotes of line {line} of the file are not closed, or stand inside a cell without being doubled"
    ),
    ReasonCode.CELL_IS_DATE: (
        "the cell holds the date {value}, which a spreadsheet may have made of a number; "
        "format the column as text and enter the value again"
    ),
    ReasonCode.CELL_IS_FORMULA: "the cell holds the formula {value}; put its value in its place",
    ReasonCode.ONE_PEAK_PER_ROW: (
        "this row and its neighbours have one peak each and the same structure under different ids; "
        "give the rows of one spectrum one id, or write its peaks as a list into one row "
        "(in KNIME, the node Table to Spectra does so)"
    ),
    ReasonCode.ROWS_APART: ("the rows of {compound} are not next to each other; sort the table by compound"),
    ReasonCode.SHIFTS_AND_LISTS: (
        "the rows of this compound hold single shifts and also whole lists; "
        "write either one row for each peak or one row for each spectrum"
    ),
    ReasonCode.NMREDATA_CELL: (
        "the column holds another field of NMReDATA than a 13C spectrum; choose NMREDATA_1D_13C"
    ),
    ReasonCode.TRUNCATED_RECORD: "the record is cut off at the end of the file",
    ReasonCode.NO_13C_SPECTRUM: "no 13C spectrum",
    ReasonCode.ONLY_PREDICTED_SPECTRA: "only predicted 13C spectra",
    ReasonCode.UNREADABLE_FILE: "cannot read the file {file}: {problem}",
    ReasonCode.OTHER_NUCLEUS: "the spectrum is of {nucleus}, not of 13C",
    ReasonCode.PERHAPS_PROTONS: (
        "the nucleus is not named, and shifts from {lowest} to {highest} ppm may be those of protons"
    ),
    ReasonCode.NO_PEAKS_PICKED: "a measured curve without a list of peaks; pick the peaks and save them",
    ReasonCode.POLYMER: "the shifts are those of a chain of {units} units, not of one small molecule",
    ReasonCode.TWO_DIMENSIONAL: "the peaks are those of a two-dimensional spectrum, not of a 13C spectrum",
    ReasonCode.UNKNOWN_UNIT: "the peaks are given in {unit}, not in ppm",
    ReasonCode.NO_FREQUENCY: "the peaks are given in Hz, but not the frequency that makes ppm of them",
    ReasonCode.INVALID_INCHI: "cannot read the structure: not a valid InChI",
    ReasonCode.UNUSABLE_DRAWING: (
        "the structure has {atoms} atoms, and from 1 to {most} can be read from a file of this kind"
    ),
    ReasonCode.UNKNOWN_ELEMENT: "the atom {atom} of the structure is of {symbol}, which is no element",
    ReasonCode.UNKNOWN_BOND: "cannot read the bond {bond} of the structure",
    ReasonCode.AROMATIC_BONDS: (
        "the aromatic bonds of the structure cannot be written as single and double ones; "
        "a hydrogen or a charge may be missing at a nitrogen"
    ),
    ReasonCode.NO_PEAK_LIST: "no peak list",
    ReasonCode.EMPTY_PEAK_LIST: "the peak list is empty",
    ReasonCode.EMPTY_SPECTRUM: "the spectrum is empty",
    ReasonCode.TOO_MANY_PEAKS: "the peak list has more than {most} entries; is it a whole spectrum?",
    ReasonCode.IMPLAUSIBLE_PEAK_COUNT: (
        "{peaks} peaks are far too many for {carbons} carbons; were other numbers read as shifts?"
    ),
    ReasonCode.NOT_A_PEAK_LIST: "a value of type {type} is not a peak list",
    ReasonCode.NO_13C_SHIFT: "the text contains no 13C shift",
    ReasonCode.PROSE_OR_TABLE: "the text is prose or a table, not a list of 13C shifts",
    ReasonCode.PROTON_SPECTRUM: "the text is a proton spectrum",
    ReasonCode.PROTON_DATA: "there are proton data ({label}) among the 13C shifts",
    ReasonCode.MISSING_VALUE: "the peak list contains a missing value",
    ReasonCode.NOT_A_NUMBER: "the peak list contains a value that is not a number",
    ReasonCode.UNREADABLE_VALUE: "cannot read {value} in the peak list",
    ReasonCode.UNREADABLE_SHIFT: "cannot read {value} among the 13C shifts",
    ReasonCode.UNREADABLE_WORDS: "cannot understand {words} in the list of 13C shifts",
    ReasonCode.TEXT_TOO_LONG: "the cell has more than {most} characters; that is no peak list",
    ReasonCode.SEVERAL_SPECTRA: "the text holds {spectra} sets of 13C shifts, where one is expected",
    ReasonCode.AMBIGUOUS_COLUMN: (
        "cannot tell which column of the pasted table holds the 13C shifts; "
        "keep its heading or paste that column alone"
    ),
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
    ReasonCode.ATOM_ORDER_MISMATCH: (
        "{shifts} shifts in atom order for {carbons} carbons; "
        "every carbon needs its shift, or - where it is not known"
    ),
    ReasonCode.ATOM_COUNT_MISMATCH: "the list of atoms has {entries} entries for {peaks} peaks",
    ReasonCode.ATOM_NOT_A_CARBON: "atom {atom}, counted from {first}, is not a carbon of the structure",
    ReasonCode.UNREADABLE_ATOM: "{value} is not the number of an atom",
    ReasonCode.EDITED_STRUCTURE_DIFFERS: "the edits are of another structure",
    ReasonCode.EDITED_PEAK_NOT_IN_LIST: (
        "the edits are of another list: the peak at {ppm} ppm does not stand where they say"
    ),
    ReasonCode.EDITED_ATOM_IS_NO_CARBON: (
        "the edits name atom {atom}, counted from 0, which is no carbon of the structure"
    ),
    ReasonCode.EDITED_TWICE: "the edits mark the peak at {ppm} ppm as solvent and as impurity",
    ReasonCode.EDITS_CONTRADICT: "the edits contradict each other about atom {atom}, counted from 0",
    ReasonCode.NO_ASSIGNED_PEAK: (
        "no peak is assigned to a carbon; if a table has the shifts in the order of the atoms, "
        "say so with --atom-order or call their column shifts_in_atom_order"
    ),
    ReasonCode.INVALID_FORMULA: "{value} is not a molecular formula; write for example C6H12O6",
    ReasonCode.NO_MOLECULE_PASSES: "no molecule of the library passes the filters",
    ReasonCode.NO_NEAR_MOLECULE_PASSES: "no candidate passes the substructure filters",
    ReasonCode.NO_PEAK_EXPLAINED: "no candidate explains any of the peaks",
    ReasonCode.UNREADABLE_HITS: "the structures of the candidates cannot be read",
    ReasonCode.NO_CANDIDATES: "the table of candidates has none for this spectrum",
    ReasonCode.NO_SPECTRUM_NAMED: "the candidate does not say to which spectrum it belongs",
    ReasonCode.NO_SUCH_SPECTRUM: "there is no spectrum {key}, to which the candidate belongs",
    ReasonCode.OTHER_FORMULA: "the candidate has the formula {own}, not {wanted} as the spectrum {spectrum}",
    ReasonCode.EXPLAINS_NO_PEAK: "the candidate explains none of the peaks of the spectrum {spectrum}",
}
"""The sentence of each code; fields in braces are names of the reason's details."""


def reason_sentence(reason: Reason) -> str:
    """The reason in words, without a capital or a full stop, so that it can follow a colon."""
    return TEMPLATES[reason.code].format_map(dict(reason.details))


def error_text(reason: Reason | None) -> str | None:
    """The cell of a column of errors: the reason in words, None where there is none."""
    return None if reason is None else reason_sentence(reason)
