"""Full lists: spectra with a shift for every carbon, as lists of one entry per carbon.

Deposited lists are often shorter: equivalent carbons share an entry, or carbons are missing. The paper
(Xu, Zhou, Hong, ICML 2024 AI-for-Science workshop) and most work on shift prediction measure on full lists.
These also show how many carbons share a shift.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from kmaid_nodes.assignment.same_shift import TOLERANCE_PPM
from kmaid_nodes.chemistry.known_hydrogens import UNKNOWN_HYDROGENS
from kmaid_nodes.training.examples import Examples

RULE = "spectra in which every carbon has a recorded shift, rewritten with one entry for each carbon"


def with_every_carbon(examples: Examples) -> np.ndarray:
    """int64: the spectra in which every carbon has a recorded shift."""
    lacking = np.isnan(examples.carbon_ppm)
    return np.flatnonzero(~np.logical_or.reduceat(lacking, examples.graphs.carbon_offsets[:-1]))


def full_lists(examples: Examples) -> Examples:
    """The same spectra with an entry for each carbon, by ascending ppm; all carbons need a recorded shift.

    Entries have the multiplicities recorded at their shift. They have none where those disagree and are not
    one for each carbon, or where several entries were averaged.
    """
    ppm, hydrogens = [], []
    for k in range(len(examples)):
        shifts = np.sort(examples.carbon_ppm[slice(*examples.graphs.carbon_offsets[k : k + 2])])
        listed = slice(*examples.peak_offsets[k : k + 2])
        of_carbons = examples.peak_assigned[listed]
        recorded = examples.peak_ppm[listed][of_carbons], examples.peak_hydrogens[listed][of_carbons]
        ppm.append(shifts)
        hydrogens.append(_multiplicities(shifts, *recorded))
    if not ppm:
        return examples
    return replace(
        examples,
        peak_ppm=np.concatenate(ppm),
        peak_hydrogens=np.concatenate(hydrogens),
        peak_assigned=np.ones(len(examples.carbon_ppm), bool),
        peak_offsets=examples.graphs.carbon_offsets,
    )


def _multiplicities(shifts: np.ndarray, ppm: np.ndarray, hydrogens: np.ndarray) -> np.ndarray:
    """int64 [carbons]: hydrogens at the ascending shifts, from the ppm and hydrogens of the entries
    [peaks]."""
    multiplicities = np.full(len(shifts), UNKNOWN_HYDROGENS, np.int64)
    for shift in np.unique(shifts):
        carbons = np.flatnonzero(shifts == shift)
        recorded = np.sort(hydrogens[np.abs(ppm - shift) <= TOLERANCE_PPM])
        if len(recorded) == len(carbons) or len(np.unique(recorded)) == 1:
            multiplicities[carbons] = recorded if len(recorded) == len(carbons) else recorded[0]
    return multiplicities
