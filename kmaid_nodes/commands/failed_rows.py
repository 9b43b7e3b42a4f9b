"""What a command says of rows that it could not use."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

# Reasons that a message gives; the table has that of each row.
NAMED_REASONS = 3


def print_failed(failed: int) -> None:
    """Print how many rows failed, if any."""
    if failed:
        print(f"Input rows that could not be used: {failed} (see the column error_code)")


def print_reasons(reasons: Iterable[tuple[Any, int, str]]) -> None:
    """reasons: code, how often, and the sentence of the first."""
    for code, count, sentence in reasons:
        print(f"  {count} x {code}{'; the first' * (count > 1)}: {sentence}")
