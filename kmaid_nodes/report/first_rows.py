"""The first rows of a task, which a report shows; further ones are counted only."""

from __future__ import annotations

from typing import Generic, TypeVar

from kmaid_nodes.results.failed_row import FailedRow

Result = TypeVar("Result")


class FirstRows(Generic[Result]):
    """The first `limit` rows: the results among them, and the ids of failed rows with the reason."""

    def __init__(self, limit: int):
        self.limit = limit
        self.rows = 0
        self.results: list[Result] = []
        self.refused: list[tuple[str, str]] = []

    def add(self, result: Result | FailedRow) -> None:
        """A result, under the id of its record."""
        self.rows += 1
        if self.rows > self.limit:
            return
        if isinstance(result, FailedRow):
            self.refused.append((result.record.id, result.sentence))
        else:
            self.results.append(result)

    @property
    def shown(self) -> str:
        """`50 of 1200`."""
        return f"{min(self.rows, self.limit)} of {self.rows}"
