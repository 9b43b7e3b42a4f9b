"""The frequency of a spectrometer as files print it."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"\d{1,4}(?:[.,]\d+)?")
_LOWEST_MHZ, _HIGHEST_MHZ = 10.0, 1500.0


def frequency_mhz(text: str | None) -> float | None:
    """The first number of a text, if it can be the frequency of a spectrometer in MHz; else None."""
    match = _NUMBER.search(text or "")
    value = float(match[0].replace(",", ".")) if match else 0.0
    return value if _LOWEST_MHZ <= value <= _HIGHEST_MHZ else None
