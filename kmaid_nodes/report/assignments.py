"""A report that is collected while a table is assigned."""

from __future__ import annotations

from pathlib import Path

from kmaid_nodes.assignment.assign import Assignment
from kmaid_nodes.model.predictor import ShiftDensities
from kmaid_nodes.notice import NOTICE
from kmaid_nodes.report.content import AssignedMolecule, Report
from kmaid_nodes.report.html import report_html, write_report
from kmaid_nodes.report.results import assigned_molecule
from kmaid_nodes.tasks.rows import Row
from kmaid_nodes.wording.reason import error_text


class AssignmentReport:
    """The first `limit` rows, usable or not; further ones are counted only."""

    def __init__(self, limit: int):
        self.limit = limit
        self.rows = 0
        self._molecules: list[AssignedMolecule] = []
        self._refused: list[tuple[str, str]] = []

    def add(self, row: Row, density: ShiftDensities | None, assignment: Assignment | None) -> None:
        """A row as `tasks.assign` tells it."""
        self.rows += 1
        if self.rows > self.limit:
            return
        if density is None or assignment is None:
            self._refused.append((row.record.id, error_text(row.reason) or ""))
        else:
            self._molecules.append(assigned_molecule(row, density, assignment))

    def html(self) -> str:
        """The report as one HTML page."""
        return report_html(self._report())

    def write(self, path: Path) -> None:
        """Write the HTML file; raises UserError where that cannot be."""
        write_report(path, self._report())

    def _report(self) -> Report:
        summary = [("Rows shown", f"{min(self.rows, self.limit)} of {self.rows}")]
        return Report(
            "13C peak assignment",
            summary,
            assignments=self._molecules,
            refused=self._refused,
            notice=NOTICE,
        )
