"""What an unassigned peak is."""

from __future__ import annotations

from enum import StrEnum


class PeakKind(StrEnum):
    """The kind of an unassigned peak; the values are stable, since tables hold them."""

    SOLVENT = "solvent"
    IMPURITY = "impurity"
    MULTIPLET_LINE = "multiplet_line"
    SECOND_SET = "second_set"
    UNEXPLAINED = "unexplained"
    REFERENCE = "reference"
