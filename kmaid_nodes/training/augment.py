"""Variations of peak lists, so that the model is trained on lists such as laboratories have.

All functions take and return flat arrays of a batch: ppm float32, attached hydrogens int64, whether a
peak belongs to a carbon (bool), and the spectrum of each peak (int64, ascending).
"""

from __future__ import annotations

import numpy as np

from kmaid_nodes.chemistry.known_hydrogens import UNKNOWN_HYDROGENS

Peaks = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]

_NO_MULTIPLICITY = 0.5
_MERGED = 0.5
_INCOMPLETE = 0.3
_MISSING = 0.12
_SPARSE = 0.1
_MISSING_OF_SPARSE = 0.5
_ONE_KIND_MISSING = 0.1
_CONTAMINATED = 0.2
_SAME_PPM = 0.005


def vary(
    ppm: np.ndarray,
    hydrogens: np.ndarray,
    assigned: np.ndarray,
    spectrum: np.ndarray,
    generator: np.random.Generator,
    sparse: bool = True,
) -> Peaks:
    """The spectra, each at random without multiplicities, with equal peaks merged, peaks removed or added.

    A few peaks are removed; where `sparse`, sometimes half of them, or all of one multiplicity, since many
    records list no more. This improves retrieval and seemed to cost a little accuracy of the assignment
    (docs/trials.md).
    """
    size = int(spectrum[-1]) + 1
    shares = [_NO_MULTIPLICITY, _MERGED, _INCOMPLETE, _SPARSE, _ONE_KIND_MISSING, _CONTAMINATED]
    drawn = generator.random((len(shares), size)) < np.array(shares)[:, None]
    drawn[3:5] &= sparse
    without, merged, incomplete, half, one_kind = drawn[:5, spectrum]
    missing_kind = generator.integers(UNKNOWN_HYDROGENS, size=size)[spectrum]
    missing = generator.random(len(ppm)) < np.where(half, _MISSING_OF_SPARSE, incomplete * _MISSING)
    missing |= one_kind & (hydrogens == missing_kind)
    hydrogens = np.where(without, UNKNOWN_HYDROGENS, hydrogens)
    keep = ~(merged & _repeats(ppm, hydrogens, spectrum)) & ~missing
    keep |= ~np.isin(spectrum, spectrum[keep])
    ppm, hydrogens, assigned, spectrum = ppm[keep], hydrogens[keep], assigned[keep], spectrum[keep]
    return _with_extraneous((ppm, hydrogens, assigned, spectrum), np.flatnonzero(drawn[5]), generator)


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


def _with_extraneous(peaks: Peaks, spectra: np.ndarray, generator: np.random.Generator) -> Peaks:
    """The peaks with an extraneous one added to each of `spectra`, anywhere from 0 to 210 ppm."""
    ppm, hydrogens, assigned, spectrum = peaks
    added = len(spectra)
    ppm = np.concatenate([ppm, generator.uniform(0, 210, added).astype(np.float32)])
    hydrogens = np.concatenate([hydrogens, np.full(added, UNKNOWN_HYDROGENS)])
    assigned = np.concatenate([assigned, np.zeros(added, bool)])
    spectrum = np.concatenate([spectrum, spectra])
    order = np.argsort(spectrum, kind="stable")
    return ppm[order], hydrogens[order], assigned[order], spectrum[order]
