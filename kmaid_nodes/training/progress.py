"""The progress of a training of several stages, reported to a function that may stop it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

# Called with the share done, 0 to 1, and a short message; it may raise Cancelled.
OnProgress = Callable[[float, str], None]


def unwatched(share: float, message: str) -> None:
    """For trainings whose progress is not shown."""


class RunProgress:
    """The share done over all stages; each counts in proportion to its `work`."""

    def __init__(self, on_progress: OnProgress, work: Sequence[float]):
        self._on_progress = on_progress
        self._work = work
        self._stage, self._share, self._message = 0, 0.0, ""

    def begin(self, stage: int, message: str) -> None:
        """Report that a stage begins; stages count from 0."""
        self._stage = stage
        self.show(0.0, message)

    def show(self, share: float, message: str) -> None:
        """Report the share of the present stage that is done, 0 to 1; may raise Cancelled."""
        self._share, self._message = min(1.0, share), message
        self.check_cancelled()

    def check_cancelled(self) -> None:
        """Report the same progress again; raises Cancelled if the training is to stop."""
        done = sum(self._work[: self._stage]) + self._share * self._work[self._stage]
        self._on_progress(done / sum(self._work), self._message)
