"""A report that is collected while records are assigned."""

from __future__ import annotations

from pathlib import Path

from kmaid_nodes.notice import NOTICE
from kmaid_nodes.report.content import Report
from kmaid_nodes.report.first_rows import FirstRows
from kmaid_nodes.report.html import report_html, write_report
from kmaid_nodes.results.assigned_molecule import AssignedMolecule


class AssignmentReport(FirstRows[AssignedMolecule]):
    """The first `limit` results of `tasks.assign`."""

    def html(self) -> str:
        """The report as one HTML page."""
        return report_html(self._report())

    def write(self, path: Path) -> None:
        """Write the HTML file; raises UserError where that cannot be."""
        write_report(path, self._report())

    def _report(self) -> Report:
        return Report(
            "13C peak assignment",
            [("Rows shown", self.shown)],
            assignments=self.results,
            refused=self.refused,
            notice=NOTICE,
        )
