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
from kmaid_nodes.chemistry.impurity_patterns import solvent_patterns
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
    surplus: bool = True,
) -> np.ndarray:
    """float64 [peaks], read only: -log of the expected number of extraneous peaks per ppm there.

    ppm: [peaks]; hydrogens: int [peaks], attached, outside 0 to 3 if not known; solvent: canonical name;
    solvent_shown: a DEPT or HSQC does not show the solvent, which is deuterated; surplus: the list has more
    peaks than the structure has carbons. If it has not, the lines of an impurity are rare unless the list
    shows every line that the impurity must show.
    """
    kind = np.where(hydrogens < UNKNOWN_HYDROGENS, hydrogens, UNKNOWN_HYDROGENS).astype(np.int64)
    ppm = np.ascontiguousarray(ppm, np.float64)
    return _costs_of_list(ppm.tobytes(), kind.tobytes(), solvent, settings.extraneous, solvent_shown, surplus)


# A retrieval asks for the same list with every candidate.
@lru_cache(maxsize=64)
def _costs_of_list(
    ppm_bytes: bytes,
    kind_bytes: bytes,
    solvent: str | None,
    settings: ExtraneousSettings,
    solvent_shown: bool,
) -> np.ndarray:
    ppm, kind = np.frombuffer(ppm_bytes), np.frombuffer(kind_bytes, np.int64)
    point = np.rint((np.clip(ppm, _GRID[0], _GRID[-1]) - _GRID[0]) / _GRID_STEP).astype(int)
    incomplete = 1.0 if surplus else settings.incomplete_pattern
    expected = _expected_on_grid(solvent, settings, solvent_shown, incomplete)[kind, point]
    patterns = solvent_patterns(solvent)
    shown = patterns.shown_by(ppm, settings.pattern_within_ppm)
    if shown.any():
        further = settings.complete_pattern - incomplete
        for signal in patterns.lines_of(shown):
            agrees = np.array([_agrees(signal, k, settings) for k in kind])
            line = signal.share * agrees * _line(ppm - signal.ppm, settings)
            expected += settings.expected * settings.in_tables * further * line
    costs: np.ndarray = -np.log(expected)
    costs.setflags(write=False)
    return costs


@lru_cache(maxsize=32)
def _expected_on_grid(
    solvent: str | None, settings: ExtraneousSettings, solvent_shown: bool, incomplete: float
) -> np.ndarray:
    """Extraneous peaks per ppm on `_GRID` for 0 to 3 attached hydrogens and an unknown multiplicity.

    incomplete: weight of the lines of impurities that must show several.
    """
    reach = _LINE_REACH * settings.far_ppm
    tabulated = np.zeros((UNKNOWN_HYDROGENS + 1, len(_GRID)))
    of_patterns = solvent_patterns(solvent).compounds
    for signal in extraneous_signals(solvent):
        if signal.compound == signal.solvent and not solvent_shown:
            continue
        weight = incomplete if (signal.solvent, signal.compound) in of_patterns else 1.0
        near = slice(*np.searchsorted(_GRID, (signal.ppm - reach, signal.ppm + reach)))
        density = weight * signal.share * _line(_GRID[near] - signal.ppm, settings)
        for kind in range(UNKNOWN_HYDROGENS + 1):
            tabulated[kind, near] += _agrees(signal, kind, settings) * density
    elsewhere = np.array([1 / UNKNOWN_HYDROGENS] * UNKNOWN_HYDROGENS + [1.0])[:, None] / settings.span_ppm
    in_tables = settings.in_tables
    return settings.expected * (in_tables * tabulated + (1 - in_tables) * elsewhere)


def _agrees(signal: ExtraneousSignal, kind: int, settings: ExtraneousSettings) -> float:
    """Probability that a line is listed with so many attached hydrogens (or with an unknown number)."""
    if kind == UNKNOWN_HYDROGENS:
        return 1.0
    if signal.hydrogens is None:
        return 1 / UNKNOWN_HYDROGENS
    return settings.same_multiplicity if kind == signal.hydrogens else (1 - settings.same_multiplicity) / 3


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


def nameable_signals(solvent: str | None, solvent_shown: bool = True) -> list[ExtraneousSignal]:
    """The lines that a peak may be named after. solvent: canonical name, None if not known."""
    signals = extraneous_signals(solvent) + signals_to_name(solvent)
    return [s for s in signals if solvent_shown or s.compound != s.solvent]


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
