"""Which peaks of a list surely are the solvent's; they count for no carbon.

They are the lines of the solvent that is told, or the 1:1:1 triplet of CDCl3 where none is told. Deuterium
splits them: a carbon with one, two or three deuterium atoms shows three, five or seven equidistant lines.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from kmaid_nodes.assignment.settings import ExtraneousSettings
from kmaid_nodes.chemistry.extraneous_signals import extraneous_signals, told_solvents

_TRIPLET_SOLVENT = "CDCl3"
# Lines on each side of the middle one: of CD3, CD2 and CD.
_SIDES = (3, 2, 1)


def surely_solvent(ppm: np.ndarray, solvent: str | None, settings: ExtraneousSettings) -> int:
    """The number of peaks; ppm: [peaks]; solvent: canonical name, None if not told."""
    told = bool(told_solvents(solvent))
    count = 0
    for line in _own_lines(solvent or _TRIPLET_SOLVENT):
        of_multiplet = int(_multiplet(ppm, line, settings).sum())
        near = int((np.abs(ppm - line) <= settings.named_within_ppm).sum())
        if told:
            count += of_multiplet or min(near, 1)
        elif of_multiplet == 3:
            count += of_multiplet
    return count


def at_solvent_lines(
    ppm: np.ndarray, solvent: str | None, settings: ExtraneousSettings
) -> NDArray[np.float64]:
    """The shifts, those of the multiplets of a told solvent moved to the middles of these; ppm: [peaks]."""
    moved: NDArray[np.float64] = np.array(ppm, np.float64)
    if told_solvents(solvent):
        for line in _own_lines(solvent):
            moved[_multiplet(ppm, line, settings)] = line
    return moved


@lru_cache(maxsize=64)
def _own_lines(solvent: str | None) -> tuple[float, ...]:
    return tuple(s.ppm for s in extraneous_signals(solvent) if s.compound == s.solvent)


def _multiplet(ppm: np.ndarray, line: float, settings: ExtraneousSettings) -> NDArray[np.bool_]:
    """bool [peaks]: the largest set of 7, 5 or 3 equidistant peaks about a line of the solvent."""
    near = np.flatnonzero(np.abs(ppm - line) <= settings.multiplet_reach_ppm)
    best: list[int] = []
    if len(near) >= 3:
        middles = near[np.abs(ppm[near] - line) <= settings.named_within_ppm]
        for middle in middles[np.argsort(np.abs(ppm[middles] - line), kind="stable")].tolist():
            distances = np.abs(ppm[near] - ppm[middle])
            for apart in np.unique(distances[(distances > 0) & (distances <= settings.multiplet_apart_ppm)]):
                members = _members(ppm, near, middle, float(apart), settings)
                best = max(best, members, key=len)
    chosen = np.zeros(len(ppm), bool)
    chosen[best] = True
    return chosen


def _members(
    ppm: np.ndarray, near: np.ndarray, middle: int, apart: float, settings: ExtraneousSettings
) -> list[int]:
    """The peaks at equal distances on both sides of a middle one; empty if there are none."""
    for sides in _SIDES:
        steps = [step for step in range(-sides, sides + 1) if step]
        wanted = ppm[middle] + apart * np.array(steps)
        nearest = near[np.abs(ppm[near][None, :] - wanted[:, None]).argmin(1)]
        uneven = np.abs(ppm[nearest] - wanted).max()
        if uneven <= settings.triplet_uneven_ppm / 2 and len(set(nearest.tolist())) == len(steps):
            return [middle, *nearest.tolist()]
    return []
