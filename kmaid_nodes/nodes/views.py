"""What the views show, gathered while a node runs and bounded in number."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from kmaid_nodes.nodes.progress import Progress, wait_for

if TYPE_CHECKING:
    from kmaid_nodes.model.predictor import Predictor
    from kmaid_nodes.reading.record import Record

_DRAWING = "Drawing the view"


def drawn(page: Callable[[], str], progress: Progress) -> str:
    """A page that takes a while to draw; Cancel is heard meanwhile."""
    return wait_for(page, lambda: progress.show(0.99, _DRAWING))


class RetrievalView:
    """The first queries and their best hits."""

    def __init__(self, predictor: Predictor, limit: int, hits: int = 5):
        self.predictor = predictor
        self.limit = limit
        self.hits = hits
        self._queries: list[tuple[str, Any, list[dict[str, Any]]]] = []
        self._refused: list[tuple[str, str]] = []

    @property
    def full(self) -> bool:
        """Whether no more queries are taken."""
        return len(self._queries) + len(self._refused) >= self.limit

    def add(self, name: str, record: Record, hits: list[dict[str, Any]]) -> None:
        """A query, and its rows of the table of hits: rank, library_id, smiles, score, or error."""
        if self.full:
            return
        if hits and hits[0]["error"]:
            self._refused.append((name, hits[0]["error"]))
        else:
            self._queries.append((name, record.peaks or (), hits[: self.hits]))

    def html(self, progress: Progress, rows: int) -> str:
        """The view. rows: of the whole table."""
        return drawn(lambda: self._drawn(rows), progress)

    def _drawn(self, rows_of_table: int) -> str:
        from kmaid_nodes.report.content import Report, RetrievedQuery
        from kmaid_nodes.report.html import report_html
        from kmaid_nodes.report.results import shown_hits

        queries = [
            RetrievedQuery(name, peaks, shown_hits(hits, self.predictor))
            for name, peaks, hits in self._queries
        ]
        shown = len(queries) + len(self._refused)
        summary = [("Queries shown", f"{shown} of {rows_of_table}")]
        return report_html(Report("13C spectrum search", summary, retrievals=queries, refused=self._refused))
