"""Which kind of file a file is, by its name and its first part."""

from __future__ import annotations

import io
import re
from pathlib import Path

from rdkit import Chem, rdBase

from kmaid_nodes.codes.file_format import FileFormat, OtherFile
from kmaid_nodes.errors import UserError
from kmaid_nodes.files.decompressed import decompressed
from kmaid_nodes.files.text_lines import lines_of
from kmaid_nodes.reading.formats.bruker_peak_text import is_topspin_table
from kmaid_nodes.reading.formats.known_names import OTHER_ENDINGS, is_raw_data
from kmaid_nodes.reading.formats.magic import kind_of_bytes
from kmaid_nodes.reading.formats.registry import FORMATS, READABLE_ENDINGS, plain_name
from kmaid_nodes.reading.formats.text_table import has_header

_HEAD = 1 << 16
_COUNTS = re.compile(r"[ \d]{6}.{0,40}V[23]000")
_ROOT = re.compile(r"<([A-Za-z_][\w.:-]{0,60})")
_XML_KINDS: dict[str, FileFormat | OtherFile] = {
    "PeakList": FileFormat.BRUKER_PEAK_LIST,
    "cml": FileFormat.CML,
    "molecule": FileFormat.CML,
    "list": FileFormat.CML,
    "spectrum": FileFormat.CML,
    "CDXML": OtherFile.CHEMDRAW,
    "MDocument": OtherFile.MARVIN,
    "nmrML": OtherFile.NMRML,
    "html": OtherFile.WEB_PAGE,
    "svg": OtherFile.PICTURE,
}
_XYZ_ATOM = re.compile(r"\s*[A-Z][a-z]?(?:\s+-?\d{1,4}(?:\.\d{0,16}(?:[eE][-+]?\d{1,2})?)?){3}\s*")
_JCAMP = (".jdx", ".dx", ".jcamp")
_STRUCTURE_ENDINGS = (".sd", ".sdf", ".mol", ".mdl")
# Programs write text under this ending so that Excel opens it.
_TEXT_FOR_EXCEL = ".xls"
_TEXT_ENDINGS = (".txt", ".dat", ".tab", "")
# Endings that tell all that is needed: the content of such files can look like much else.
_BY_ENDING = {
    ending: form.kind
    for form in FORMATS
    for ending in form.endings
    if form.kind not in (FileFormat.SPECTRUM_TEXT, FileFormat.BRUKER_PEAK_TEXT)
    and ending not in (*_TEXT_ENDINGS, ".xml")
}


def kind_of_file(path: Path, has_columns: bool = False) -> FileFormat | OtherFile | None:
    """The kind of a file, None if nothing shows it; has_columns: whether the user named columns of a table.

    What cannot be mistaken goes by the content, whatever the ending: an SD file named `.txt`, a PDF named
    `.csv`. Then the ending decides, and for `.txt`, `.dat` and unknown endings the content again. Raises
    UserError if the file cannot be read.
    """
    ending = _ending(path.name)
    if is_raw_data(path.name):
        return OtherFile.RAW_DATA
    with decompressed(path) as stream:
        head = stream.read(_HEAD)
    by_bytes = kind_of_bytes(head, path)
    if by_bytes is not None:
        return by_bytes
    if not head.strip():
        # An empty file of a known kind has no records, or its reader says what is missing.
        return _BY_ENDING.get(ending) or (FileFormat.TABLE if ending == ".txt" else OtherFile.EMPTY)
    lines = _lines(head)
    if lines is None:
        return OTHER_ENDINGS.get(ending) or _BY_ENDING.get(ending) or OtherFile.BINARY
    return (
        _of_clear_text(lines, ending)
        or (None if ending == _TEXT_FOR_EXCEL else OTHER_ENDINGS.get(ending))
        or _BY_ENDING.get(ending)
        or _of_plain_text(lines, has_columns)
    )


def _ending(name: str) -> str:
    """The ending without that of a compression."""
    plain = plain_name(name)
    return next((e for e in READABLE_ENDINGS if plain.endswith(e)), Path(plain).suffix)


