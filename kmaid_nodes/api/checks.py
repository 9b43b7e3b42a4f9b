"""Checked structures, which become tables and are drawn in a notebook."""

from __future__ import annotations

from os import PathLike
from pathlib import Path

import pyarrow as pa

from kmaid_nodes.api.frame import framed
from kmaid_nodes.api.results import Results
from kmaid_nodes.errors import UserError
from kmaid_nodes.files.whole_file import write_whole
from kmaid_nodes.report.check_picture import check_png, check_svg
from kmaid_nodes.report.checks import CheckReport
from kmaid_nodes.results.checked_structure import CheckedStructure
from kmaid_nodes.results.failed_row import FailedRow
from kmaid_nodes.tables.checks import check_batch

# Molecules that a notebook shows; the tables hold all.
_SHOWN = 10


class Checks(Results[CheckedStructure]):
    """Checked structures; a notebook shows each linked with its spectrum."""

    def picture(self, place: int = 0) -> CheckPicture:
        """The picture of structure and spectrum of one result, to be shown or written.

        place: position of the result, from 0. Raises UserError if there is none, or if it failed.
        """
        if not -len(self) <= place < len(self):
            raise UserError(f"There is no result {place}; there are {len(self)}, counted from 0.")
        result = self[place]
        if isinstance(result, FailedRow):
            raise UserError(f"{result.record.id} was not checked: {result.sentence}")
        return CheckPicture(result)

    def _batch(self) -> pa.RecordBatch:
        return check_batch(self)

    def _repr_html_(self) -> str:
        report = CheckReport(_SHOWN)
        for result in self:
            report.add(result)
        return framed(report.html())


class CheckPicture:
    """A checked structure beside its spectrum; a notebook shows it."""

    def __init__(self, checked: CheckedStructure):
        self.checked = checked

    def write(self, path: str | PathLike[str]) -> None:
        """Write a `.png` or `.svg` file; raises UserError for another ending or where that cannot be."""
        target = Path(path)
        if target.suffix.lower() not in (".png", ".svg"):
            raise UserError(f"{target.name} must end in .png or .svg.")
        is_png = target.suffix.lower() == ".png"
        write_whole(target, check_png(self.checked) if is_png else check_svg(self.checked).encode())

    def _repr_svg_(self) -> str:
        return check_svg(self.checked)

    def _repr_png_(self) -> bytes:
        return check_png(self.checked)
