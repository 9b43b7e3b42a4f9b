"""What identifies a table of which nothing but its rows is known."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from itertools import islice

_ROWS_AT_ONCE = 1000


class RowDigest:
    """A digest of rows of text, in their order, however they are cut into batches."""

    def __init__(self) -> None:
        self._digest = sha256()
        self.rows = 0

    def add(self, *columns: Iterable[str | None]) -> None:
        """Further rows; columns: of equal length, None where a cell is missing."""
        rows = zip(*columns, strict=True)
        while some := list(islice(rows, _ROWS_AT_ONCE)):
            self._digest.update(b"".join(_marked(cell) for row in some for cell in row))
            self.rows += len(some)

    @property
    def source(self) -> dict[str, object]:
        """The rows as `build_library` wants its source described."""
        return {"rows": self.rows, "sha256": self._digest.hexdigest()}


def _marked(cell: str | None) -> bytes:
    """A cell with its length, so that no two rows of cells look the same."""
    if cell is None:
        return b"-;"
    text = cell.encode("utf-8", "surrogatepass")
    return b"%d;%b" % (len(text), text)
