"""What the views show: a limited number of rows, collected while a node runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kmaid_nodes.nodes.progress import Progress, wait_for

if TYPE_CHECKING:
    from kmaid_nodes.model.predictor import Predictor
    from kmaid_nodes.nodes.search import Names
    from kmaid_nodes.results.failed_row import FailedRow
    from kmaid_nodes.results.retrieved_spectrum import RetrievedSpectrum

_DRAWING = "Drawing the view"


def drawn(page: Callable[[], str], progress: Progress) -> str:
    """A page that takes a while to draw; Cancel works meanwhile."""
    return wait_for(page, lambda: progress.show(0.99, _DRAWING))


class RetrievalView:
    """The first queries and their best hits."""

    def __init__(self, predictor: Predictor, limit: int, hits: int = 5):
        self.predictor = predictor
        self.limit = limit
        self.hits = hits
        self._queries: list[RetrievedSpectrum] = []
        self._refused: list[tuple[str, str]] = []

    def add(self, name: str, result: RetrievedSpectrum | FailedRow, named: Names) -> None:
        """The result of a query with its `name` for the reader; named: the names of its hits."""
        from kmaid_nodes.results.failed_row import FailedRow

        if len(self._queries) + len(self._refused) >= self.limit:
            return
        if isinstance(result, FailedRow):
            self._refused.append((name, result.sentence))
            return
        hits = []
        for hit in result.hits[: self.hits]:
            names = named(hit)
            shown = names["library_name"] or names.get("library_rowid") or ""
            hits.append(replace(hit, library_id=shown, smiles=names["smiles"]))
        self._queries.append(replace(result, record=replace(result.record, id=name), hits=tuple(hits)))

    def html(self, progress: Progress, rows: int) -> str:
        """The view. rows: of the whole table."""
        return drawn(lambda: self._drawn(rows), progress)

    def _drawn(self, rows_of_table: int) -> str:
        from kmaid_nodes.report.content import Report
        from kmaid_nodes.report.drawn_hits import drawn_queries
        from kmaid_nodes.report.html import report_html

        queries = drawn_queries(self._queries, self.predictor)
        shown = len(queries) + len(self._refused)
        summary: list[tuple[str, Any]] = [("Queries shown", f"{shown} of {rows_of_table}")]
        return report_html(Report("13C spectrum search", summary, retrievals=queries, refused=self._refused))
