"""Peaks that do not come from the compound: how likely each is one, and what it may be."""

from __future__ import annotations

import numpy as np

from kmaid_nodes.chemistry.foreign_signals import ForeignSignal, foreign_signals
from kmaid_nodes.model.peak_lists import UNKNOWN_HYDROGENS

# Foreign peaks expected in a list that has any, and the share of them that the tables know.
_EXPECTED = 2.0
_IN_TABLES = 0.85
_SPAN_PPM = 230.0
# Lines shift a little with concentration, temperature and referencing; few shift more.
_NEAR_PPM, _FAR_PPM, _SHARE_FAR = 0.06, 0.25, 0.3
_NAMED_WITHIN_PPM = 0.5


def foreign_costs(ppm: np.ndarray, hydrogens: np.ndarray, solvent: str | None) -> np.ndarray:
    """float64 [peaks]: -log of how many foreign peaks per ppm are expected there.

    ppm: [peaks]; hydrogens: int [peaks], attached, outside 0 to 3 if not known; solvent: canonical name.
    """
    signals = foreign_signals(solvent)
    at, share = np.array([s.ppm for s in signals]), np.array([s.share for s in signals])
    distance = ppm[:, None] - at
    density = (1 - _SHARE_FAR) * _normal(distance, _NEAR_PPM) + _SHARE_FAR * _normal(distance, _FAR_PPM)
    known = hydrogens < UNKNOWN_HYDROGENS
    theirs = np.array([UNKNOWN_HYDROGENS if s.hydrogens is None else s.hydrogens for s in signals])
    agrees = np.where(theirs == UNKNOWN_HYDROGENS, 0.25, np.where(hydrogens[:, None] == theirs, 0.97, 0.01))
    from_tables = (density * np.where(known[:, None], agrees, 1.0)) @ share
    elsewhere = np.where(known, 0.25, 1.0) / _SPAN_PPM
    return -np.log(_EXPECTED * (_IN_TABLES * from_tables + (1 - _IN_TABLES) * elsewhere))


def named_signal(ppm: float, hydrogens: int | None, solvent: str | None) -> ForeignSignal | None:
    """The known foreign line that a peak is most likely to be, None if none is near."""
    near = [
        s
        for s in foreign_signals(solvent)
        if abs(s.ppm - ppm) <= _NAMED_WITHIN_PPM
        and (None in (hydrogens, s.hydrogens) or hydrogens == s.hydrogens)
    ]

    def likelihood(signal: ForeignSignal) -> float:
        return signal.share * float(
            (1 - _SHARE_FAR) * _normal(ppm - signal.ppm, _NEAR_PPM)
            + _SHARE_FAR * _normal(ppm - signal.ppm, _FAR_PPM)
        )

    return max(near, key=likelihood, default=None)


def _normal(distance, width):
    return np.exp(-((distance / width) ** 2) / 2) / (width * np.sqrt(2 * np.pi))
