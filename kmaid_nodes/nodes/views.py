"""What the views show, gathered while a node runs and bounded in number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kmaid_nodes.nodes.progress import Progress, wait_for

if TYPE_CHECKING:
    import pyarrow as pa

    from kmaid_nodes.model.predictor import Predictor
    from kmaid_nodes.reading.record import Record

_DRAWING = "Drawing the view"


class AssignmentView:
    """The first rows of an assignment."""

    def __init__(self, predictor: Predictor, limit: int):
        self.predictor = predictor
        self.limit = limit
        self._records: list[Record] = []

    def watch(self, batches: Iterable[pa.RecordBatch], names: pa.Array) -> Iterator[pa.RecordBatch]:
        """The same batches; the first records are kept. names: shown for them, by their places."""
        from kmaid_nodes.reading.record import from_record_batch

        for batch in batches:
            if room := max(0, self.limit - len(self._records)):
                for record in from_record_batch(batch.slice(0, room)):
                    self._records.append(replace(record, id=names[int(record.id)].as_py() or ""))
            yield batch

    def html(self, progress: Progress, rows: int) -> str:
        """The view. rows: of the whole table."""
        return wait_for(lambda: self._drawn(rows), lambda: progress.show(0.99, _DRAWING))

    def _drawn(self, rows_of_table: int) -> str:
        from kmaid_nodes.reading.record import to_record_batches
        from kmaid_nodes.report.content import Report
        from kmaid_nodes.report.html import report_html
        from kmaid_nodes.report.results import assigned_molecule
        from kmaid_nodes.tasks.assign import assign_rows
        from kmaid_nodes.tasks.rows import read_rows

        molecules, refused = [], []
        for rows in read_rows(to_record_batches(self._records, 8), structures=True, peaks=True):
            for row, density, assignment in assign_rows(rows, self.predictor):
                if density is None or assignment is None:
                    refused.append((row.record.id, row.reason or ""))
                else:
                    molecules.append(assigned_molecule(row, density, assignment))
        summary = [("Rows shown", f"{len(self._records)} of {rows_of_table}")]
        return report_html(Report("13C peak assignment", summary, assignments=molecules, refused=refused))


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
        return wait_for(lambda: self._drawn(rows), lambda: progress.show(0.99, _DRAWING))

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
