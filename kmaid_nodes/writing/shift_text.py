"""A shift as text that reads back as the very same number."""

from __future__ import annotations

from decimal import Decimal


def shift_text(ppm: float) -> str:
    """All digits of a shift in ppm, never with an exponent: `157.61`, `26.0`, `0.00001`."""
    return format(Decimal(repr(float(ppm))), "f")
