"""The lines that an impurity must show: a substance is not in the sample because one of its lines is.

Carbons with hydrogens show wherever the substance does; those without may be too weak. A substance without
such carbons (carbon dioxide) must show its lines.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from kmaid_nodes.chemistry.extraneous_signals import ExtraneousSignal, extraneous_signals

# Lines closer than this in the tables may be one peak.
ONE_PEAK_PPM = 0.1


def required_lines(
    lines: Sequence[ExtraneousSignal], hydrogens_seen: Collection[int] = (0, 1, 2, 3)
) -> list[ExtraneousSignal]:
    """Those of a substance's lines in one solvent that must show, by falling shift.

    hydrogens_seen: numbers of attached hydrogens whose carbons the experiment shows.
    """
    seen = [line for line in lines if line.hydrogens is None or line.hydrogens in hydrogens_seen]
    with_hydrogens = [line for line in seen if line.hydrogens != 0]
    return sorted(with_hydrogens or seen, key=lambda line: -line.ppm)


@dataclass(frozen=True)
class Patterns:
    """The impurities in some solvents that must show several lines.

    compounds: (solvent, compound) of each; signals: all lines of each; required: float64 [required lines],
    in ppm; owner: int [required lines], the position of the compound.
    """

    compounds: dict[tuple[str, str], int]
    signals: list[list[ExtraneousSignal]]
    required: np.ndarray
    owner: np.ndarray

    def shown_by(self, ppm: np.ndarray, within_ppm: float) -> np.ndarray:
        """bool [compounds]: a list of peaks shows every line that the compound must show; ppm: [peaks].

        Each line has a peak of its own, unless the tables have two of them at nearly the same place.
        """
        if not len(self.required) or not len(ppm):
            return np.zeros(len(self.compounds), bool)
        peaks = np.sort(ppm)
        above = np.minimum(np.searchsorted(peaks, self.required), len(peaks) - 1)
        below = np.maximum(above - 1, 0)
        to_above, to_below = np.abs(peaks[above] - self.required), np.abs(peaks[below] - self.required)
        nearest, apart = np.where(to_below < to_above, below, above), np.minimum(to_above, to_below)
        lacking = apart > within_ppm
        lacking[1:] |= self._after_another & (peaks[nearest[1:]] == peaks[nearest[:-1]])
        shown: np.ndarray = np.bincount(self.owner[lacking], minlength=len(self.compounds)) == 0
        return shown

    @cached_property
    def _after_another(self) -> np.ndarray:
        """bool [required lines - 1]: the line before is of the same compound, at another place."""
        after: np.ndarray = (np.diff(self.owner) == 0) & (np.abs(np.diff(self.required)) > ONE_PEAK_PPM)
        return after

    def lines_of(self, chosen: np.ndarray) -> list[ExtraneousSignal]:
        """All lines of some compounds; chosen: bool [compounds]."""
        return [line for k in np.flatnonzero(chosen).tolist() for line in self.signals[k]]


@lru_cache(maxsize=64)
def solvent_patterns(solvent: str | None) -> Patterns:
    """The impurities of `extraneous_signals` that must show several lines. solvent: canonical name."""
    of_compound: dict[tuple[str, str], list[ExtraneousSignal]] = {}
    for signal in extraneous_signals(solvent):
        if signal.compound != signal.solvent:
            of_compound.setdefault((signal.solvent, signal.compound), []).append(signal)
    required = {compound: required_lines(lines) for compound, lines in of_compound.items()}
    several = [compound for compound, lines in required.items() if len(lines) > 1]
    return Patterns(
        {compound: k for k, compound in enumerate(several)},
        [of_compound[compound] for compound in several],
        np.array([line.ppm for compound in several for line in required[compound]], np.float64),
        np.repeat(np.arange(len(several)), [len(required[compound]) for compound in several]).astype(int),
    )
