"""A predicted spectrum as the 13C string that journals print, marked as predicted."""

from __future__ import annotations

from collections.abc import Iterable

from kmaid_nodes.codes.journal import JournalHouse
from kmaid_nodes.reading.record import Peak
from kmaid_nodes.results.predicted_molecule import PredictedMolecule
from kmaid_nodes.results.predicted_signal import PredictedSignal
from kmaid_nodes.writing.acs_text import acs_text
from kmaid_nodes.writing.journal_style import JournalStyle

# Further digits would claim an accuracy that predictions do not have: the median error is 0.7 ppm.
_DECIMALS = 1
_MOST_HYDROGENS = 3
MARK = "predicted"
"""Stands in the place of frequency and solvent, which a prediction does not have."""


def predicted_text(
    molecule: PredictedMolecule,
    signals: Iterable[PredictedSignal],
    house: JournalHouse = JournalHouse.ACS,
) -> str:
    """`13C NMR (predicted) δ 190.8 (CH, C-6), 164.6 (Cq, C-2), 131.9 (2C, CH, C-4, C-8)`.

    Carbons have the chemist's own numbers, or else are counted from 1.
    """
    peaks = [
        Peak(signal.ppm, _of_journal(signal.hydrogens), signal.atoms, len(signal.atoms)) for signal in signals
    ]
    style = JournalStyle(house, decimals=_DECIMALS)
    numbers = {s.atom_index: s.number for s in molecule.shifts if s.number is not None}
    return acs_text(peaks, MARK, style=style, numbers=numbers)


def _of_journal(hydrogens: int) -> int | None:
    """Methane's four have no name in these texts."""
    return hydrogens if hydrogens <= _MOST_HYDROGENS else None
