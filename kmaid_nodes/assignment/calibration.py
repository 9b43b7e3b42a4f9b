"""What makes the confidences of an assignment mean what they say; fitted on the validation split."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

# How a peak list was read: one peak for each carbon; taken for complete otherwise; or not.
Reading = Literal["one_to_one", "complete", "incomplete"]
READINGS: tuple[Reading, ...] = get_args(Reading)


@dataclass(frozen=True)
class LogOdds:
    """What is done to the log odds of a confidence: slope times them, and offset."""

    slope: float = 1.0
    offset: float = 0.0
