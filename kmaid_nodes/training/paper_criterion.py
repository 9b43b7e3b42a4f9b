"""The paper's own criterion of the node level: each peak takes its best carbon by itself."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from kmaid_nodes.assignment.confidence import marginals
from kmaid_nodes.assignment.costs import pair_costs, repetition_costs
from kmaid_nodes.assignment.same_shift import TOLERANCE_PPM
from kmaid_nodes.training.spectra import Spectrum

# The best carbon is the most probable one (the alignment matrix normalised along both sides), or the one of
# lowest cost (the matrix as it is).
NORMALISED, PLAIN = "normalised", "plain"


def peaks_right(spectrum: Spectrum) -> dict[str, np.ndarray]:
    """bool [peaks], by way of choosing: the peak's best carbon is one of those that it belongs to.

    "Exact match" of Xu, Zhou, Hong, ICML 2024 AI-for-Science workshop: several peaks may take one carbon, and
    any carbon recorded at the same ppm is right. Here carbons equivalent to those by symmetry are right too.
    False for peaks that the record assigns to no carbon.
    """
    classes, ppm = spectrum.carbons.symmetry_class, spectrum.peaks.ppm
    costs = pair_costs(spectrum.carbons, spectrum.peaks)
    each_carbon_listed = len(ppm) >= len(classes)
    costs += repetition_costs(spectrum.carbons.classes, spectrum.peaks, each_carbon_listed)
    same_class = classes[:, None] == classes[None, :]
    fits = np.abs(spectrum.recorded[:, None] - ppm[None, :]) <= TOLERANCE_PPM
    fits_class = (same_class.astype(int) @ fits) > 0
    peaks = np.arange(len(ppm))
    scores = {NORMALISED: marginals(costs), PLAIN: -costs}
    return {way: fits_class[best.argmax(0), peaks] & spectrum.belongs for way, best in scores.items()}


def paper_node_criterion(spectra: Iterable[Spectrum]) -> dict[str, float]:
    """The share of the recorded assigned peaks that are right, by way of choosing."""
    right, counted = {NORMALISED: 0, PLAIN: 0}, 0
    for spectrum in spectra:
        for way, peak_is_right in peaks_right(spectrum).items():
            right[way] += int(peak_is_right.sum())
        counted += int(spectrum.belongs.sum())
    return {way: count / max(counted, 1) for way, count in right.items()}
