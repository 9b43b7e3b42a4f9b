"""How long work can be stopped: it keeps calling a function, which may raise Cancelled."""

from __future__ import annotations

from collections.abc import Callable

CheckCancelled = Callable[[], None]


def never_cancelled() -> None:
    """For work that is never stopped."""
