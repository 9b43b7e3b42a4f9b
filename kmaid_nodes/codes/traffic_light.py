"""What a check of structure and spectrum comes to, for a glance."""

from __future__ import annotations

from enum import StrEnum


class TrafficLight(StrEnum):
    """Register it, look at it, do not register it, cannot be told; the values are stable."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    GREY = "grey"
