"""A text file of compounds, one InChIKey or its first block a line."""

from __future__ import annotations

import re
from pathlib import Path

from kmaid_nodes.errors import UserError
from kmaid_nodes.files.paths import check_present
from kmaid_nodes.files.text_lines import text_lines

_KEY = re.compile(r"([A-Z]{14})(-[A-Z]{8,10}(-[A-Z])?)?")


def read_compounds(path: Path) -> frozenset[str]:
    """The first blocks of the InChIKeys in a file; empty lines, and what follows a `#`, are left out.

    Raises UserError for a file that is missing, that names no compound, or a line that is no InChIKey.
    """
    check_present(path, "list of compounds")
    blocks = set()
    for number, line in enumerate(text_lines(path), 1):
        text = line.partition("#")[0].strip()
        if not text:
            continue
        key = _KEY.fullmatch(text)
        if key is None:
            raise UserError(
                f"Line {number} of {path.name} is neither an InChIKey nor its first block of 14 capital "
                f"letters: {text[:40]!r}."
            )
        blocks.add(key[1])
    if not blocks:
        raise UserError(f"{path.name} names no compound.")
    return frozenset(blocks)
