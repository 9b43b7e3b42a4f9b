"""What is said of edits."""

from __future__ import annotations

from collections.abc import Sequence

# Ids that a sentence names.
_NAMED = 5


def edits_without_row(ids: Sequence[str]) -> str:
    """Which edits belong to no row of the table, at least one."""
    further = f" and {len(ids) - _NAMED} more" if len(ids) > _NAMED else ""
    return f"Edits that belong to no row of the table: {', '.join(ids[:_NAMED])}{further}"