def _lines(head: bytes) -> list[str] | None:
    """The lines of the first part of a text file, None if it is no text."""
    try:
        lines = [line.rstrip("\n") for line in lines_of(io.BytesIO(head), "")]
    except UserError:
        return None
    controls = sum(head.count(byte) for byte in (b"\x01", b"\x02", b"\x03", b"\x04", b"\x05", b"\x06"))
    if controls > len(head) / 500:
        return None
    return lines if len(head) < _HEAD or len(lines) < 2 else lines[:-1]


def _of_clear_text(lines: list[str], ending: str) -> FileFormat | OtherFile | None:
    """Kinds of text that cannot be mistaken."""
    told = (line.strip() for line in lines)
    first = next((line for line in told if line and not line.startswith(("$$", "#!", "# ", "#\t"))), "")
    upper = first.upper().replace(" ", "")
    if upper.startswith(("##TITLE=", "##JCAMP")):
        is_bruker = ending not in _JCAMP and any(line.startswith("##$NUC1=") for line in lines)
        return OtherFile.BRUKER_PARAMETERS if is_bruker else FileFormat.JCAMP_DX
    if first.startswith("<"):
        return _of_xml(lines)
    if first.startswith(("$RXN", "$RDFILE")):
        return OtherFile.REACTION
    if first.startswith("@<TRIPOS>") or any(line.startswith("@<TRIPOS>MOLECULE") for line in lines[:30]):
        return OtherFile.MOL2
    if first.isdecimal() and len(lines) > 2 and _XYZ_ATOM.fullmatch(lines[2]):
        return OtherFile.XYZ
    if first.startswith(("{", "[{")) and ending not in (".csv", ".tsv"):
        return OtherFile.NMRIUM if ending == ".nmrium" else OtherFile.JSON
    if first.startswith("{\\rtf"):
        return OtherFile.WORD
    if first.lower().startswith("data_") and len(first.split()) == 1:
        words = {line.strip().lower().partition("_")[0] for line in lines if not line.startswith("#")}
        is_star = any(line.strip().startswith("save_") for line in lines) or "stop" in words
        return FileFormat.NMR_STAR if is_star else OtherFile.CIF
    if ending in _STRUCTURE_ENDINGS or ending in (".csv", ".tsv"):
        return None
    if any(_COUNTS.match(line) for line in lines[2:8]) and '"' not in "".join(lines[:3]):
        is_sd = any(line.startswith(("$$$$", "> ", ">\t", "><")) for line in lines)
        return FileFormat.SD if is_sd else FileFormat.MOLFILE
    return None


def _of_xml(lines: list[str]) -> FileFormat | OtherFile:
    text = "\n".join(lines)
    if re.match(r"\s*<!doctype html", text, re.I):
        return OtherFile.WEB_PAGE
    if "<!DOCTYPE CDXML" in text:
        return OtherFile.CHEMDRAW
    root = next((m[1] for m in _ROOT.finditer(text)), "").rpartition(":")[2]
    return _XML_KINDS.get(root) or _XML_KINDS.get(root.lower()) or OtherFile.OTHER_XML


def _of_plain_text(lines: list[str], has_columns: bool) -> FileFormat | None:
    """What text is that may be a table or a list."""
    written = [line for line in lines if line.strip()]
    first = written[0].strip()
    if any(line.strip() == "loop_" for line in lines) and any("_Atom_chem_shift" in line for line in lines):
        return FileFormat.NMR_STAR
    second = written[1].strip() if len(written) > 1 else ""
    if first.startswith("InChI=") or (second.startswith("InChI=") and first.isalpha()):
        return FileFormat.INCHI
    if is_topspin_table("\n".join(lines)):
        return FileFormat.BRUKER_PEAK_TEXT
    if has_columns or has_header(lines):
        return FileFormat.TABLE
    if _are_smiles(written[:5]):
        return FileFormat.SMILES
    return FileFormat.SPECTRUM_TEXT if re.search(r"\d", first + " ".join(written[1:3])) else None


def _are_smiles(lines: list[str]) -> bool:
    words = [re.split(r"[\s,;]", line.strip())[0] for line in lines]
    if not any(len(word) > 2 for word in words):
        return False
    with rdBase.BlockLogs():
        return all(Chem.MolFromSmiles(word, sanitize=False) is not None for word in words)
