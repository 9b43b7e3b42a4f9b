"""How many peaks of a list surely are the solvent's, which then count for no carbon.

They are the lines of the solvent that is told, or the 1:1:1 triplet of CDCl3 where none is told.
"""

from __future__ import annotations

import numpy as np

from kmaid_nodes.assignment.settings import ExtraneousSettings
from kmaid_nodes.chemistry.extraneous_signals import extraneous_signals, told_solvents

_TRIPLET_SOLVENT = "CDCl3"


def surely_solvent(ppm: np.ndarray, solvent: str | None, settings: ExtraneousSettings) -> int:
    """The number of peaks; ppm: [peaks]; solvent: canonical name, None if not told."""
    told = bool(told_solvents(solvent))
    lines = [s.ppm for s in extraneous_signals(solvent or _TRIPLET_SOLVENT) if s.compound == s.solvent]
    within = settings.named_within_ppm
    near = [np.sort(ppm[np.abs(ppm - line) <= within]) for line in lines]
    if told:
        return int(sum(_of_line(peaks, settings) for peaks in near))
    return sum(3 for peaks in near if _is_triplet(peaks, settings))


def _of_line(peaks: np.ndarray, settings: ExtraneousSettings) -> int:
    """How many of the peaks near a line are it: the whole triplet, or one; others may be of carbons."""
    return 3 if _is_triplet(peaks, settings) else min(len(peaks), 1)


def _is_triplet(peaks: np.ndarray, settings: ExtraneousSettings) -> bool:
    """Three equidistant peaks; peaks: rising."""
    if len(peaks) != 3:
        return False
    first, second = np.diff(peaks)
    return bool(min(first, second) > 0 and abs(first - second) <= settings.triplet_uneven_ppm)
