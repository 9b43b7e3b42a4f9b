"""What comes through the standard input, as a file."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from kmaid_nodes.errors import UserError

NAME = "-"
_STEM = "input"


@contextmanager
def standard_input_file() -> Iterator[Path]:
    """A file with all that the standard input gives, there while it is read; UserError if it is empty."""
    with TemporaryDirectory(prefix="kmaid") as folder:
        path = Path(folder) / _STEM
        with path.open("wb") as file:
            shutil.copyfileobj(sys.stdin.buffer, file)
        if not path.stat().st_size:
            raise UserError("The standard input is empty.")
        yield path
