"""What a peak is that no carbon was given."""

from __future__ import annotations

from enum import StrEnum


class PeakKind(StrEnum):
    """The kind of an unassigned peak; the values stand in tables and stay as they are."""

    SOLVENT = "solvent"
    IMPURITY = "impurity"
    MULTIPLET_LINE = "multiplet_line"
    UNEXPLAINED = "unexplained"
