"""Recorded spectra, corrupted as lists from laboratories often are, with a record of every change.

Every shift is listed once, the peaks of one or two carbons are missing, and lines of solvents and impurities
are added. Such lists show how good an assignment is where a list does not fit its structure.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kmaid_nodes.assignment.same_shift import TOLERANCE_PPM
from kmaid_nodes.chemistry.extraneous_signals import extraneous_signals
from kmaid_nodes.chemistry.known_hydrogens import UNKNOWN_HYDROGENS

SOLVENTS = ("CDCl3", "DMSO-d6", "CD3OD", "acetone-d6", "C6D6")
_SOLVENT_SHARES = (0.6, 0.2, 0.1, 0.05, 0.05)
_MOST_MISSING = 2
_ADDED = 2
_SHIFTED_PPM = 0.05


@dataclass(frozen=True)
class CorruptedList:
    """ppm: float64 [peaks]; hydrogens: int64 [peaks]; extraneous: bool [peaks], the peak was added; missing:
    bool [carbons], the carbon's peak was removed; solvent: canonical name of the solvent whose lines were
    added."""

    ppm: np.ndarray
    hydrogens: np.ndarray
    extraneous: np.ndarray
    missing: np.ndarray
    solvent: str


def corrupt(
    ppm: np.ndarray, hydrogens: np.ndarray, recorded: np.ndarray, generator: np.random.Generator
) -> CorruptedList:
    """A list of one entry per distinct peak, without the peaks of 1 or 2 carbons and with 2 extraneous ones.

    ppm, hydrogens: [peaks]; recorded: float64 [carbons], in ppm, NaN where none. Added peaks lie within about
    0.05 ppm of their tabulated shift and have no multiplicity. At least one peak of the compound stays.
    """
    ppm, hydrogens = distinct_peaks(ppm, hydrogens)
    known = np.flatnonzero(~np.isnan(recorded))
    missing = np.zeros(len(recorded), bool)
    for carbon in generator.permutation(known)[: generator.integers(1, _MOST_MISSING + 1)]:
        with_carbon = missing | (np.abs(recorded - recorded[carbon]) <= TOLERANCE_PPM)
        stays = ~_near(ppm, recorded[with_carbon])
        if not stays.any():
            break
        missing, ppm, hydrogens = with_carbon, ppm[stays], hydrogens[stays]
    solvent, added = drawn_lines(_ADDED, generator)
    all_ppm = np.concatenate([ppm, added])
    order = np.argsort(all_ppm, kind="stable")
    return CorruptedList(
        all_ppm[order],
        np.concatenate([hydrogens, np.full(_ADDED, UNKNOWN_HYDROGENS)])[order],
        (np.arange(len(order)) >= len(ppm))[order],
        missing,
        solvent,
    )


def drawn_lines(number: int, generator: np.random.Generator) -> tuple[str, np.ndarray]:
    """A solvent (canonical name) and float64 [number], in ppm: lines of it or of impurities in it."""
    solvent = str(generator.choice(SOLVENTS, p=_SOLVENT_SHARES))
    lines = np.array([signal.ppm for signal in extraneous_signals(solvent)])
    return solvent, generator.choice(lines, number, replace=False) + generator.normal(0, _SHIFTED_PPM, number)


def distinct_peaks(ppm: np.ndarray, hydrogens: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A list with one entry per distinct shift; ppm, hydrogens: [peaks]."""
    order = np.lexsort((hydrogens, ppm))
    ppm, hydrogens = ppm[order], hydrogens[order]
    first = np.ones(len(ppm), bool)
    first[1:] = np.diff(ppm) > TOLERANCE_PPM
    return ppm[first], hydrogens[first]


def _near(ppm: np.ndarray, others: np.ndarray) -> np.ndarray:
    is_near: NDArray[np.bool_] = (np.abs(ppm[:, None] - others[None, :]) <= TOLERANCE_PPM).any(1)
    return is_near
