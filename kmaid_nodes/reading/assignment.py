"""Whether the atoms of an assigned spectrum can be those of its molblock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kmaid_nodes.reading.record import Peak


def with_sound_atoms(peaks: tuple[Peak, ...], symbols: Sequence[str] | None) -> tuple[Peak, ...]:
    """The peaks, without any atoms if one of them cannot bear a 13C shift.

    symbols: the elements of the molblock in its atom order, None if they are not known. One atom that
    is outside the molecule or no carbon shows that the numbering is another molblock's; then the
    others are wrong as well, and no carbon must be trained on another's shift.
    """
    named = [atom for peak in peaks for atom in peak.atoms]
    if symbols is not None and all(0 <= atom < len(symbols) and symbols[atom] == "C" for atom in named):
        return peaks
    return tuple(replace(peak, atoms=()) for peak in peaks)
