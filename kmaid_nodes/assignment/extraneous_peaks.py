"""Peaks that do not come from the compound: how likely each is one, and what it may be."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from kmaid_nodes.assignment.settings import DEFAULT_SETTINGS, AssignmentSettings, ExtraneousSettings
from kmaid_nodes.chemistry.extraneous_signals import (
    ExtraneousSignal,
    extraneous_signals,
    is_reference,
    signals_to_name,
    told_solvents,
)
from kmaid_nodes.chemistry.known_hydrogens import UNKNOWN_HYDROGENS

# Numerics alone: where costs are tabulated, in ppm, and where a line ends, in standard deviations.
_LINE_REACH = 6
_GRID_STEP = 0.01
_GRID = np.arange(-30.0, 260.0 + _GRID_STEP / 2, _GRID_STEP).astype(np.float64)
# Numbers or arrays of them, as they come.
_Ppm = TypeVar("_Ppm", np.float64, NDArray[np.float64])


def extraneous_costs(
    ppm: np.ndarray,
    hydrogens: np.ndarray,
    solvent: str | None,
    settings: AssignmentSettings = DEFAULT_SETTINGS,
    solvent_shown: bool = True,
) -> np.ndarray:
    """float64 [peaks]: -log of the expected number of extraneous peaks per ppm there.

    ppm: [peaks]; hydrogens: int [peaks], attached, outside 0 to 3 if not known; solvent: canonical name;
    solvent_shown: a DEPT or HSQC does not show the solvent, which is deuterated.
    """
    kind = np.where(hydrogens < UNKNOWN_HYDROGENS, hydrogens, UNKNOWN_HYDROGENS)
    point = np.rint((np.clip(ppm, _GRID[0], _GRID[-1]) - _GRID[0]) / _GRID_STEP).astype(int)
    costs: np.ndarray = _grid_costs(solvent, settings.extraneous, solvent_shown)[kind, point]
    return costs


@lru_cache(maxsize=32)
def _grid_costs(solvent: str | None, settings: ExtraneousSettings, solvent_shown: bool) -> np.ndarray:
    """The costs on `_GRID` for 0 to 3 attached hydrogens and for a multiplicity that is not known."""
    same_multiplicity, reach = settings.same_multiplicity, _LINE_REACH * settings.far_ppm
    tabulated = np.zeros((UNKNOWN_HYDROGENS + 1, len(_GRID)))
    for signal in extraneous_signals(solvent):
        if signal.compound == signal.solvent and not solvent_shown:
            continue
        near = slice(*np.searchsorted(_GRID, (signal.ppm - reach, signal.ppm + reach)))
        density = _line(_GRID[near] - signal.ppm, settings)
        for kind in range(UNKNOWN_HYDROGENS):
            if signal.hydrogens is None:
                agrees = 1 / UNKNOWN_HYDROGENS
            else:
                agrees = same_multiplicity if kind == signal.hydrogens else (1 - same_multiplicity) / 3
            tabulated[kind, near] += signal.share * agrees * density
        tabulated[UNKNOWN_HYDROGENS, near] += signal.share * density
    elsewhere = np.array([1 / UNKNOWN_HYDROGENS] * UNKNOWN_HYDROGENS + [1.0])[:, None] / settings.span_ppm
    in_tables = settings.in_tables
    return -np.log(settings.expected * (in_tables * tabulated + (1 - in_tables) * elsewhere))


def named_signal(
    ppm: float,
    hydrogens: int | None,
    solvent: str | None,
    guessed: bool = False,
    settings: AssignmentSettings = DEFAULT_SETTINGS,
    solvent_shown: bool = True,
    among: Collection[ExtraneousSignal] | None = None,
) -> ExtraneousSignal | None:
    """The known extraneous line that a peak is most likely to be, None if none is near.

    solvent: canonical name, None if not known; guessed: the solvent was inferred, or was looked for in vain.
    Then impurities must be near their lines, and so must those whose line was measured in another solvent
    than the one told. The solvent's own lines, and the reference's, may always stand 0.5 ppm off, because
    spectra are referenced to them, by many values. solvent_shown: see `extraneous_costs`; among: the lines to
    choose from, None for all `nameable_signals`.
    """
    extraneous = settings.extraneous
    near = [
        s
        for s in (nameable_signals(solvent, solvent_shown) if among is None else among)
        if abs(s.ppm - ppm) <= named_within(s, solvent, guessed, extraneous)
        and (None in (hydrogens, s.hydrogens) or hydrogens == s.hydrogens)
    ]
    return max(near, key=lambda s: s.share * float(_line(np.float64(ppm - s.ppm), extraneous)), default=None)


@lru_cache(maxsize=64)
def nameable_signals(solvent: str | None, solvent_shown: bool = True) -> tuple[ExtraneousSignal, ...]:
    """The lines that a peak may be named after. solvent: canonical name, None if not known."""
    signals = extraneous_signals(solvent) + signals_to_name(solvent)
    return tuple(s for s in signals if solvent_shown or s.compound != s.solvent)


def named_within(
    signal: ExtraneousSignal, solvent: str | None, guessed: bool, settings: ExtraneousSettings
) -> float:
    """How far from its place in the tables a line is named, in ppm; arguments as for `named_signal`."""
    if signal.compound == signal.solvent or is_reference(signal.compound):
        return settings.named_within_ppm
    told = told_solvents(solvent)
    measured_elsewhere = bool(told) and signal.solvent not in told
    return settings.named_by_guess_within_ppm if guessed or measured_elsewhere else settings.named_within_ppm


def _line(distance: _Ppm, settings: ExtraneousSettings) -> _Ppm:
    """Density per ppm of a line's position, by its distance from the position in the tables."""
    near, far = _normal(distance, settings.near_ppm), _normal(distance, settings.far_ppm)
    return (1 - settings.share_far) * near + settings.share_far * far


def _normal(distance: _Ppm, width: float) -> _Ppm:
    density: _Ppm = np.exp(-((distance / width) ** 2) / 2) / (width * np.sqrt(2 * np.pi))
    return density
