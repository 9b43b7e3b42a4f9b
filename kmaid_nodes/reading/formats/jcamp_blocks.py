"""The blocks of a JCAMP-DX file as nmrglue reads them, without its measured curves."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from kmaid_nodes.codes.file_format import FileFormat
from kmaid_nodes.errors import UserError
from kmaid_nodes.reading.formats.packages import package_for
from kmaid_nodes.reading.formats.whole_text import whole_text

# A label of our own for the comment before a block; ChemSpectra tells there who picked the peaks.
COMMENT = "$COMMENTBEFORE"
# These may hold measured curves. Under another label, nmrglue does not try to make numbers of them.
_CURVES = ("XYDATA", "RADATA", "DATATABLE", "XYPOINTS")

Block = Mapping[str, str]


def jcamp_blocks(path: Path) -> list[Block]:
    """Each block's values by label, upper case and without blanks, hyphens, slashes and underlines.

    Blocks of one data type come in the file's order. Raises UserError if the file cannot be read, is cut off,
    holds no block, or nmrglue is not installed.
    """
    nmrglue = package_for(FileFormat.JCAMP_DX, "nmrglue")
    text = whole_text(path)
    if "##END" not in text[text.rfind("##") :].upper():
        raise UserError(f"{path.name} is cut off: its last block has no end (##END=).")
    lines = list(_without_curves(text))
    with TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of files without a curve
        plain = Path(folder) / "peaks.jdx"
        plain.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        try:
            found, _ = nmrglue.jcampdx.read(str(plain))
        except Exception as error:  # whatever a damaged file makes of its parser
            raise UserError(f"{path.name} is a damaged JCAMP-DX file.") from error
    blocks: list[Block] = [
        {label: "\n".join(values) for label, values in block.items()}
        for kind, group in found.items()
        if kind.startswith("_datatype_")
        for block in group
    ]
    if not blocks:
        raise UserError(f"{path.name} is a JCAMP-DX file without any data.")
    return blocks


def _without_curves(text: str) -> Iterator[str]:
    """The lines without measured curves, labels in capitals, comments before blocks under a label."""
    comment = ""
    in_curve = False
    for line in text.split("\n"):
        if not line.lstrip().startswith("##"):
            if line.lstrip().startswith("$$"):
                comment = line.strip("$ =")
            if not in_curve:
                yield line
            continue
        label, equals, value = line.lstrip()[2:].partition("=")
        name = "".join(label.upper().split())
        in_curve = name in _CURVES and "++" in value
        own = "$" if name in _CURVES else ""
        yield f"##{own}{label.strip().upper()}{equals}{value}"
        if name == "TITLE" and comment:
            yield f"##{COMMENT}={comment}"
            comment = ""


def value_of(block: Block, label: str) -> str:
    """The first line of a value; empty if the block does not have it."""
    value: Any = block.get(label, "")
    return str(value).strip().split("\n", 1)[0].strip()
