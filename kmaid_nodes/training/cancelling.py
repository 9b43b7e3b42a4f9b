"""How long work lets itself be stopped: it calls a function again and again, which may raise Cancelled."""

from __future__ import annotations

from collections.abc import Callable

CheckCancelled = Callable[[], None]


def never_cancelled() -> None:
    """For callers that never stop the work."""
