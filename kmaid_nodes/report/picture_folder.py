"""Pictures of checked structures as files in a folder."""

from __future__ import annotations

import re
from pathlib import Path

from kmaid_nodes.files.paths import make_folder
from kmaid_nodes.files.whole_file import write_whole
from kmaid_nodes.report.check_picture import check_png
from kmaid_nodes.results.checked_structure import CheckedStructure

# Any system takes these in a file's name.
_UNSAFE = re.compile(r"[^\w.-]+")
_LONGEST_NAME = 60


class PictureFolder:
    """Writes one PNG for each structure that is added.

    Raises UserError where the folder cannot be made or a file cannot be written.
    """

    def __init__(self, folder: Path):
        make_folder(folder)
        self.folder = folder
        self.written = 0
        self._names: set[str] = set()

    def add(self, checked: CheckedStructure) -> str:
        """Write its picture; the name of the file."""
        record = checked.record
        safe = _UNSAFE.sub("_", record.id).strip("._")[:_LONGEST_NAME]
        wanted = f"{record.row or 0:05d}_{safe}" if safe else f"{record.row or 0:05d}"
        name, again = wanted, 1
        while name.lower() in self._names:  # two sets of one row, or names that differ by letters left out
            again += 1
            name = f"{wanted}_{again}"
        self._names.add(name.lower())
        path = self.folder / f"{name}.png"
        write_whole(path, check_png(checked))
        self.written += 1
        return path.name
