"""The progress that a command shows."""

from __future__ import annotations

import sys


class RowCounter:
    """Shows on a terminal how many rows are done, or how much of the work on all of them."""

    _shown = ""

    def __enter__(self) -> RowCounter:
        return self

    def __call__(self, rows: int) -> None:
        """Show the number of rows."""
        self._show(f"{rows} rows")

    def step(self, share: float, message: str) -> None:
        """Show the share of the work that is done, 0 to 1, and what goes on."""
        self._show(f"{share:4.0%} {message}")

    def _show(self, line: str) -> None:
        if sys.stderr.isatty() and line != self._shown:
            print(f"\r{line:{len(self._shown)}}", end="", file=sys.stderr, flush=True)
            self._shown = line

    def __exit__(self, *_: object) -> None:
        if sys.stderr.isatty():
            print(file=sys.stderr)
