"""What a row of a table of assignments is, as stable codes."""

from enum import StrEnum


class RowKind(StrEnum):
    """A carbon with a peak, a carbon without one, or an input row that could not be used.

    An unassigned peak has its `PeakKind` instead.
    """

    ASSIGNED = "assigned"
    MISSING = "missing"
    FAILED = "failed"
