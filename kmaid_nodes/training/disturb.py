"""Recorded spectra made into lists as laboratories send them, with what was done to them known.

Every shift once, the peaks of one or two carbons lost, lines of solvents and impurities added: so is
measured what an assignment is worth where a list does not fit its structure.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kmaid_nodes.assignment.same_shift import TOLERANCE_PPM
from kmaid_nodes.chemistry.foreign_signals import foreign_signals
from kmaid_nodes.chemistry.known_hydrogens import UNKNOWN_HYDROGENS

SOLVENTS = ("CDCl3", "DMSO-d6", "CD3OD", "acetone-d6", "C6D6")
_SOLVENT_SHARES = (0.6, 0.2, 0.1, 0.05, 0.05)
_MOST_LOST = 2
_ADDED = 2
_SHIFTED_PPM = 0.05


@dataclass(frozen=True)
class DisturbedList:
    """ppm float64, hydrogens int64, added bool: [peaks]; lost: bool [carbons], its peak was taken out;
    solvent: canonical name of the solvent whose lines were added."""

    ppm: np.ndarray
    hydrogens: np.ndarray
    added: np.ndarray
    lost: np.ndarray
    solvent: str


def disturb(
    ppm: np.ndarray, hydrogens: np.ndarray, recorded: np.ndarray, generator: np.random.Generator
) -> DisturbedList:
    """A list of one entry per distinct peak, short of 1 to 2 carbons' peaks, with 2 foreign ones.

    ppm, hydrogens: [peaks]; recorded: float64 [carbons], in ppm, NaN where none. Added peaks stand within
    about 0.05 ppm of where the tables have them and come without a multiplicity. At least one peak of the
    compound stays.
    """
    ppm, hydrogens = _distinct(ppm, hydrogens)
    known = np.flatnonzero(~np.isnan(recorded))
    lost = np.zeros(len(recorded), bool)
    for carbon in generator.permutation(known)[: generator.integers(1, _MOST_LOST + 1)]:
        further = lost | (np.abs(recorded - recorded[carbon]) <= TOLERANCE_PPM)
        stays = ~_near(ppm, recorded[further])
        if not stays.any():
            break
        lost, ppm, hydrogens = further, ppm[stays], hydrogens[stays]
    solvent = str(generator.choice(SOLVENTS, p=_SOLVENT_SHARES))
    lines = np.array([signal.ppm for signal in foreign_signals(solvent)])
    foreign = generator.choice(lines, _ADDED, replace=False) + generator.normal(0, _SHIFTED_PPM, _ADDED)
    all_ppm = np.concatenate([ppm, foreign])
    order = np.argsort(all_ppm, kind="stable")
    return DisturbedList(
        all_ppm[order],
        np.concatenate([hydrogens, np.full(_ADDED, UNKNOWN_HYDROGENS)])[order],
        (np.arange(len(order)) >= len(ppm))[order],
        lost,
        solvent,
    )


def _distinct(ppm: np.ndarray, hydrogens: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    order = np.lexsort((hydrogens, ppm))
    ppm, hydrogens = ppm[order], hydrogens[order]
    first = np.ones(len(ppm), bool)
    first[1:] = np.diff(ppm) > TOLERANCE_PPM
    return ppm[first], hydrogens[first]


def _near(ppm: np.ndarray, others: np.ndarray) -> np.ndarray:
    return (np.abs(ppm[:, None] - others[None, :]) <= TOLERANCE_PPM).any(1)
