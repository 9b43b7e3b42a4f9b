"""Files as they were before gzip, bzip2 or xz."""

from __future__ import annotations

import bz2
import gzip
import lzma
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

from kmaid_nodes.errors import UserError

_GZIP, _BZIP2, _XZ = b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00"


@contextmanager
def decompressed(path: Path) -> Iterator[IO[bytes]]:
    """A binary stream of a file, decompressed if its first bytes say gzip, bzip2 or xz, whatever its name.

    Raises UserError if the file cannot be read or its compression is damaged, also in the block.
    """
    kind = ""
    try:
        with path.open("rb") as file:
            start = file.read(6)
            file.seek(0)
            kind, opened = _compression(start)
            yield cast(IO[bytes], file if opened is None else opened(file))
    except (EOFError, gzip.BadGzipFile, zlib.error, lzma.LZMAError) as error:
        raise UserError(f"{path} is a damaged or incomplete {kind} file.") from error
    except OSError as error:
        if kind == "bzip2" and error.errno is None:
            raise UserError(f"{path} is a damaged or incomplete {kind} file.") from error
        raise UserError(f"Cannot read {path}: {error.strerror or error}.") from error


def _compression(start: bytes) -> tuple[str, Any]:
    if start.startswith(_GZIP):
        return "gzip", lambda file: gzip.GzipFile(fileobj=file)
    if start.startswith(_BZIP2):
        return "bzip2", bz2.BZ2File
    if start.startswith(_XZ):
        return "xz", lzma.LZMAFile
    return "", None
