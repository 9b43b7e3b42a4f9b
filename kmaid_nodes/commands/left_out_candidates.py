"""Candidates that have no rank: their reasons, what is said of them, and their table."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from kmaid_nodes.commands.failed_rows import NAMED_REASONS, print_reasons

if TYPE_CHECKING:
    from kmaid_nodes.codes.reason import Reason
    from kmaid_nodes.results.failed_row import FailedRow
    from kmaid_nodes.retrieval.candidate_sets import CandidateSets


class LeftOutCandidates:
    """Candidates without a rank, with the reasons; path: of their table, None for none."""

    def __init__(self, path: Path | None):
        from kmaid_nodes.writing.table_file import check_table_path

        if path is not None:
            check_table_path(path)
        self.path = path
        self.rows: list[FailedRow] = []

    def add(self, candidate: str, reason: Reason) -> None:
        """A candidate by its id."""
        from kmaid_nodes.reading.record import Record
        from kmaid_nodes.results.failed_row import FailedRow

        self.rows.append(FailedRow(Record(candidate), reason))

    def add_without_spectrum(self, candidates: CandidateSets) -> None:
        """Those of spectra that are not there."""
        for candidate, reason in candidates.left_out():
            self.add(candidate, reason)

    def tell(self) -> None:
        """Print how many there are and the commonest reasons, and write the table."""
        from kmaid_nodes.tables.left_out import LEFT_OUT_SCHEMA, left_out_batch
        from kmaid_nodes.writing.table_file import write_table

        if self.rows:
            print(f"Candidates without a rank: {len(self.rows)}")
            codes = Counter(row.reason.code for row in self.rows)
            first = {row.reason.code: row.sentence for row in reversed(self.rows)}
            print_reasons([(code, n, first[code]) for code, n in codes.most_common(NAMED_REASONS)])
        if self.path is not None:
            write_table([left_out_batch(self.rows)], LEFT_OUT_SCHEMA, self.path)
            print(f"Rows written to {self.path}: {len(self.rows)}")
