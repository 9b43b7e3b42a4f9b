"""Text files line by line: plain or gzip, any line ends, UTF-8 or else Latin-1."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from pathlib import Path

from kmaid_nodes.errors import UserError

_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def text_lines(path: Path) -> Iterator[str]:
    """The lines of a text file, each with its line feed (carriage returns removed), read as needed.

    gzip is told by its first bytes, whatever the name. A line that is not UTF-8 is read as Latin-1, so
    that no byte stops the reading. Raises UserError if the file cannot be read or its gzip is damaged.
    """
    try:
        with path.open("rb") as file:
            is_gzip = file.read(2) == b"\x1f\x8b"
            file.seek(0)
            lines = io.BufferedReader(gzip.GzipFile(fileobj=file)) if is_gzip else file
            if lines.peek(2)[:2] in _UTF16_MARKS:
                yield from io.TextIOWrapper(lines, "utf-16", errors="replace")
                return
            for number, line in enumerate(lines):
                text = _decoded(line.removeprefix(b"\xef\xbb\xbf") if number == 0 else line)
                yield text.replace("\r\n", "\n") if text.endswith("\r\n") else text
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise UserError(f"{path} is a damaged or incomplete gzip file.") from error
    except OSError as error:
        raise UserError(f"Cannot read {path}: {error.strerror or error}.") from error


def _decoded(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("latin-1")
