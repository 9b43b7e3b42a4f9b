"""Files that are there whole or not at all."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kmaid_nodes.errors import UserError


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Where to write what becomes `path` when the block ends well; otherwise `path` stays as it was."""
    # Another process or thread may be at the same file.
    partial = path.with_name(f"{path.name}.{os.getpid()}.{threading.get_ident()}.part")
    try:
        yield partial
        partial.replace(path)
    finally:
        with suppress(OSError):
            partial.unlink()


def write_whole(path: Path, data: bytes, called: str = "") -> None:
    """Write a file in one step; raises UserError where it cannot be written. called: such as `the report`."""
    try:
        with whole_file(path) as partial:
            partial.write_bytes(data)
    except OSError as error:
        what = f"{called} to {path}" if called else path
        raise UserError(f"Cannot write {what}: {error.strerror or error}.") from error
