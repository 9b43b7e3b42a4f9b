"""What a chemist says of a peak that is not of the compound."""

from enum import StrEnum


class PeakMark(StrEnum):
    """The values are stable: files of edits hold them."""

    SOLVENT = "solvent"
    IMPURITY = "impurity"
