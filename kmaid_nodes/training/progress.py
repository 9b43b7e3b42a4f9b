"""How far a training of several stages is, for whoever watches it and may stop it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

# Called with the share done, 0 to 1, and a few words; it may raise Cancelled.
OnProgress = Callable[[float, str], None]


def unwatched(share: float, message: str) -> None:
    """For trainings that nobody watches."""


class RunProgress:
    """The share done over all stages, each of which counts as much as its `work`."""

    def __init__(self, on_progress: OnProgress, work: Sequence[float]):
        self._on_progress = on_progress
        self._work = work
        self._stage, self._share, self._message = 0, 0.0, ""

    def begin(self, stage: int, message: str) -> None:
        """The stage of this number begins, counted from 0."""
        self._stage = stage
        self.show(0.0, message)

    def show(self, share: float, message: str) -> None:
        """So much of the present stage is done, 0 to 1; may raise Cancelled."""
        self._share, self._message = min(1.0, share), message
        self.check_cancelled()

    def check_cancelled(self) -> None:
        """Raises Cancelled if whoever watches wants it."""
        done = sum(self._work[: self._stage]) + self._share * self._work[self._stage]
        self._on_progress(done / sum(self._work), self._message)
