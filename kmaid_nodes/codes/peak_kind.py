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


EXPLAINED = frozenset({PeakKind.SOLVENT, PeakKind.REFERENCE, PeakKind.MULTIPLET_LINE, PeakKind.SECOND_SET})
"""Kinds of peaks that a list of the pure compound may well have."""
