"""What a registration in KNIME did to the files that KNIME reads."""

from __future__ import annotations

from enum import StrEnum


class Change(StrEnum):
    """What became of an entry or a line."""

    ADDED = "added"
    REPLACED = "replaced"
    PRESENT = "present"
    REMOVED = "removed"
    ABSENT = "absent"
    NEEDED_BY_OTHERS = "needed_by_others"
