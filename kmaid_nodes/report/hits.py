"""A report that is collected while spectra are searched."""

from __future__ import annotations

from pathlib import Path

from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.notice import NOTICE
from kmaid_nodes.report.content import Report
from kmaid_nodes.report.drawn_hits import drawn_queries
from kmaid_nodes.report.first_rows import FirstRows
from kmaid_nodes.report.html import write_report
from kmaid_nodes.results.retrieved_spectrum import RetrievedSpectrum


class HitReport(FirstRows[RetrievedSpectrum]):
    """The first `limit` queries of `tasks.retrieve` with all their hits."""

    def write(self, path: Path, predictor: Predictor) -> None:
        """Write the HTML file; raises UserError where that cannot be. predictor: of the shifts of hits."""
        report = Report(
            "13C spectrum search",
            [("Queries shown", self.shown)],
            retrievals=drawn_queries(self.results, predictor),
            refused=self.refused,
            notice=NOTICE,
        )
        write_report(path, report)
