"""What the views show, gathered while a node runs and bounded in number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kmaid_nodes.nodes.progress import Progress

if TYPE_CHECKING:
    import pyarrow as pa

    from kmaid_nodes.model.predictor import Predictor
    from kmaid_nodes.reading.record import Record



class AssignmentView:
    """The first rows of an assignment."""

    def __init__(self, predictor: Predictor, limit: int):
        self.predictor = predictor
        self.limit = limit
        self.rows = 0
        self._kept: list[tuple[list[Record], pa.RecordBatch]] = []
        self._records: list[Record] = []

    def watch(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """The same batches; the records of the latest one are remembered."""
        from kmaid_nodes.reading.record import from_record_batch

        for batch in batches:
            room = max(0, self.limit - self.rows)
            self._records = from_record_batch(batch.slice(0, room)) if room else []
            yield batch

    def add(self, assignments: pa.RecordBatch, names: pa.Array) -> None:
        """The assignments of the batch given last; names: of all rows, by their places."""
        import pyarrow as pa
        import pyarrow.compute as pc

        if not self._records:
            return
        ids = pa.array([record.id for record in self._records])
        kept = assignments.filter(pc.is_in(assignments.column("id"), ids))
        shown = [replace(record, id=names[int(record.id)].as_py() or "") for record in self._records]
        labels = names.take(kept.column("id").cast("int64")).fill_null("")
        self._kept.append((shown, kept.set_column(0, "id", labels)))
        self.rows += len(shown)
        self._records = []

    def html(self, progress: Progress) -> str:
        """The view."""
        from kmaid_nodes.report.content import Report
        from kmaid_nodes.report.html import report_html
        from kmaid_nodes.report.results import assigned_molecules

        import pyarrow as pa

        molecules, refused = [], []
        for records, assignments in self._kept:
            progress.show(0.99, "Drawing the view")
            found, reasons = assigned_molecules(records, pa.Table.from_batches([assignments]), self.predictor)
            molecules += found
            refused += reasons
        total = max(self.rows, progress.rows)
        summary = [("Rows shown", f"{self.rows} of {total}"), ("Assigned", len(molecules))]
        return report_html(
            Report("13C peak assignment", summary, assignments=molecules, refused=refused)
        )


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

    def html(self, progress: Progress) -> str:
        """The view."""
        from kmaid_nodes.report.content import Report, RetrievedQuery
        from kmaid_nodes.report.html import report_html

        queries = []
        for name, peaks, hits in self._queries:
            progress.show(0.99, "Drawing the view")
            queries.append(RetrievedQuery(name, peaks, [self._hit(row) for row in hits]))
        shown = len(queries) + len(self._refused)
        summary = [("Queries shown", f"{shown} of {max(shown, progress.rows)}")]
        return report_html(
            Report("13C spectrum search", summary, retrievals=queries, refused=self._refused)
        )

    def _hit(self, row: dict[str, Any]) -> Any:
        from kmaid_nodes.chemistry.structure import parse_structure
        from kmaid_nodes.errors import UnusableRow
        from kmaid_nodes.report.content import Hit

        try:
            structure = parse_structure(row["smiles"])
        except UnusableRow:
            return Hit(row["rank"], row["library_id"], None, row["score"], ())
        (density,) = self.predictor.shift_densities([structure])
        return Hit(row["rank"], row["library_id"], structure, row["score"], density.predicted_ppm.tolist())
