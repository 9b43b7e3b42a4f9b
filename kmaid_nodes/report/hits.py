"""A report that is collected while spectra are searched."""

from __future__ import annotations

from pathlib import Path

from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.notice import NOTICE
from kmaid_nodes.report.content import Report
from kmaid_nodes.report.drawn_hits import drawn_queries
from kmaid_nodes.report.html import write_report
from kmaid_nodes.results.failed_row import FailedRow
from kmaid_nodes.results.retrieved_spectrum import RetrievedSpectrum


class HitReport:
    """The first `limit` queries with all their hits; further ones are counted only."""

    def __init__(self, limit: int):
        self.limit = limit
        self.rows = 0
        self._queries: list[RetrievedSpectrum] = []
        self._refused: list[tuple[str, str]] = []

    def add(self, result: RetrievedSpectrum | FailedRow) -> None:
        """A result of `tasks.retrieve`, under the id of its record."""
        self.rows += 1
        if self.rows > self.limit:
            return
        if isinstance(result, FailedRow):
            self._refused.append((result.record.id, result.sentence))
        else:
            self._queries.append(result)

    def write(self, path: Path, predictor: Predictor) -> None:
        """Write the HTML file; raises UserError where that cannot be. predictor: of the shifts of hits."""
        summary = [("Queries shown", f"{min(self.rows, self.limit)} of {self.rows}")]
        queries = drawn_queries(self._queries, predictor)
        write_report(
            path,
            Report("13C spectrum search", summary, retrievals=queries, refused=self._refused, notice=NOTICE),
        )
