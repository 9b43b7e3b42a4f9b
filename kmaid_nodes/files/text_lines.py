"""Text files line by line: plain or compressed, any line ends, UTF-8, UTF-16, UTF-32 or else Windows-1252."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import cast

from kmaid_nodes.errors import UserError
from kmaid_nodes.files.decompressed import decompressed

_SAMPLE = 4096
# Of the bytes of a sample: more zeros than this are no text.
_MOST_ZEROS = 1 / 500
# The marks of UTF-32 begin with those of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Without a mark: which bytes of a character are zero in nearly all text.
_ZEROS = (
    ("utf-32-le", (False, True, True, True)),
    ("utf-32-be", (True, True, True, False)),
    ("utf-16-le", (False, True)),
    ("utf-16-be", (True, False)),
)


def text_lines(path: Path) -> Iterator[str]:
    """The lines of a text file, each ending with a line feed (the last perhaps without), read as needed.

    gzip, bzip2 and xz are told by their first bytes, whatever the name. Raises UserError if the file cannot
    be read, its compression is damaged, or it is no text.
    """
    with decompressed(path) as stream:
        yield from lines_of(cast(io.BufferedIOBase, stream), str(path))


def lines_of(binary: io.BufferedIOBase, name: str) -> Iterator[str]:
    """The lines of an open binary stream; name: what to call it if it is no text (UserError).

    Line ends are line feeds, carriage returns, both, or two carriage returns before a line feed (a file
    that Windows saved twice). UTF-16 and UTF-32 are told by their mark or by their zeros. Bytes that are no
    UTF-8 are read as Windows-1252, so that no byte stops the reading.
    """
    buffered = io.BufferedReader(cast(io.RawIOBase, binary), 1 << 16)
    sample = buffered.peek(_SAMPLE)[:_SAMPLE]
    encoding = _encoding(sample)
    if encoding is None:
        raise UserError(f"{name} is not a text file.")
    lines: Iterator[str]
    errors = _WINDOWS if encoding.startswith("utf-8") else "replace"
    if b"\r\r\n" in sample.replace(b"\0", b""):
        lines = _singly_ended(io.TextIOWrapper(buffered, encoding, errors=errors, newline=""))
    else:
        lines = io.TextIOWrapper(buffered, encoding, errors=errors)
    for first in lines:
        yield first.removeprefix("\ufeff")
        break
    yield from lines


def _singly_ended(lines: Iterable[str]) -> Iterator[str]:
    """Lines with a line feed for whatever ends them, be it two carriage returns and a line feed."""
    after_return = False
    for line in lines:
        doubled = after_return and line == "\r\n"
        after_return = line.endswith("\r")
        if not doubled:
            yield line.rstrip("\r\n") + "\n" if line.endswith(("\r", "\n")) else line


def _encoding(sample: bytes) -> str | None:
    for mark, name in _MARKS:
        if sample.startswith(mark):
            return name
    zeros = sample.count(0)
    if not zeros:
        return "utf-8"
    for name, pattern in _ZEROS:
        width = len(pattern)
        characters = len(sample) // width
        if characters and all(
            (sample[k::width].count(0) > 0.8 * characters) == zero
            and (zero or sample[k::width].count(0) < 0.05 * characters)
            for k, zero in enumerate(pattern)
        ):
            return name
    return "utf-8" if zeros <= _MOST_ZEROS * len(sample) else None


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    damaged = error.object[error.start : error.end]
    return "".join(_windows_character(byte) for byte in damaged), error.end


def _windows_character(byte: int) -> str:
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:  # five bytes are none there
        return chr(byte)


_WINDOWS = "kmaid_windows_1252"
codecs.register_error(_WINDOWS, _as_windows)
