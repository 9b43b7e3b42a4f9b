"""Kinds of files that their first bytes tell."""

from __future__ import annotations

import zipfile
from pathlib import Path

from kmaid_nodes.codes.file_format import FileFormat, OtherFile

_STARTS: tuple[tuple[bytes, FileFormat | OtherFile], ...] = (
    (b"PAR1", FileFormat.PARQUET),
    (b"ARROW1", FileFormat.ARROW),
    (b"FEA1", FileFormat.ARROW),
    (b"%PDF", OtherFile.PDF),
    (b"VjCD", OtherFile.CHEMDRAW),
    (b"\x89PNG", OtherFile.PICTURE),
    (b"\xff\xd8\xff", OtherFile.PICTURE),
    (b"GIF8", OtherFile.PICTURE),
    (b"II*\x00", OtherFile.PICTURE),
    (b"MM\x00*", OtherFile.PICTURE),
    (b"JEOL.NMR", OtherFile.RAW_DATA),
    (b"RMN.LOEJ", OtherFile.RAW_DATA),
    (b"\xf1\xe2\xd3\xc4", OtherFile.MNOVA),
    (b"Rar!", OtherFile.OTHER_ARCHIVE),
    (b"7z\xbc\xaf", OtherFile.OTHER_ARCHIVE),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_ENDINGS = {
    ".doc": OtherFile.WORD,
    ".ppt": OtherFile.SLIDES,
    ".mnova": OtherFile.MNOVA,
}
# The kind of a zip file by the start of the name of a file in it.
_PARTS: tuple[tuple[str, FileFormat | OtherFile], ...] = (
    ("xl/workbook.bin", OtherFile.OLD_EXCEL),
    ("xl/", FileFormat.EXCEL),
    ("word/", OtherFile.WORD),
    ("ppt/", OtherFile.SLIDES),
)


def kind_of_bytes(head: bytes, path: Path) -> FileFormat | OtherFile | None:
    """The kind of a binary file; None if its first bytes do not tell it."""
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    if head.startswith(_OLE):
        return _OLE_ENDINGS.get(path.suffix.lower(), OtherFile.OLD_EXCEL)
    if head[257:262] == b"ustar":
        return OtherFile.OTHER_ARCHIVE
    return _of_zip(head, path) if head.startswith((b"PK\x03\x04", b"PK\x05\x06")) else None


def _of_zip(head: bytes, path: Path) -> FileFormat | OtherFile:
    if b"mimetypeapplication/vnd.oasis.opendocument" in head[:200]:
        is_text = b"opendocument.text" in head[:200]
        return OtherFile.WORD if is_text else OtherFile.OPEN_DOCUMENT
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return FileFormat.EXCEL if path.name.lower().endswith((".xlsx", ".xlsm")) else FileFormat.ZIP
    for start, kind in _PARTS:
        if any(name.startswith(start) for name in names):
            return kind
    return FileFormat.ZIP
