"""An input row that could not be used."""

from __future__ import annotations

from dataclasses import dataclass

from kmaid_nodes.codes.reason import Reason
from kmaid_nodes.reading.record import Record
from kmaid_nodes.wording.reason import reason_sentence


@dataclass(frozen=True)
class FailedRow:
    """The record and why it could not be used; every task yields it in place of a result."""

    record: Record
    reason: Reason

    @property
    def sentence(self) -> str:
        """The reason in words."""
        return reason_sentence(self.reason)


class RefusedRows:
    """Counts the input rows that could not be used; a row with several sets of shifts counts once."""

    def __init__(self) -> None:
        self.count = 0
        self._of_set: tuple[int | None, str] | None = None

    def add(self, record: Record) -> bool:
        """Whether the record, which could not be used, is of a row that was not counted before."""
        label = record.set_label
        of_set = None if label is None else (record.row, record.id.removesuffix(f"/{label}"))
        is_new = of_set is None or of_set != self._of_set
        self._of_set = of_set
        self.count += is_new
        return is_new
