"""Results must not overwrite each other or the input."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kmaid_nodes.errors import UserError


def check_different(files: Sequence[Path]) -> None:
    """Raises UserError if two of the files are the same."""
    if len({path.resolve() for path in files}) < len(files):
        raise UserError("The results must be written to different files, and not over the input.")
