"""What can go wrong: the user must change something, one row cannot be used, or a task was stopped."""

from __future__ import annotations

from collections.abc import Callable

from kmaid_nodes.codes.reason import Reason, ReasonCode
from kmaid_nodes.wording.reason import reason_sentence


class UserError(Exception):
    """Something the user must change; its text is one clear sentence.

    The command line prints it and exits with code 2; a node shows it in KNIME.
    """


class ColumnNotNamed(UserError):
    """A table needs a column that no name reveals, so the user must name it.

    column: its field of `TableColumns`; content: what it should hold, present: what the table has, in words.
    """

    def __init__(self, column: str, content: str, present: str):
        super().__init__(column, content, present)
        self.column, self.content, self.present = column, content, present

    def __str__(self) -> str:
        return self.sentence(f'name it with columns={{"{self.column}": "NAME"}}')

    def sentence(self, remedy: str) -> str:
        """The text, with the way to name the column."""
        return f"No column looks like {self.content}; {remedy}; {self.present}."


class UnusableRow(Exception):
    """One row (a structure, a peak list, a record) cannot be used; `reason` says why, its text in words.

    It never ends a table: the row is returned with the reason, and the other rows are processed. details:
    what the sentence of the code cites (see `wording.reason`).
    """

    reason: Reason

    def __init__(self, code: ReasonCode, /, **details: object):
        super().__init__(code)
        self.reason = Reason.of(code, **details)

    @classmethod
    def of(cls, reason: Reason) -> UnusableRow:
        """The exception of a known reason, such as that of a record that was read before."""
        return cls(reason.code, **dict(reason.details))

    def __str__(self) -> str:
        return reason_sentence(self.reason)

    def __reduce__(self) -> tuple[Callable[[Reason], UnusableRow], tuple[Reason]]:
        return UnusableRow.of, (self.reason,)


class Cancelled(Exception):
    """The user asked a long task to stop."""
