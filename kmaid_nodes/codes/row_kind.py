"""What a row of a table of assignments is, as stable codes."""

from enum import StrEnum


class RowKind(StrEnum):
    """A carbon with a peak, a carbon without one, one that the experiment cannot show, or a row not usable.

    An unassigned peak has its `PeakKind` instead.
    """

    ASSIGNED = "assigned"
    MISSING = "missing"
    NOT_IN_EXPERIMENT = "not_in_experiment"
    FAILED = "failed"
