"""Counts of a run as flow variables, for the nodes behind."""

from __future__ import annotations

from typing import Any

_PREFIX = "kmaid_"


def tell_counts(context: Any, **counts: int) -> None:
    """Set a flow variable `kmaid_...` for each count, such as `kmaid_rows` and `kmaid_failed_rows`."""
    for name, count in counts.items():
        context.flow_variables[_PREFIX + name] = int(count)
