"""Files that are understood as a whole."""

from __future__ import annotations

import io
from pathlib import Path

from kmaid_nodes.errors import UserError
from kmaid_nodes.files.decompressed import decompressed
from kmaid_nodes.files.text_lines import lines_of

MOST_BYTES = 64 * 2**20


def whole_text(path: Path, most: int = MOST_BYTES) -> str:
    """The text of a file with line feeds as line ends; UserError if it has more than `most` bytes."""
    with decompressed(path) as stream:
        content = stream.read(most + 1)
    if len(content) > most:
        raise UserError(
            f"{path.name} holds more than {most // 2**20} MB of text, which is more than a file of this kind "
            "may have; divide it."
        )
    return "".join(lines_of(io.BytesIO(content), path.name))
