"""A report that is collected while records are assigned."""

from __future__ import annotations

from pathlib import Path

from kmaid_nodes.notice import NOTICE
from kmaid_nodes.report.content import Report
from kmaid_nodes.report.html import report_html, write_report
from kmaid_nodes.results.assigned_molecule import AssignedMolecule
from kmaid_nodes.results.failed_row import FailedRow


class AssignmentReport:
    """The first `limit` results; further ones are counted only."""

    def __init__(self, limit: int):
        self.limit = limit
        self.rows = 0
        self._molecules: list[AssignedMolecule] = []
        self._refused: list[tuple[str, str]] = []

    def add(self, result: AssignedMolecule | FailedRow) -> None:
        """A result of `tasks.assign`, under the id of its record."""
        self.rows += 1
        if self.rows > self.limit:
            return
        if isinstance(result, FailedRow):
            self._refused.append((result.record.id, result.sentence))
        else:
            self._molecules.append(result)

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
