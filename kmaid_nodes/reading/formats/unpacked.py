"""Zip archives, unpacked into a folder of their own for as long as they are read."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from kmaid_nodes.errors import UserError
from kmaid_nodes.reading.formats.known_names import is_hidden, is_raw_data

MOST_BYTES = 1 << 30
MOST_FILES = 10_000
_ROWS = 1 << 20


@contextmanager
def unpacked(path: Path) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """A folder with the files of an archive, and the names of those left packed: raw data of spectrometers.

    Only `acqus` of the raw data is unpacked. Raises UserError for a damaged archive, one with a password, and
    one that would fill more than 1 GB or has more than 10,000 files.
    """
    with TemporaryDirectory(prefix="kmaid") as folder:
        try:
            with zipfile.ZipFile(path) as archive:
                left = _unpack(archive, Path(folder), path.name)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
            raise UserError(f"{path.name} is a damaged or incomplete zip archive.") from error
        except RuntimeError as error:  # so zipfile calls a missing password
            raise UserError(f"{path.name} has a password; unpack it and choose the files.") from error
        yield Path(folder), left


def _unpack(archive: zipfile.ZipFile, folder: Path, name: str) -> tuple[str, ...]:
    members = [member for member in archive.infolist() if not member.is_dir()]
    if len(members) > MOST_FILES:
        raise UserError(f"{name} holds more than {MOST_FILES:,} files; divide it.")
    left: list[str] = []
    written = 0
    for member in members:
        parts = PurePosixPath(member.filename.replace("\\", "/")).parts
        if any(is_hidden(part) or ":" in part or part in ("/", "..") for part in parts):
            continue
        if is_raw_data(parts[-1]) and parts[-1] != "acqus":
            left.append("/".join(parts))
            continue
        target = folder.joinpath(*parts)
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(member) as packed, target.open("wb") as file:
            while block := packed.read(_ROWS):
                written += len(block)
                if written > MOST_BYTES:
                    raise UserError(f"{name} would fill more than 1 GB when unpacked; divide it.")
                file.write(block)
    return tuple(left)
