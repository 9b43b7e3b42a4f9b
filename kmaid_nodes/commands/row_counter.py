"""The progress that a command shows."""

from __future__ import annotations

import sys


class RowCounter:
    """Shows on a terminal how many rows are done."""

    def __enter__(self) -> RowCounter:
        return self

    def __call__(self, rows: int) -> None:
        """Show the number of rows."""
        if sys.stderr.isatty():
            print(f"\r{rows} rows", end="", file=sys.stderr, flush=True)

    def __exit__(self, *_: object) -> None:
        if sys.stderr.isatty():
            print(file=sys.stderr)
