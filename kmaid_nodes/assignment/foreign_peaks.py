"""Peaks that do not come from the compound: how likely each is one, and what it may be."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from kmaid_nodes.chemistry.foreign_signals import ForeignSignal, foreign_signals
from kmaid_nodes.chemistry.known_hydrogens import UNKNOWN_HYDROGENS

# Foreign peaks expected in a list that has any, and the share of them that the tables know.
_EXPECTED = 2.0
_IN_TABLES = 0.9
_SPAN_PPM = 230.0
# Lines shift a little with concentration, temperature and referencing; few shift more.
_NEAR_PPM, _FAR_PPM, _SHARE_FAR = 0.06, 0.25, 0.3
NAMED_WITHIN_PPM = 0.5
_SAME_MULTIPLICITY = 0.97
_GRID_STEP = 0.01
_GRID = np.arange(-30.0, 260.0 + _GRID_STEP / 2, _GRID_STEP)


def foreign_costs(ppm: np.ndarray, hydrogens: np.ndarray, solvent: str | None) -> np.ndarray:
    """float64 [peaks]: -log of how many foreign peaks per ppm are expected there.

    ppm: [peaks]; hydrogens: int [peaks], attached, outside 0 to 3 if not known; solvent: canonical name.
    """
    kind = np.where(hydrogens < UNKNOWN_HYDROGENS, hydrogens, UNKNOWN_HYDROGENS)
    point = np.rint((np.clip(ppm, _GRID[0], _GRID[-1]) - _GRID[0]) / _GRID_STEP).astype(int)
    return _grid_costs(solvent)[kind, point]


@lru_cache(maxsize=32)
def _grid_costs(solvent: str | None) -> np.ndarray:
    """The costs on `_GRID` for 0 to 3 attached hydrogens and for a multiplicity that is not known."""
    found = np.zeros((UNKNOWN_HYDROGENS + 1, len(_GRID)))
    for signal in foreign_signals(solvent):
        near = slice(*np.searchsorted(_GRID, (signal.ppm - 6 * _FAR_PPM, signal.ppm + 6 * _FAR_PPM)))
        density = _line(_GRID[near] - signal.ppm)
        for kind in range(UNKNOWN_HYDROGENS):
            if signal.hydrogens is None:
                agrees = 1 / UNKNOWN_HYDROGENS
            else:
                agrees = _SAME_MULTIPLICITY if kind == signal.hydrogens else (1 - _SAME_MULTIPLICITY) / 3
            found[kind, near] += signal.share * agrees * density
        found[UNKNOWN_HYDROGENS, near] += signal.share * density
    elsewhere = np.array([1 / UNKNOWN_HYDROGENS] * UNKNOWN_HYDROGENS + [1.0])[:, None] / _SPAN_PPM
    return -np.log(_EXPECTED * (_IN_TABLES * found + (1 - _IN_TABLES) * elsewhere))


def named_signal(
    ppm: float, hydrogens: int | None, solvent: str | None, impurity_within_ppm: float = NAMED_WITHIN_PPM
) -> ForeignSignal | None:
    """The known foreign line that a peak is most likely to be, None if none is near.

    The solvent's own lines may always stand 0.5 ppm off: spectra are referenced to them, by many values.
    """
    near = [
        s
        for s in foreign_signals(solvent)
        if abs(s.ppm - ppm) <= (NAMED_WITHIN_PPM if s.compound == s.solvent else impurity_within_ppm)
        and (None in (hydrogens, s.hydrogens) or hydrogens == s.hydrogens)
    ]
    return max(near, key=lambda s: s.share * float(_line(ppm - s.ppm)), default=None)


def _line(distance):
    """Density per ppm of where a line stands, by its distance from where the tables have it."""
    return (1 - _SHARE_FAR) * _normal(distance, _NEAR_PPM) + _SHARE_FAR * _normal(distance, _FAR_PPM)


def _normal(distance, width):
    return np.exp(-((distance / width) ** 2) / 2) / (width * np.sqrt(2 * np.pi))
