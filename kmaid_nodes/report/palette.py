"""The colours that stand for confidence, and the three bands a reader is shown."""

from __future__ import annotations

import math

HIGH, MEDIUM, LOW, NONE = "#1f9e89", "#e59f22", "#d1495b", "#8b95a1"
HIGH_FROM, MEDIUM_FROM = 0.8, 0.5
INK = "#33404d"


def confidence_band(confidence: float | None) -> str:
    """The band of a confidence of 0 to 1: high, medium, low, or none where it is None or NaN."""
    if confidence is None or math.isnan(confidence):
        return "none"
    if confidence >= HIGH_FROM:
        return "high"
    return "medium" if confidence >= MEDIUM_FROM else "low"


def confidence_colour(confidence: float | None) -> str:
    """The colour (#rrggbb) of the band that a confidence of 0 to 1 falls into."""
    return {"high": HIGH, "medium": MEDIUM, "low": LOW, "none": NONE}[confidence_band(confidence)]
