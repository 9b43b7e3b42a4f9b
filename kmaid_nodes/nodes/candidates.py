"""The rows of a table of candidates: their names, their spectra, and those without a rank."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import knime.extension as knext

from kmaid_nodes.nodes.options import chosen_column
from kmaid_nodes.nodes.progress import Progress
from kmaid_nodes.nodes.tables import NewTable, arrow_batches, plain_cells, records_of, row_ids, texts

if TYPE_CHECKING:
    import pyarrow as pa

    from kmaid_nodes.codes.reason import Reason
    from kmaid_nodes.model.predictor import Predictor
    from kmaid_nodes.reading.record import Record
    from kmaid_nodes.results.failed_row import FailedRow
    from kmaid_nodes.results.retrieved_spectrum import Hit
    from kmaid_nodes.retrieval.candidate_sets import CandidateSets

_SPECTRA, _CANDIDATES = "Spectra", "Candidates"


class CandidateNames:
    """What the rows of a table of candidates are called, by their places from 0 as text.

    structure, name, belongs_to: its columns; the latter two may be none.
    """

    def __init__(self, structure: str, name: str | None, belongs_to: str | None = None):
        self._structure = structure
        self._name, self._belongs_to = chosen_column(name), chosen_column(belongs_to)
        self._ids: list[tuple[str, str | None]] = []
        self._keys: list[str | None] = []

    def sets(
        self, table: knext.Table, predictor: Predictor, progress: Progress, failed: FailedCandidates
    ) -> CandidateSets:
        """The candidates of all spectra or of each; failed: gets those that cannot be used."""
        from kmaid_nodes.library_building.candidate_sets import candidate_sets

        def key_of(record: Record) -> str | None:
            return self._keys[int(record.id)]

        by_key = None if self._belongs_to is None else key_of
        sets, unusable = candidate_sets(self.records(table, progress), predictor, by_key, progress)
        for row in unusable:
            failed.add_candidate(row.record.id, row.reason)
        progress.part_done(table.num_rows)
        return sets

    def records(self, table: knext.Table, progress: Progress) -> Iterator[Record]:
        """The rows of the table, whose ids are their places; their names are noted."""
        for batch in arrow_batches(table):
            start = len(self._ids)
            names = texts(batch, self._name, progress.check).to_pylist()
            self._ids += zip(row_ids(batch).to_pylist(), names)
            self._keys += keys(batch, self._belongs_to, progress)
            for record in records_of(batch, progress.check, start, structure=self._structure):
                yield replace(record, id=str(start + int(record.id)))

    def of(self, place: str) -> tuple[str, str | None]:
        """RowID and ID."""
        return self._ids[int(place)]

    def shown(self, place: str) -> str:
        """What a reader knows a candidate by."""
        row_id, name = self.of(place)
        return name or row_id

    def cells(self, place: str) -> dict[str, str | None]:
        """The cells of a row about a candidate."""
        row_id, name = self.of(place)
        return {"library_rowid": row_id, "library_name": name}

    def of_hit(self, hit: Hit) -> dict[str, str | None]:
        """The same, with its structure."""
        return {**self.cells(hit.library_id), "smiles": hit.smiles}


def keys(batch: pa.RecordBatch, column: str | None, progress: Progress) -> list[str | None]:
    """The keys in a column of a KNIME batch, numbers as they are written without digits that say nothing."""
    from kmaid_nodes.retrieval.candidate_sets import key_text

    if column is None:
        return [None] * batch.num_rows
    cells = plain_cells(batch.column(batch.schema.names.index(column)), progress.check)
    return [key_text(cell) for cell in cells.to_pylist()]


def failed_columns() -> list[knext.Column]:
    """The columns of the table of failed rows of two inputs."""
    names = ("Table", "RowID of the row", "ID", "Reason", "Error code")
    return [knext.Column(knext.string(), name) for name in names]


class FailedCandidates:
    """Collects spectra that could not be used and candidates without a rank."""

    def __init__(self, names: CandidateNames):
        self._names = names
        self._rows: list[tuple[str, str, str | None, str, str]] = []
        self._failed_spectra: set[str] = set()

    @property
    def spectra(self) -> int:
        """Number of rows of the spectra; one with several sets of shifts counts once."""
        return len(self._failed_spectra)

    @property
    def candidates(self) -> int:
        """Number of rows about candidates."""
        return sum(row[0] == _CANDIDATES for row in self._rows)

    def add_spectrum(self, row_id: str, name: str | None, row: FailedRow) -> None:
        """A spectrum and why it has no ranking."""
        self._failed_spectra.add(row_id)
        self._rows.append((_SPECTRA, row_id, name, row.sentence, str(row.reason.code)))

    def add_candidate(self, place: str, reason: Reason) -> None:
        """A candidate and why it has no rank."""
        from kmaid_nodes.wording.reason import reason_sentence

        row_id, name = self._names.of(place)
        self._rows.append((_CANDIDATES, row_id, name, reason_sentence(reason), str(reason.code)))

    def add_without_spectrum(self, sets: CandidateSets) -> None:
        """The candidates of spectra that are not there."""
        for place, reason in sets.left_out():
            self.add_candidate(place, reason)

    def table(self) -> Any:
        """All of them: which table, which row, and why."""
        out = NewTable(failed_columns())
        out.append([list(column) for column in zip(*self._rows)] if self._rows else [[]] * 5)
        return out.finish()
