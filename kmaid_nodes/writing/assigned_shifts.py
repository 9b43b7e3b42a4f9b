"""Writing assigned peaks as text, in the form of nmrshiftdb2."""

from __future__ import annotations

from collections.abc import Iterable

from kmaid_nodes.chemistry.multiplicity import multiplicity_letter
from kmaid_nodes.reading.record import Peak
from kmaid_nodes.writing.shift_text import shift_text


def assigned_shifts_text(peaks: Iterable[Peak]) -> str:
    """`shift;intensity+letter;atoms|...`, which `parse_peak_list` reads back; atoms are 0-based.

    The intensity is 0.0, as it is not known; several atoms of one peak are separated by commas.
    """
    return "".join(
        f"{shift_text(peak.ppm)};0.0{multiplicity_letter(peak.hydrogens)};{','.join(map(str, peak.atoms))}|"
        for peak in peaks
    )


def multiplicity_text(peaks: Iterable[Peak]) -> str | None:
    """`S, D, ?, Q` in the order of the peaks, None if none is known."""
    letters = [multiplicity_letter(peak.hydrogens) or "?" for peak in peaks]
    return ", ".join(letters) if set(letters) - {"?"} else None
