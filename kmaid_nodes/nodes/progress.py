"""Progress and Cancel, without asking KNIME too often."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

from kmaid_nodes.errors import Cancelled

Result = TypeVar("Result")

_SECONDS = 0.2


class Progress:
    """Shows in KNIME how far a node is, and raises Cancelled when the user has pressed Cancel.

    Called with the number of rows done, as the tasks do. KNIME is asked at the first call and then at
    most every 0.2 s: every question crosses to another process.
    """

    def __init__(self, context: Any, rows: int = 0):
        self.context = context
        self.rows = rows
        self.before = 0
        self._asked = float("-inf")

    def __call__(self, done: int) -> None:
        """`done` rows of the current part are done."""
        rows = self.before + done
        self.show(rows / self.rows if self.rows else 0.0, f"{rows} of {self.rows} rows")

    def show(self, share: float, message: str) -> None:
        """A share done (0 to 1) and what is going on; raises Cancelled."""
        if self._due():
            self.context.set_progress(min(1.0, max(0.0, float(share))), message)
            self._ask()

    def check(self) -> None:
        """Raises Cancelled if the user wants to stop."""
        if self._due():
            self._ask()

    def part_done(self, rows: int) -> None:
        """Rows done from now on are added to these."""
        self.before += rows

    def _due(self) -> bool:
        return time.monotonic() - self._asked >= _SECONDS

    def _ask(self) -> None:
        self._asked = time.monotonic()
        if self.context.is_canceled():
            raise Cancelled


def wait_for(work: Callable[[], Result], tick: Callable[[], None]) -> Result:
    """The result of `work`, which runs in a thread of its own while `tick` is called again and again.

    For long steps that cannot ask KNIME themselves. When `tick` raises Cancelled the caller is free at
    once; the thread ends with its step, and with the process at the latest.
    """
    outcome: list[Result] = []
    problem: list[BaseException] = []

    def run() -> None:
        try:
            outcome.append(work())
        except BaseException as error:
            problem.append(error)

    thread = threading.Thread(target=run, name="kmaid", daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(_SECONDS / 2)
        tick()
    if problem:
        raise problem[0]
    return outcome[0]
