"""A report of checks that is collected while structures are checked."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from kmaid_nodes.codes.traffic_light import TrafficLight
from kmaid_nodes.notice import NOTICE
from kmaid_nodes.report.content import Report
from kmaid_nodes.report.first_rows import FirstRows
from kmaid_nodes.report.html import report_html, write_report
from kmaid_nodes.results.checked_structure import CheckedStructure
from kmaid_nodes.results.failed_row import FailedRow


class CheckReport(FirstRows[CheckedStructure]):
    """The first `limit` results of `tasks.check_structures`, and how many of all have each light."""

    def __init__(self, limit: int):
        super().__init__(limit)
        self.lights: Counter[TrafficLight] = Counter()

    def add(self, result: CheckedStructure | FailedRow) -> None:
        """A result, under the id of its record."""
        super().add(result)
        if isinstance(result, CheckedStructure):
            self.lights[result.light] += 1

    def html(self) -> str:
        """The report as one HTML page."""
        return report_html(self._report())

    def write(self, path: Path) -> None:
        """Write the HTML file; raises UserError where that cannot be."""
        write_report(path, self._report())

    def _report(self) -> Report:
        lights = [(light.capitalize(), self.lights[light]) for light in TrafficLight if self.lights[light]]
        return Report(
            "13C structure check",
            [("Rows shown", self.shown), *lights],
            assignments=[result.molecule for result in self.results],
            refused=self.refused,
            notice=NOTICE,
        )
