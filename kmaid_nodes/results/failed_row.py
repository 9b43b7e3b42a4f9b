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
