"""Variations of peak lists, so that the model meets in training what laboratories send.

All functions take and return flat arrays of a batch: ppm float32, attached hydrogens int64, whether a
peak belongs to a carbon (bool), and the spectrum of each peak (int64, ascending).
"""

from __future__ import annotations

import numpy as np

from kmaid_nodes.model.peak_lists import UNKNOWN_HYDROGENS

Peaks = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]

_NO_MULTIPLICITY = 0.5
_MERGED = 0.5
_INCOMPLETE = 0.3
_LOST = 0.12
_CONTAMINATED = 0.2
_SAME_PPM = 0.005


def vary(
    ppm: np.ndarray,
    hydrogens: np.ndarray,
    assigned: np.ndarray,
    spectrum: np.ndarray,
    generator: np.random.Generator,
) -> Peaks:
    """Each spectrum, by chance: without multiplicities, equal peaks merged, peaks lost, peaks added."""
    size = int(spectrum[-1]) + 1
    drawn = (
        generator.random((4, size))
        < np.array([_NO_MULTIPLICITY, _MERGED, _INCOMPLETE, _CONTAMINATED])[:, None]
    )
    without, merged, incomplete = drawn[:3, spectrum]
    hydrogens = np.where(without, UNKNOWN_HYDROGENS, hydrogens)
    keep = ~(merged & _repeats(ppm, hydrogens, spectrum))
    keep &= ~(incomplete & (generator.random(len(ppm)) < _LOST))
    keep |= ~np.isin(spectrum, spectrum[keep])
    ppm, hydrogens, assigned, spectrum = ppm[keep], hydrogens[keep], assigned[keep], spectrum[keep]
    return _with_strangers((ppm, hydrogens, assigned, spectrum), np.flatnonzero(drawn[3]), generator)


def _repeats(ppm: np.ndarray, hydrogens: np.ndarray, spectrum: np.ndarray) -> np.ndarray:
    order = np.lexsort((ppm, hydrogens, spectrum))
    same = (
        (np.abs(np.diff(ppm[order])) <= _SAME_PPM)
        & (np.diff(hydrogens[order]) == 0)
        & (np.diff(spectrum[order]) == 0)
    )
    repeats = np.zeros(len(ppm), bool)
    repeats[order[1:]] = same
    return repeats


def _with_strangers(peaks: Peaks, spectra: np.ndarray, generator: np.random.Generator) -> Peaks:
    """One peak of another compound in each of `spectra`: solvents and impurities spread over 0 to 210 ppm."""
    ppm, hydrogens, assigned, spectrum = peaks
    strangers = len(spectra)
    ppm = np.concatenate([ppm, generator.uniform(0, 210, strangers).astype(np.float32)])
    hydrogens = np.concatenate([hydrogens, np.full(strangers, UNKNOWN_HYDROGENS)])
    assigned = np.concatenate([assigned, np.zeros(strangers, bool)])
    spectrum = np.concatenate([spectrum, spectra])
    order = np.argsort(spectrum, kind="stable")
    return ppm[order], hydrogens[order], assigned[order], spectrum[order]
