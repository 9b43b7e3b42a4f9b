"""Couplings of a peak as text."""

from __future__ import annotations

from collections.abc import Iterable

from kmaid_nodes.writing.shift_text import shift_text


def couplings_text(couplings_hz: Iterable[float], between: str = "; ") -> str | None:
    """`245.1; 3.0`, couplings in Hz; None if there are none."""
    return between.join(map(shift_text, couplings_hz)) or None


def couplings_of_journal(couplings_hz: Iterable[float]) -> str | None:
    """`J = 245.1, 3.0 Hz`; None if there are none."""
    couplings = couplings_text(couplings_hz, ", ")
    return couplings and f"J = {couplings} Hz"
